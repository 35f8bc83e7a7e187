import type { Environments } from "./environments.js";

/** Reserved concurrency of a function: `null` means unreserved, which is not the same as 0. */
export type ReservedConcurrency = number | null;

/** The live settings of one function. */
export interface LambdaFunction {
  readonly name: string;
  /** Left out where AWS shows none with the function, which may hide a 0: {@link Functions.getReserved} tells. */
  readonly reserved?: ReservedConcurrency;
  /** How long one invocation may run, in seconds. */
  readonly timeoutSeconds: number;
  /** Absent where they could not be read. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Why reserved concurrency cannot stop it, where that is so. */
  readonly unstoppable?: string;
  /** The ARN of its dead-letter queue or topic. */
  readonly deadLetterTarget?: string;
  /** The ARN of its execution role. */
  readonly role: string;
}

/** What becomes of asynchronous events of a function, alias or version. What is left out is AWS's default. */
export interface EventConfig {
  /** Where a record of each event goes that was processed, by its ARN. */
  readonly onSuccess?: string;
  /** Where a record of each event goes that could not be processed, by its ARN. */
  readonly onFailure?: string;
  /** How old an event may be when it is tried again, in seconds; 21,600 by default. */
  readonly maximumAge?: number;
  /** How often an event is tried again; twice by default. */
  readonly maximumRetries?: number;
}

/** What came of putting such a configuration: AWS checks whether the execution role may send to the destination. */
export type PutEventConfigOutcome = "written" | "missing" | RoleDenied;

/** The function's execution role may not send to a destination of the configuration. */
export interface RoleDenied {
  /** What it may not, for example `sqs:SendMessage`; absent where AWS does not say so. */
  readonly action?: string;
  /** The ARN of the destination. */
  readonly resource?: string;
}

/** The account's concurrency in this region. */
export interface AccountConcurrency {
  readonly total: number;
  /** What no function has reserved. AWS keeps a minimum of it, 100 unless the account is new. */
  readonly unreserved: number;
}

/** One provisioned concurrency configuration. */
export interface ProvisionedConcurrency {
  /** The alias or version number that it is attached to. */
  readonly qualifier: string;
  readonly requested: number;
  /** AWS's own word: `IN_PROGRESS`, `READY` or `FAILED`. */
  readonly status: string;
}

/** One event source mapping: a poller that feeds a function from a queue or stream. */
export interface EventSourceMapping {
  readonly uuid: string;
  /** The function's bare name, whichever way the mapping names it. */
  readonly functionName: string;
  /** AWS's own word: `Enabled`, `Disabling`, ... */
  readonly state: string;
  /** Of a stream. */
  readonly stream?: Stream;
}

/** What a mapping reads from a stream. */
export interface Stream {
  /** The stream's ARN. */
  readonly source: string;
  /** Whether it begins with the newest record: AWS may then miss some when the mapping is updated. */
  readonly startsAtLatest: boolean;
  /** The age, in seconds, from which on it drops records; left out, it drops none. */
  readonly maximumAgeSeconds?: number;
}

/** One who may send a function events, by its resource policy. */
export interface Caller {
  /** The service by its first name, `s3` for example, or the principal where it is no service that is known. */
  readonly source: string;
  /** Whether it never waits for the answer; `false` where this is not known. */
  readonly isAsync: boolean;
}

/** What came of asking for a reserved concurrency of 0. */
export type StopOutcome = "stopped" | "has provisioned concurrency" | "not supported" | "missing";

/**
 * Lambda's control plane, as far as it is needed here. Functions go by their bare name. If AWS answers a change with
 * 404, the thing only counts as gone once AWS says so when it is read by its own name.
 */
export interface Functions extends Environments {
  /** `undefined` when the function does not exist. */
  get(name: string): Promise<LambdaFunction | undefined>;
  /** What AWS shows with the function itself, which may hide a 0. @throws JetsError also where it is missing */
  getShownReserved(name: string): Promise<number | undefined>;
  /** What is reserved for a function with which AWS shows none. `undefined` when the function does not exist. */
  getReserved(name: string): Promise<ReservedConcurrency | undefined>;
  /** Sets reserved concurrency to 0, which AWS refuses while any provisioned concurrency is left. */
  stop(name: string): Promise<StopOutcome>;
  /** Sets reserved concurrency to n, or deletes it for `null`. `false` when the function does not exist. */
  putReserved(name: string, reserved: ReservedConcurrency): Promise<boolean>;
  /** None for a function that does not exist. */
  listProvisioned(name: string): Promise<readonly ProvisionedConcurrency[]>;
  /** `undefined` when there is none, or no such alias or version. */
  getProvisioned(name: string, qualifier: string): Promise<ProvisionedConcurrency | undefined>;
  /** `false` when the alias or version is gone. */
  putProvisioned(name: string, qualifier: string, requested: number): Promise<boolean>;
  deleteProvisioned(name: string, qualifier: string): Promise<void>;
  /**
   * Who may send events to the function itself, or to one of its aliases or versions. None where that has no policy.
   * @throws JetsError `aws_refused` when the policy cannot be understood
   */
  listCallers(name: string, qualifier?: string): Promise<readonly Caller[]>;
  /** By alias, version or `$LATEST`; what has none is left out. None for a function that does not exist. */
  listEventConfigs(name: string): Promise<ReadonlyMap<string, EventConfig>>;
  /** Replaces the configuration of an alias, version or `$LATEST`; `null` deletes it. */
  putEventConfig(name: string, qualifier: string, config: EventConfig | null): Promise<PutEventConfigOutcome>;
  /**
   * Has an alias, a version or `$LATEST` process one event, and does not wait for that. `payload` is its JSON text.
   * `false` when there is no such function, alias or version.
   */
  sendEvent(name: string, qualifier: string, payload: string): Promise<boolean>;
  /**
   * The published versions, each with the dead-letter queue or topic that it was published with. None for a function that
   * does not exist.
   */
  listVersions(name: string): Promise<ReadonlyMap<string, string | undefined>>;
  getAccountConcurrency(): Promise<AccountConcurrency>;
  /** Every event source mapping of the account and region. */
  listMappings(): Promise<readonly EventSourceMapping[]>;
  /** `undefined` when the mapping does not exist. */
  getMapping(uuid: string): Promise<EventSourceMapping | undefined>;
  /** Asks for a mapping to be enabled or disabled; AWS gets there later. `false` when the mapping is gone. */
  setMapping(uuid: string, enabled: boolean): Promise<boolean>;
  /** The same functions, with `check` made before every attempt at a call: attempts may be minutes apart. */
  checkedBy(check: () => Promise<void>): Functions;
}
