import { arnIn, type RegionContext } from "../context.js";
import type { Input } from "../wire/input.js";
import { sqsError } from "./errors.js";
import { verifyPolicy } from "./policy.js";
import { isInFlight, type QueueState } from "./state.js";

/** What an attribute is when it was not set, and what it may be set to. */
interface Rule {
  /** Left out where an attribute that was not set is not there at all. */
  readonly fallback?: string;
  readonly accepts: (value: string) => boolean;
}

const whole = (min: number, max: number, fallback: number): Rule => ({
  fallback: String(fallback),
  accepts: (value) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max,
});

const oneOf = (...values: readonly string[]): Rule => ({ accepts: (value) => values.includes(value) });
const anything: Rule = { accepts: () => true };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const rules = new Map<string, Rule>([
  ["DelaySeconds", whole(0, 900, 0)],
  ["MaximumMessageSize", whole(1024, 1_048_576, 1_048_576)],
  ["MessageRetentionPeriod", whole(60, 1_209_600, 345_600)],
  ["ReceiveMessageWaitTimeSeconds", whole(0, 20, 0)],
  ["VisibilityTimeout", whole(0, 43_200, 30)],
  ["SqsManagedSseEnabled", { ...oneOf("true", "false"), fallback: "true" }],
  ["Policy", anything],
  ["KmsMasterKeyId", anything],
  ["KmsDataKeyReusePeriodSeconds", anything],
  // Kept and shown; the sandbox moves no message to another queue.
  ["RedrivePolicy", anything],
  ["RedriveAllowPolicy", anything],
]);

/** What AWS measures, by name. */
const measured: Readonly<
  Record<string, ((queue: QueueState, context: RegionContext) => string | number) | undefined>
> = {
  QueueArn: ({ name }, context) => arnIn(context, "sqs", name),
  ApproximateNumberOfMessages: ({ messages }, context) =>
    messages.filter(({ availableAt }) => availableAt <= context.now()).length,
  ApproximateNumberOfMessagesNotVisible: ({ messages }, context) =>
    messages.filter((message) => isInFlight(message, context.now())).length,
  ApproximateNumberOfMessagesDelayed: ({ messages }, context) =>
    messages.filter(({ receiveCount, availableAt }) => receiveCount === 0 && context.now() < availableAt)
      .length,
  CreatedTimestamp: ({ createdAt }) => Math.floor(createdAt / 1000),
  LastModifiedTimestamp: ({ modifiedAt }) => Math.floor(modifiedAt / 1000),
};

/** What an attribute was set to, or its default; empty for one that is not there. */
export const valueOf = ({ attributes }: QueueState, name: string): string =>
  attributes[name] ?? rules.get(name)?.fallback ?? "";

/** Reads the attributes that a call sets. @throws AwsError for one that AWS does not have, or a value that it refuses */
export function readAttributes(input: Input): Record<string, string> {
  const given = input.structure("Attributes");
  const names = Object.keys(given?.values ?? {});
  const read = Object.fromEntries(names.map((name) => [name, given?.text(name) ?? ""]));
  for (const [name, value] of Object.entries(read)) {
    const rule = rules.get(name);
    if (rule === undefined) throw unknownAttribute(name);
    if (!rule.accepts(value))
      throw sqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
  }
  if (read.Policy !== undefined && read.Policy !== "") verifyPolicy(read.Policy);
  return read;
}

/** The attributes that a call asks for, `All` or by name. @throws AwsError for one that AWS does not have */
export function describeAttributes(
  queue: QueueState,
  context: RegionContext,
  names: readonly string[],
): Record<string, string> {
  const known = [...rules.keys(), ...Object.keys(measured)];
  const unknown = names.find((name) => name !== "All" && !known.includes(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const asked = names.includes("All") ? known : names;
  const values = asked.map((name): [string, string] => [
    name,
    String(measured[name]?.(queue, context) ?? valueOf(queue, name)),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== ""));
}

const unknownAttribute = (name: string): Error =>
  sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
