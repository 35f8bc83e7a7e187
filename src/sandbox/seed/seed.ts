/** What `--stacks FILE` holds, as JSON: a list of these. One CloudFormation stack and all that is in it. */
export interface StackSeed extends StackContent {
  /** The stack's name, for example `demo-dev`. */
  readonly name: string;
}

/** What a stack holds, nested or not. */
export interface StackContent {
  /** CloudFormation's word; `UPDATE_COMPLETE` when left out. */
  readonly status?: string;
  readonly functions?: readonly FunctionSeed[];
  /** Resources that are no functions, only listed. */
  readonly resources?: readonly ResourceSeed[];
  /** Stacks nested in this one. */
  readonly nested?: readonly NestedStackSeed[];
  /** The values of its parameters, as DescribeStacks tells them. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The values of its outputs, as DescribeStacks tells them. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** What GetTemplate answers, word for word, in JSON or YAML; made from the resources when left out. */
  readonly template?: string;
}

/** A stack inside a stack. */
export interface NestedStackSeed extends StackContent {
  readonly logicalId: string;
  /** The stack's own name; made from the outer name and the logical id, as CloudFormation does, when left out. */
  readonly name?: string;
}

/** A resource that the sandbox lists and otherwise knows nothing of. */
export interface ResourceSeed {
  readonly logicalId: string;
  /** For example `AWS::SQS::Queue`. */
  readonly type: string;
  /** Empty for a resource that was never created. */
  readonly physicalId: string;
  /** CloudFormation's word; `CREATE_COMPLETE` when left out. */
  readonly status?: string;
  /** What the template says of it, for example the `ServiceToken` of a custom resource. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A Lambda function with everything that hangs on it. */
export interface FunctionSeed {
  readonly name: string;
  /** Made from the name when left out. */
  readonly logicalId?: string;
  /** Reserved concurrency; leave it out for an unreserved function, which is not 0. */
  readonly reserved?: number;
  /** How many versions are published, numbered from 1; none when left out. */
  readonly versions?: number;
  /** Version number by alias, for example `{ "live": "2" }`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Provisioned concurrency by alias or version number, for example `{ "live": 3 }`. */
  readonly provisioned?: Readonly<Record<string, number>>;
  /** Event source mappings. */
  readonly mappings?: readonly MappingSeed[];
  /** Services that invoke it asynchronously or not, for example `events.amazonaws.com`. */
  readonly invokedBy?: readonly string[];
  /** The ARN of the dead-letter queue or topic. */
  readonly deadLetter?: string;
  /** The ARN of the on-failure destination of asynchronous events. */
  readonly onFailure?: string;
  /** The same by alias or version, for example `{ "live": "arn:aws:sqs:..." }`. */
  readonly onFailureOf?: Readonly<Record<string, string>>;
  /**
   * The statements of its policies, word for word, by alias or version; `$LATEST` for the function itself, in place of
   * {@link invokedBy}.
   */
  readonly policies?: Readonly<Record<string, readonly unknown[]>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** How long one invocation may run, in seconds; 30 when left out. */
  readonly timeout?: number;
  readonly runtime?: string;
  /** The ARN of a capacity provider: makes it a managed-instances function. */
  readonly capacityProvider?: string;
  /** How long a durable execution may take, in seconds: makes it a durable function. */
  readonly durableSeconds?: number;
  /** Makes it a Lambda@Edge function. */
  readonly edge?: boolean;
}

/** An event source mapping of a function. */
export interface MappingSeed {
  /** The ARN of the queue or stream. */
  readonly source: string;
  /** Made from function and source when left out. */
  readonly uuid?: string;
  /** The alias or version that it invokes; the bare function when left out. */
  readonly qualifier?: string;
  /** `true` when left out. */
  readonly enabled?: boolean;
  readonly batchSize?: number;
  /** Of a stream: `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`. */
  readonly startingPosition?: string;
  /** Of a stream: how old a record may be, in seconds; -1, for any age, when left out. */
  readonly maximumRecordAge?: number;
  /** Whether the stack lists it; `false` for one that somebody made by hand. `true` when left out. */
  readonly inStack?: boolean;
}
