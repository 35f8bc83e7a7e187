import type { RegionContext } from "../context.js";
import type { SqsState } from "../sqs/state.js";
import type { AsyncEvent } from "./asynchronous/events.js";
import type { EventInvokeChange } from "./asynchronous/config-state.js";

/** What Lambda knows in one region. */
export interface LambdaState {
  readonly context: RegionContext;
  /** By name. */
  readonly functions: Map<string, FunctionState>;
  /** By UUID. */
  readonly mappings: Map<string, MappingState>;
  /** The queues that events can go to. */
  readonly sqs: SqsState;
  /** The ARNs of queues, with wildcards, that each execution role may send to by its own permissions. */
  readonly sendableBy: Map<string, readonly string[]>;
  /** Every event that functions were invoked with asynchronously, from the oldest to the newest. */
  readonly events: AsyncEvent[];
}

/** One function with everything that belongs to it. */
export interface FunctionState {
  readonly name: string;
  /** The configuration of `$LATEST`. */
  latest: Configuration;
  /** Published versions by number, with the configuration that each was published with. */
  readonly versions: Map<string, Configuration>;
  readonly aliases: Map<string, AliasState>;
  /** Undefined means unreserved, which is not 0. */
  reserved: number | undefined;
  /** By alias or version number. */
  readonly provisioned: Map<string, ProvisionedState>;
  /** By alias, version number or `$LATEST`: the changes that still matter, from the oldest to the newest. */
  readonly eventInvoke: Map<string, readonly EventInvokeChange[]>;
  /** Who may invoke it, by alias, version number or `$LATEST`. */
  readonly policies: Map<string, readonly (Permission | { readonly verbatim: unknown })[]>;
  tags: Readonly<Record<string, string>>;
  /** A Lambda@Edge function: CloudFront replicates it, and reserved concurrency does not apply. */
  readonly edge: boolean;
  /** Until when a configuration update is in progress. */
  updateEndsAt: number;
  /** The revision of `$LATEST` until then. */
  updateRevisionId: string;
  /** Why the last update failed once it is over; undefined when it succeeds. */
  updateFailure: string | undefined;
  /** Why updates fail from now on; undefined while they work. */
  nextUpdateFailure: string | undefined;
  /** The highest version number ever published. */
  lastVersion: number;
  /** Why provisioned concurrency fails from now on; undefined while it works. */
  provisionedFailure: string | undefined;
}

/** The part of a function that a version freezes. */
export interface Configuration {
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  readonly timeout: number;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Why the variables cannot be decrypted for the caller; undefined where they can. */
  readonly undecryptable: string | undefined;
  readonly deadLetterTarget: string | undefined;
  readonly capacityProvider: string | undefined;
  readonly durable: { readonly executionTimeout: number; readonly retentionDays: number } | undefined;
  readonly state: string;
  readonly lastModified: number;
  readonly revisionId: string;
}

/** A name for a version, or for two with weights. */
export interface AliasState {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** The share of the invocations that go to other versions. */
  readonly weights: Readonly<Record<string, number>> | undefined;
  readonly revisionId: string;
}

/** Provisioned concurrency of one alias or version. */
export interface ProvisionedState {
  readonly requested: number;
  readonly since: number;
  readonly readyAt: number;
  /** Why it fails once the time is up; undefined when it becomes `READY`. */
  readonly failure: string | undefined;
}

/** What happens to asynchronous events that fail. */
export interface EventInvokeState {
  readonly onFailure: string | undefined;
  readonly onSuccess: string | undefined;
  /** In seconds. */
  readonly maximumEventAge: number | undefined;
  readonly maximumRetryAttempts: number | undefined;
  readonly lastModified: number;
}

/** One statement of a function's policy: a service that may invoke it. */
export interface Permission {
  readonly sid: string;
  /** For example `events.amazonaws.com`. */
  readonly principal: string;
  readonly action: string;
}

/** A poller that feeds a function from a queue or stream. */
export interface MappingState {
  readonly uuid: string;
  readonly functionName: string;
  /** The alias or version that it invokes; undefined for the bare function. */
  readonly qualifier: string | undefined;
  readonly source: string;
  batchSize: number;
  /** Of a stream. */
  readonly startingPosition: string | undefined;
  /** Of a stream, in seconds; -1 for any age. */
  readonly maximumRecordAge: number | undefined;
  /** The state it is in, or gets to when {@link passing} ends; `Deleted` means gone. */
  settled: string;
  /** The transitional state it is in until then. */
  passing: { readonly state: string; readonly until: number } | undefined;
  reason: string;
  lastModified: number;
}

/** The state that a mapping shows now. */
export function mappingState(mapping: MappingState, now: number): string {
  return mapping.passing !== undefined && now < mapping.passing.until
    ? mapping.passing.state
    : mapping.settled;
}

/** The status that a provisioned concurrency configuration shows now. */
export function provisionedStatus(config: ProvisionedState, now: number): "IN_PROGRESS" | "READY" | "FAILED" {
  if (now < config.readyAt) return "IN_PROGRESS";
  return config.failure === undefined ? "READY" : "FAILED";
}

/** The sum of what a function's provisioned concurrency configurations ask for. */
export function totalProvisioned(fn: FunctionState): number {
  return [...fn.provisioned.values()].reduce((sum, { requested }) => sum + requested, 0);
}

/** What is left of the account's concurrency for functions that have none of their own. */
export function unreservedConcurrency(state: LambdaState): number {
  const taken = [...state.functions.values()].reduce((sum, fn) => sum + takenBy(fn), 0);
  return state.context.settings.accountConcurrency - taken;
}

/** What a function takes out of the account's pool: its reservation, else its provisioned concurrency. */
export function takenBy(fn: FunctionState): number {
  return fn.reserved ?? totalProvisioned(fn);
}
