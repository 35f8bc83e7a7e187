import * as v from "valibot";

/** What a resource of a template calls. */
export interface Aim {
  /** The service by its first name. */
  readonly source: string;
  /** Whether it never waits for the answer. */
  readonly isAsync: boolean;
  /** What the template says of the targets; `undefined` where it says nothing that can be read. */
  readonly values: readonly unknown[];
}

const schedule = v.object({ Target: v.object({ Arn: v.unknown(), Input: v.optional(v.unknown()) }) });
const pipe = v.object({
  Target: v.unknown(),
  Enrichment: v.optional(v.unknown()),
  TargetParameters: v.optional(
    v.object({ LambdaFunctionParameters: v.optional(v.object({ InvocationType: v.optional(v.string()) })) }),
  ),
});
const rule = v.object({
  Targets: v.optional(v.array(v.object({ Arn: v.unknown(), RoleArn: v.optional(v.unknown()) })), []),
});
const destination = v.optional(v.object({ Destination: v.optional(v.unknown()) }));
const invokeConfig = v.object({
  DestinationConfig: v.optional(v.object({ OnSuccess: destination, OnFailure: destination })),
});

const readers = {
  "AWS::Scheduler::Schedule": (properties: unknown): Aim => {
    const read = v.safeParse(schedule, properties);
    return {
      source: "scheduler",
      isAsync: true,
      values: read.success ? scheduled(read.output.Target) : [undefined],
    };
  },
  "AWS::Pipes::Pipe": (properties: unknown): Aim => {
    const read = v.safeParse(pipe, properties);
    if (!read.success) return { source: "pipes", isAsync: false, values: [undefined] };
    const { Target: target, Enrichment: enrichment, TargetParameters: parameters } = read.output;
    // A pipe waits for the function unless it is asked not to, and what becomes of what it reads is up to its source.
    const isAsync = parameters?.LambdaFunctionParameters?.InvocationType === "FIRE_AND_FORGET";
    return { source: "pipes", isAsync, values: enrichment === undefined ? [target] : [target, enrichment] };
  },
  "AWS::Events::Rule": (properties: unknown): Aim => {
    const read = v.safeParse(rule, properties);
    // Without a role of its own, a target is called by a permission in the function's policy.
    const targets = read.success ? read.output.Targets.filter(({ RoleArn: role }) => role !== undefined) : [];
    const values = read.success ? targets.map(({ Arn: arn }) => arn) : [undefined];
    return { source: "events", isAsync: true, values };
  },
  "AWS::Lambda::EventInvokeConfig": (properties: unknown): Aim => {
    const read = v.safeParse(invokeConfig, properties);
    if (!read.success) return { source: "lambda", isAsync: true, values: [undefined] };
    const { OnSuccess: success, OnFailure: failure } = read.output.DestinationConfig ?? {};
    const values = [success?.Destination, failure?.Destination].filter((value) => value !== undefined);
    return { source: "lambda", isAsync: true, values };
  },
} as const satisfies Record<string, (properties: unknown) => Aim>;

/** The first two are there to call something by a role; the others seldom do, and only a template says which. */
export const typesThatCall = (thorough: boolean): ReadonlySet<string> =>
  new Set(Object.keys(readers).slice(0, thorough ? undefined : 2));

/** What a resource of one of these types calls. */
export function aimsOf(type: string, properties: unknown): Aim {
  const read = new Map<string, (properties: unknown) => Aim>(Object.entries(readers)).get(type);
  return read?.(properties) ?? { source: type, isAsync: false, values: [undefined] };
}

/** A schedule calls the target itself, or Lambda's Invoke with the function in its input. */
function scheduled({ Arn: arn, Input: input }: v.InferOutput<typeof schedule>["Target"]): unknown[] {
  if (typeof arn !== "string" || !/:aws-sdk:lambda:invoke/i.test(arn)) return [arn];
  const named = typeof input === "string" ? /"FunctionName"\s*:\s*"([^"]+)"/.exec(input)?.[1] : undefined;
  return [named];
}
