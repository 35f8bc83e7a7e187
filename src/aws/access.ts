import { defined } from "../defined.js";
import type { ClientOptions } from "./clients.js";
import { profileIn } from "./credentials/named.js";
import type { CredentialsOptions, Provider } from "./credentials/provider.js";
import type { RoleToAssume } from "./credentials/role.js";
import type { BaseSource, Source } from "./credentials/source.js";
import { createRequestHandler, type RequestHandler } from "./network/network.js";
import { once } from "./once.js";

/** Credentials that roles are assumed with, and where they come from once they are known. */
interface Base {
  readonly provider: Provider;
  readonly source: () => BaseSource | undefined;
}

/** The same for several accounts, by profile: a program runs once, and a person is asked once. */
export type Bases = Map<string | undefined, Promise<Base>>;

/** What clients are to be made with. */
interface AccessOptions extends Omit<ClientOptions, "region"> {
  readonly role?: RoleToAssume;
  /** Used for a role, and added to. */
  readonly bases?: Bases;
  /** Where STS is asked for that role. */
  readonly region?: string;
}

/** What every client is made with. */
export interface ClientConfig {
  readonly region?: string;
  readonly profile?: string;
  readonly credentials: Provider;
  readonly requestHandler: RequestHandler;
  readonly logger: Logger;
  readonly maxAttempts: number;
  readonly cacheMiddleware: boolean;
}

/** What all clients of one account share: who asks, and the way to the network. */
export interface Access {
  /** For the clients of one region; the one of the SDK's own choice when left out. */
  readonly configure: (region?: string) => Promise<ClientConfig>;
  /** Where the credentials come from that the newest call was signed with; `undefined` before the first. */
  readonly source: () => Source | undefined;
}

/** Makes what every client is made with; loads nothing yet. One handler and one provider of credentials serve them all. */
export function createAccess({
  requestHandler,
  region: stsRegion,
  role,
  bases = new Map(),
  ...options
}: AccessOptions): Access {
  let source = (): Source | undefined => undefined;
  const profile = profileIn(options.profile, process.env);
  const handler = once(async () => requestHandler ?? createRequestHandler(profile ?? "default", process.env));
  const shared = {
    logger,
    // Every call goes through `createCall`, which repeats more kinds of failure than the SDK does.
    maxAttempts: 1,
    // The steps of a call are put in order once for each kind of call; anew each time would take a third of its time.
    cacheMiddleware: true,
    ...defined({ profile }),
  };
  const provider = once(async () => {
    const base = bases.get(profile) ?? createBase({ ...options, requestHandler: await handler() });
    bases.set(profile, base);
    const own = await base;
    if (role === undefined) {
      source = own.source;
      return own.provider;
    }
    const { createRoleProvider } = await import("./credentials/role.js");
    const sts = { ...shared, requestHandler: await handler(), ...defined({ region: stsRegion }) };
    const assumed = await createRoleProvider({ role, sts, base: own });
    source = assumed.source;
    return assumed.provider;
  });
  const credentials = async (properties?: Record<string, unknown>) => (await provider())(properties);
  const config = { ...shared, credentials: Object.assign(credentials, { memoized: true }) };
  return {
    configure: async (region) => ({ ...config, ...defined({ region }), requestHandler: await handler() }),
    source: () => source(),
  };
}

async function createBase(options: CredentialsOptions): Promise<Base> {
  const { createProvider } = await import("./credentials/provider.js");
  let source: BaseSource | undefined;
  const noteSource = (found: BaseSource): void => {
    source = found;
  };
  return { provider: await createProvider({ ...options, noteSource }, process.env), source: () => source };
}

function ignore(): void {
  // Nothing to do.
}

/** The SDK would print warnings of its own between our lines; what it throws is reported in any case. */
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

type Logger = typeof logger;
