/**
 * What the use cases need from the outside, in AWS's own words. `src/aws` implements the three AWS ports; all
 * of their methods page to the end, retry what AWS asks to be retried, and throw {@link JetsError} otherwise.
 */

/** Reserved concurrency of a function: `null` means unreserved, which is not the same as 0. */
export type ReservedConcurrency = number | null;

/** A CloudFormation stack that exists. */
export interface Stack {
  readonly name: string;
  /** The stack's ARN; a stack recreated under the same name has another one. */
  readonly id: string;
  /** CloudFormation's own word, for example `UPDATE_COMPLETE`. */
  readonly status: string;
}

/** A Lambda function found in the stack or in a nested stack at any depth. */
export interface StackFunction {
  readonly name: string;
  readonly logicalId: string;
  /** Whether the stack publishes versions or aliases of it, so that it can have provisioned concurrency. */
  readonly published: boolean;
  /** The aliases and versions of it that the stack lists. */
  readonly qualifiers: readonly string[];
  /** Whether CloudFormation calls it for custom resources: while it is stopped, deployments hang. */
  readonly servesDeployments: boolean;
}

/** A nested stack that the stack around it still lists, and that is not there. */
export interface MissingStack {
  readonly name: string;
  readonly logicalId: string;
}

/** CloudFormation, as far as it is needed here. */
export interface Stacks {
  /** @throws JetsError `not_deployed` when there is no such stack. */
  get(name: string): Promise<Stack>;
  /**
   * All functions of the stack and its nested stacks, by ListStackResources; by GetTemplate too where there are
   * custom resources. `onMissing` is given each nested stack that is not there, and whose functions are left out.
   * @throws JetsError `not_deployed` when there is no such stack, `failed` when a function's physical id can't be read.
   */
  listFunctions(name: string, onMissing?: (stack: MissingStack) => void): Promise<readonly StackFunction[]>;
  /**
   * What calls functions by a role of its own, among the schedules and pipes of the stack and its nested stacks; with
   * `thorough` among rules and the destinations of other functions too, at one GetTemplate for each stack that has any.
   */
  listRoleCallers(name: string, options: { readonly thorough: boolean }): Promise<readonly RoleCaller[]>;
  /** The names of all stacks of the account and region that are deployed and not nested. */
  list(): Promise<readonly string[]>;
}

/** The live settings of one function. */
export interface LambdaFunction {
  readonly name: string;
  readonly reserved: ReservedConcurrency;
  /** How long one invocation may run, in seconds. */
  readonly timeoutSeconds: number;
  /** Absent where they could not be read. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Why reserved concurrency cannot stop it, where that is so. */
  readonly unstoppable?: string;
  /** The ARN of its dead-letter queue or topic. */
  readonly deadLetterTarget?: string;
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
  /** Whether it never waits for the answer; `false`: this cannot be told. */
  readonly isAsync: boolean;
}

/** A resource of the stack that calls functions by a role, so that their resource policies don't name it. */
export interface RoleCaller {
  readonly logicalId: string;
  /** The service by its first name: `scheduler`, `pipes`, `events`, `lambda`. */
  readonly source: string;
  /** Whether it never waits for the answer. */
  readonly isAsync: boolean;
  /** The functions that it calls, as far as the template tells. */
  readonly targets: readonly { readonly name: string; readonly qualifier?: string }[];
  /** Whether there may be others: the template names a target that cannot be followed. */
  readonly isUnclear: boolean;
}

/** What came of asking for a reserved concurrency of 0. */
export type StopOutcome = "stopped" | "has provisioned concurrency" | "not supported" | "missing";

/** What the code of a function reads as its environment variables. */
export interface FunctionEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Why AWS could not decrypt them, where that is so: `variables` is empty then, and says nothing. */
  readonly unreadable?: string;
  /** Of the configuration that they were read from. */
  readonly revision: string;
  /** What became of the function's last update, in AWS's own words: `Successful`, `InProgress` or `Failed`. */
  readonly update: string;
  /** Why it failed. */
  readonly updateReason?: string;
}

/** What came of writing environment variables. */
export type PutVariablesOutcome = "written" | "changed meanwhile" | "too large" | "missing";

/** A name under which published versions of a function are called. */
export interface FunctionAlias {
  readonly name: string;
  /** More than one where it shifts traffic. */
  readonly versions: readonly string[];
}

/** What of Lambda's control plane concerns environment variables. Functions go by their bare name. */
export interface Environments {
  /** Of `$LATEST` unless a version is named. `undefined` when there is no such function or version. */
  getEnvironment(name: string, version?: string): Promise<FunctionEnvironment | undefined>;
  /** Replaces all variables, provided that nobody has changed the function since `revision`. */
  putVariables(
    name: string,
    variables: FunctionEnvironment["variables"],
    revision: string,
  ): Promise<PutVariablesOutcome>;
  /** None for a function that does not exist. */
  listAliases(name: string): Promise<readonly FunctionAlias[]>;
}

/**
 * Lambda's control plane, as far as it is needed here. Functions go by their bare name. A change that AWS answers with
 * 404 is only said to be of something gone once AWS says so of that very thing, asked by its own name.
 */
export interface Functions extends Environments {
  /** `undefined` when the function does not exist. */
  get(name: string): Promise<LambdaFunction | undefined>;
  /** Sets reserved concurrency to 0, which AWS refuses while any provisioned concurrency is left. */
  stop(name: string): Promise<StopOutcome>;
  /** Sets reserved concurrency to n, or deletes it for `null`. `false` when the function does not exist. */
  putReserved(name: string, reserved: ReservedConcurrency): Promise<boolean>;
  /** None for a function that does not exist. */
  listProvisioned(name: string): Promise<readonly ProvisionedConcurrency[]>;
  /** `false` when the alias or version is gone. */
  putProvisioned(name: string, qualifier: string, requested: number): Promise<boolean>;
  deleteProvisioned(name: string, qualifier: string): Promise<void>;
  /**
   * Who may send events to the function itself, or to one of its aliases or versions. None where that has no policy.
   * @throws JetsError `aws_refused` when the policy cannot be understood
   */
  listCallers(name: string, qualifier?: string): Promise<readonly Caller[]>;
  /** Where events that cannot be processed go besides the dead-letter queue, by alias, version or `$LATEST`. */
  listFailureDestinations(name: string): Promise<ReadonlyMap<string, string>>;
  /** The published versions, each with the dead-letter queue or topic that it was published with. */
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

/** One parameter of SSM Parameter Store. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** By AWS's clock. */
  readonly modifiedAt: Date;
  /** Counts the writes since it was created, from 1; 0 where the answer does not say. */
  readonly version: number;
}

/** What a write to a parameter tells. */
export interface Written {
  /** The version that it made: whatever had the one before was replaced by it. 0 where the answer does not say. */
  readonly version: number;
  /** Whether the call was repeated: then the version before may be this very write, whose answer was lost. */
  readonly repeated: boolean;
}

/** One version of a parameter. */
export interface ParameterVersion extends Parameter {
  /** The ARN of who wrote it; absent where AWS does not say. */
  readonly modifiedBy?: string;
}

/** SSM Parameter Store, as far as it is needed here. Plain `String` parameters, in the Standard tier wherever AWS allows it. */
export interface Parameters extends ParameterCalls {
  /** The same calls for what has to be written even after Ctrl-C, such as the release of the lock. */
  readonly uninterrupted: ParameterCalls;
}

/** The calls to Parameter Store. */
export interface ParameterCalls {
  /** The parameters among `names` that exist; `name:version` asks for one version. May be old for a moment. */
  get(...names: readonly string[]): Promise<readonly Parameter[]>;
  /** Everything below `path`, with the time of the answer by AWS's clock. May be old for a moment. */
  list(path: string): Promise<{ readonly parameters: readonly Parameter[]; readonly asOf: Date }>;
  /** The newest 100 versions, oldest first; none of a parameter that does not exist. */
  history(name: string): Promise<readonly ParameterVersion[]>;
  /** Creates a parameter; `false` when the name is taken. The one atomic operation there is. @throws NoRoom */
  create(name: string, value: string): Promise<boolean>;
  /** Creates or overwrites a parameter. @throws NoRoom where it does not exist: to overwrite takes no room */
  put(name: string, value: string): Promise<Written>;
  /** Deletes the parameters among `names` that exist. */
  delete(names: readonly string[]): Promise<void>;
}

/** This machine's clock. AWS's own clock comes with the answers of {@link Parameters}. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds, or rejects at once when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
