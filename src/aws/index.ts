import type {
  AsideTerms,
  Functions,
  ParameterCalls,
  Parameters,
  Queues,
  Stacks,
} from "../maintenance/index.js";
import { createCallAside } from "./call/aside.js";
import { createCall, createShared, type Call, type CallOptions, type Ways } from "./call/call.js";
import { service } from "./call/service.js";
import { createClients, type ClientOptions, type Clients, type Endpoints } from "./clients.js";
import { verifyClean } from "./credentials/clean.js";
import type { CredentialsInForce } from "./credentials/source.js";
import { withDirectReads } from "./direct/clients.js";
import { openDirectReader } from "./direct/index.js";
import { createFunctions } from "./functions/functions.js";
import { createParameters } from "./parameters.js";
import { createQueues } from "./queues.js";
import { createStacks, type Listed } from "./stacks/stacks.js";

/** How to reach AWS; what is left out comes from the SDK's own chain. */
export interface AwsOptions extends ClientOptions, CallOptions {}

/** The ports of `src/maintenance` over one region of one account. */
export interface Aws {
  readonly stacks: Stacks;
  readonly functions: Functions;
  readonly parameters: Parameters;
  readonly queues: Queues;
  /** The same calls for what is no part of a run's job. */
  readonly aside: (terms: AsideTerms) => Pick<Aws, "stacks" | "functions">;
  /** The region in force. @throws JetsError `region_missing` */
  region(): Promise<string>;
  /** The endpoints that the environment or the AWS profile names; `undefined` for AWS's own. */
  endpoints(): Promise<Endpoints>;
  /** Where credentials come from. */
  credentials(): Promise<CredentialsInForce>;
  /** Closes kept-alive connections. */
  close(): void;
}

/**
 * Builds the ports; no client is loaded and no call is made before the first method is used.
 * @throws JetsError `credentials_missing` or `usage` where the environment holds what cannot be sent
 */
export function createAws(options: AwsOptions): Aws {
  verifyClean(options, process.env);
  const clients = createClients(options);
  const reading =
    options.trace === undefined
      ? withDirectReads(clients, () => openDirectReader(options, process.env))
      : // Only the SDK tells the request ids.
        clients;
  return createPorts(reading, options);
}

/** How long after Ctrl-C the release of a lock may still be tried. */
const releaseGraceMs = 15_000;

/** The ports over clients, and `ways`, that may serve several runs, each with its own signal. */
export function createPorts(clients: Clients, given: CallOptions, ways?: Ways): Aws {
  const options = { ...given, source: clients.source };
  const shared = createShared(options, ways);
  const call = createCall(options, shared);
  const uninterrupted = createCall({ ...options, grace: releaseGraceMs }, shared);
  const whereabouts = async (): Promise<string> => (await clients.cloudFormation()).whereabouts();
  const listed: Listed = new Map();
  const stacksAndFunctions = (by: Call): Pick<Aws, "stacks" | "functions"> => ({
    stacks: createStacks(service(clients.cloudFormation, by), whereabouts, listed),
    functions: createFunctions(service(clients.lambda, by)),
  });
  const parametersBy = (by: Call): ParameterCalls =>
    createParameters(service(clients.ssm, by), clients.serverTime);
  return {
    ...stacksAndFunctions(call),
    parameters: { ...parametersBy(call), uninterrupted: parametersBy(uninterrupted) },
    queues: createQueues(service(clients.sqs, call), service(clients.sqs, uninterrupted)),
    aside: (terms) => stacksAndFunctions(createCallAside(options, shared, terms)),
    region: clients.region,
    endpoints: clients.endpoints,
    credentials: clients.credentials,
    close: clients.close,
  };
}
