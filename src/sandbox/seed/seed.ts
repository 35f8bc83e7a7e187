import * as v from "valibot";

const optional = v.exactOptional;
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));
const texts = v.pipe(v.record(v.string(), v.string()), v.readonly());
const listOf = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());

const functionName = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]{1,64}$/, "a function name"));
const stackName = v.pipe(v.string(), v.regex(/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/, "a stack name"));
const account = v.pipe(v.string(), v.regex(/^\d{12}$/, "an account of twelve digits"));
const region = v.pipe(v.string(), v.regex(/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/, "a region"));
const logicalId = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9]{1,255}$/, "a logical id of letters and digits"));

const mapping = v.strictObject({
  /** The ARN of the queue or stream. */
  source: v.pipe(v.string(), v.startsWith("arn:", "an ARN")),
  /** Made from function and source when left out. */
  uuid: optional(v.pipe(v.string(), v.uuid("a UUID"))),
  /** The alias or version that it invokes; the bare function when left out. */
  qualifier: optional(v.string()),
  /** `true` when left out. */
  enabled: optional(v.boolean()),
  batchSize: optional(atLeastOne),
  /** Of a stream. */
  startingPosition: optional(v.picklist(["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"])),
  /** Of a stream: how old a record may be, in seconds; -1, for any age, when left out. */
  maximumRecordAge: optional(v.pipe(v.number(), v.integer(), v.minValue(-1))),
  /** Whether the stack lists it; `false` for one that was made by hand. `true` when left out. */
  inStack: optional(v.boolean()),
});

/** An event source mapping of a function. */
export type MappingSeed = Readonly<v.InferOutput<typeof mapping>>;

const lambdaFunction = v.strictObject({
  name: functionName,
  /** Made from the name when left out. */
  logicalId: optional(logicalId),
  /** Reserved concurrency; leave it out for an unreserved function, which is not 0. */
  reserved: optional(count),
  /** How many versions are published, numbered from 1; none when left out. */
  versions: optional(count),
  /** Version number by alias, for example `{ "live": "2" }`. */
  aliases: optional(texts),
  /** Provisioned concurrency by alias or version number, for example `{ "live": 3 }`. */
  provisioned: optional(v.pipe(v.record(v.string(), atLeastOne), v.readonly())),
  /** Event source mappings. */
  mappings: optional(listOf(mapping)),
  /** Services that invoke it asynchronously or not, for example `events.amazonaws.com`. */
  invokedBy: optional(listOf(v.string())),
  /** The ARN of the dead-letter queue or topic. */
  deadLetter: optional(v.string()),
  /** The ARN of the on-failure destination of asynchronous events. */
  onFailure: optional(v.string()),
  /** The ARN of the on-success destination of asynchronous events. */
  onSuccess: optional(v.string()),
  /** How old an asynchronous event may become, in seconds. */
  maximumEventAge: optional(v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(21_600))),
  /** How often an asynchronous event is tried again. */
  maximumRetryAttempts: optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2))),
  /** On-failure destinations by alias or version, for example `{ "live": "arn:aws:sqs:..." }`. */
  onFailureOf: optional(texts),
  /**
   * The statements of its policies, word for word, by alias or version; those of `$LATEST`, the function itself, take
   * the place of `invokedBy`.
   */
  policies: optional(v.pipe(v.record(v.string(), listOf(v.unknown())), v.readonly())),
  /** The name of its execution role, with its path if it has one; `lambda` when left out. */
  role: optional(v.pipe(v.string(), v.regex(/^[\w+=,.@/-]{1,576}$/, "the name of a role"))),
  environment: optional(texts),
  tags: optional(texts),
  /** How long one invocation may run, in seconds; 30 when left out. */
  timeout: optional(atLeastOne),
  runtime: optional(v.string()),
  /** The ARN of a capacity provider: makes it a managed-instances function. */
  capacityProvider: optional(v.string()),
  /** How long a durable execution may take, in seconds: makes it a durable function. */
  durableSeconds: optional(atLeastOne),
  /** Makes it a Lambda@Edge function. */
  edge: optional(v.boolean()),
});

/** A Lambda function with everything that belongs to it. */
export type FunctionSeed = Readonly<v.InferOutput<typeof lambdaFunction>>;

const resource = v.strictObject({
  logicalId,
  /** For example `AWS::SQS::Queue`. */
  type: v.string(),
  /** Empty for a resource that was never created. */
  physicalId: v.string(),
  /** CloudFormation's word; `CREATE_COMPLETE` when left out. */
  status: optional(v.string()),
  /** What the template says of it, for example the `ServiceToken` of a custom resource. */
  properties: optional(v.pipe(v.record(v.string(), v.unknown()), v.readonly())),
});

/** A resource that the sandbox lists and otherwise knows nothing of. */
export type ResourceSeed = Readonly<v.InferOutput<typeof resource>>;

const content = {
  /** CloudFormation's word; `UPDATE_COMPLETE` when left out. */
  status: optional(v.string()),
  functions: optional(listOf(lambdaFunction)),
  /** Resources other than functions; they are listed, and nothing else is known of them. */
  resources: optional(listOf(resource)),
  /** The ARNs of queues, with `*` as a wildcard, that execution roles may send to, by the name of the role. */
  sendableBy: optional(v.pipe(v.record(v.string(), listOf(v.string())), v.readonly())),
  /** The values of its parameters, as DescribeStacks gives them. */
  parameters: optional(texts),
  /** The values of its outputs, as DescribeStacks gives them. */
  outputs: optional(texts),
  /** What GetTemplate answers, word for word, in JSON or YAML; made from the resources when left out. */
  template: optional(v.string()),
};

/** What a stack holds, nested or not. */
export interface StackContent extends Readonly<
  v.InferOutput<v.StrictObjectSchema<typeof content, undefined>>
> {
  /** Stacks nested in this one. */
  readonly nested?: readonly NestedStackSeed[];
}

/** A stack inside a stack. */
export interface NestedStackSeed extends StackContent {
  readonly logicalId: string;
  /** The stack's own name; made from the outer name and the logical id, as CloudFormation does, when left out. */
  readonly name?: string;
}

const nestedStack: v.GenericSchema<unknown, NestedStackSeed> = v.lazy(() =>
  v.strictObject({ logicalId, name: optional(stackName), ...content, nested: optional(listOf(nestedStack)) }),
);

const stack = v.strictObject({
  /** The stack's name, for example `demo-dev`. */
  name: stackName,
  /** The sandbox's own when left out. */
  account: optional(account),
  /** The sandbox's own when left out. */
  region: optional(region),
  ...content,
  nested: optional(listOf(nestedStack)),
});

/** One CloudFormation stack and all that is in it. */
export type StackSeed = Readonly<v.InferOutput<typeof stack>>;

/** What `--stacks FILE` holds, as JSON. */
export const stacksSchema = listOf(stack);
