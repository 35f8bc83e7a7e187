import { createAccess, type ClientConfig } from "./access.js";
import { toJetsError } from "./call/errors.js";
import type { CredentialsInForce, Source } from "./credentials/source.js";
import type { RequestHandler } from "./network/network.js";
import { once } from "./once.js";
import type { CloudFormationCalls } from "./sdk/cloudformation.js";
import type { Lambda } from "./sdk/lambda.js";
import type { Sqs } from "./sdk/sqs.js";
import type { Ssm, SsmCalls } from "./sdk/ssm.js";

/** Where AWS is; what is left out comes from the SDK's own chain. */
export interface ClientOptions {
  readonly region?: string;
  readonly profile?: string;
  /** Asks a person for the code that an MFA device shows; left out where no person can be asked. */
  readonly askMfaCode?: (device: string) => Promise<string>;
  /** Takes the place of the network, for tests that need none. */
  readonly requestHandler?: RequestHandler;
}

/** Where each service answers instead of at AWS's own endpoint; `undefined` where it does not. */
export type Endpoints = Readonly<Record<"cloudformation" | "lambda" | "sqs" | "ssm", string | undefined>>;

/** The clients of AWS's services, each loaded when it is first asked for. */
export interface Clients {
  readonly cloudFormation: () => Promise<CloudFormationCalls>;
  readonly lambda: () => Promise<Lambda>;
  readonly sqs: () => Promise<Sqs>;
  readonly ssm: () => Promise<SsmCalls>;
  /** @throws JetsError `region_missing` */
  readonly region: () => Promise<string>;
  /** As the SDK finds them; makes no call. */
  readonly endpoints: () => Promise<Endpoints>;
  /** Where credentials come from; makes no call. */
  readonly credentials: () => Promise<CredentialsInForce>;
  /** The same for the newest call that was signed; `undefined` before the first. */
  readonly source: () => Source | undefined;
  /** The time of SSM's newest answer, by its own clock. */
  readonly serverTime: () => Date;
  readonly close: () => void;
}

/**
 * The SDK's clients of one region, with their common configuration; loads nothing yet.
 * @param access what clients of several regions share
 */
export function createClients(options: ClientOptions, access = createAccess(options)): Clients {
  let serverTime = new Date(0);
  const { load, close } = createLoader(() => access.configure(options.region));

  const ssm = load(async (config) => {
    const client = new (await import("./sdk/ssm.js")).Ssm(config);
    watchTime(client, (date) => (serverTime = date));
    return client;
  });
  const lambda = load(async (config) => new (await import("./sdk/lambda.js")).Lambda(config));
  // By itself, the client would call where a queue's URL points to, and warn on stderr that this is another place.
  const sqs = load(
    async (config) => new (await import("./sdk/sqs.js")).Sqs({ ...config, useQueueUrlAsEndpoint: false }),
  );
  const cloudFormation = load(
    async (config) => new (await import("./sdk/cloudformation.js")).CloudFormation(config),
  );

  return {
    ssm,
    lambda,
    sqs,
    cloudFormation,
    region: () => regionOf(ssm, "ssm:GetParameters"),
    endpoints: async () => ({
      cloudformation: await (await cloudFormation()).config.serviceConfiguredEndpoint?.(),
      lambda: await (await lambda()).config.serviceConfiguredEndpoint?.(),
      sqs: await (await sqs()).config.serviceConfiguredEndpoint?.(),
      ssm: await (await ssm()).config.serviceConfiguredEndpoint?.(),
    }),
    credentials: async () => {
      const { describeSource } = await import("./credentials/source.js");
      return describeSource(options.profile, process.env);
    },
    source: access.source,
    serverTime: () => serverTime,
    close,
  };
}

/** Makes clients when they are first asked for, and closes those that were. */
export function createLoader(configure: () => Promise<ClientConfig>): {
  readonly load: <Client extends { destroy(): void }>(
    make: (config: ClientConfig) => Promise<Client>,
  ) => () => Promise<Client>;
  readonly close: () => void;
} {
  const open: { destroy(): void }[] = [];
  return {
    load: (make) =>
      once(async () => {
        const client = await make(await configure());
        open.push(client);
        return client;
      }),
    close: () => {
      for (const client of open) client.destroy();
    },
  };
}

/** Has `note` called with the time of each answer. */
function watchTime({ middlewareStack }: Ssm, note: (date: Date) => void): void {
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const date = dateOf(result.response);
      if (date !== undefined) note(date);
      return result;
    },
    { step: "deserialize", name: "serverTime" },
  );
}

/** The region that a client asks. @throws JetsError `region_missing`, or `usage` for what is none */
export async function regionOf(
  connect: () => Promise<{ readonly config: { readonly region: () => Promise<string> } }>,
  action: string,
): Promise<string> {
  try {
    return await (await connect()).config.region();
  } catch (error) {
    throw toJetsError(error, action, "*");
  }
}

/** The `Date` header of an HTTP answer, which the SDK's types leave unknown. */
function dateOf(response: unknown): Date | undefined {
  if (typeof response !== "object" || response === null || !("headers" in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== "object" || headers === null || !("date" in headers)) return undefined;
  const date = new Date(String(headers.date));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
