import { JetsError } from "../maintenance/index.js";
import { createAccess, type Bases } from "./access.js";
import { createCall, createWays, type CallOptions } from "./call/call.js";
import { service } from "./call/service.js";
import { createClients, createLoader, regionOf, type ClientOptions, type Clients } from "./clients.js";
import { verifyClean } from "./credentials/clean.js";
import type { RoleToAssume } from "./credentials/role.js";
import { createPorts, type Aws } from "./index.js";
import { once } from "./once.js";
import type { StsCalls } from "./sdk/sts.js";

export type { RoleToAssume };

/**
 * Who to be in AWS; what is left out comes from the SDK's own chain. `region` is where STS is asked, and its own chain
 * says where it is left out.
 */
export interface AccountOptions
  extends Pick<ClientOptions, "profile" | "region" | "askMfaCode" | "requestHandler">, CallOptions {
  readonly role?: RoleToAssume;
  /** Shared by the accounts of one run. */
  readonly bases?: Bases;
}

/** One account, reached once for all that is done there. */
export interface Account {
  /** The region in force where none is named. @throws JetsError `region_missing` */
  region(): Promise<string>;
  /** The account that the credentials are of; asked once. @throws JetsError */
  id(): Promise<string>;
  /** One region of it, the same one each time. */
  in(region: string): Place;
  /** Closes the connections of all runs. */
  close(): void;
}

/** One region of one account, for any number of runs, which share its connections and the pace of its quotas. */
export interface Place {
  /** The ports of one run. `close` leaves the connections to the next one. */
  createAws(run: Pick<CallOptions, "signal" | "report" | "hasChanged" | "trace">): Aws;
}

/**
 * Reaches one account; no client is loaded and no call is made before the first method is used.
 * @throws JetsError `credentials_missing` or `usage` where the environment holds what cannot be sent
 */
export function createAccount(options: AccountOptions): Account {
  verifyClean(options, process.env);
  const access = createAccess(options);
  const { load, close } = createLoader(() => access.configure(options.region));
  const clients: AccountClients = {
    sts: load(async (config) => new (await import("./sdk/sts.js")).Sts(config)),
    in: (region) => createClients({ region }, access),
    source: access.source,
    close,
  };
  return accountOver(clients, options);
}

/** The clients of one account. */
export interface AccountClients extends Pick<Clients, "source" | "close"> {
  readonly sts: () => Promise<StsCalls>;
  /** Those of one region. */
  readonly in: (region: string) => Clients;
}

/** The account over its clients. */
export function accountOver(clients: AccountClients, options: CallOptions): Account {
  const { source, sts } = clients;
  const ask = service(sts, createCall({ ...options, source }));
  const places = new Map<string, Place & Pick<Clients, "close">>();
  return {
    region: () => regionOf(sts, getCallerIdentity),
    id: once(async () => {
      const { Account: id } = await ask(getCallerIdentity, "*", (client) => client.getCallerIdentity({}));
      if (id === undefined) throw notFromAws();
      return id;
    }),
    in(region) {
      const place = places.get(region) ?? openPlace(clients.in(region), options);
      places.set(region, place);
      return place;
    },
    close() {
      clients.close();
      for (const place of places.values()) place.close();
    },
  };
}

const getCallerIdentity = "sts:GetCallerIdentity";

function openPlace(
  clients: Clients,
  { clock, random }: Pick<CallOptions, "clock" | "random">,
): Place & Pick<Clients, "close"> {
  const ways = createWays(clock);
  const shared = { ...clients, close: () => undefined };
  return {
    createAws: (run) => createPorts(shared, { ...run, clock, random }, ways),
    close: clients.close,
  };
}

const notFromAws = (): JetsError =>
  new JetsError(
    "aws_refused",
    `The answer to ${getCallerIdentity} does not come from AWS.`,
    "Check AWS_ENDPOINT_URL and any proxy; an emulator may not know this call.",
  );
