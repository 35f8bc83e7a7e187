import { arnIn, type RegionContext } from "../context.js";
import type { Input } from "../wire/input.js";
import type { WireRequest } from "../wire/messages.js";
import { valueOf } from "./attributes.js";
import { missingParameter, queueNotFound, sqsError } from "./errors.js";
import type { QueueState, SqsState } from "./state.js";

/** The ARN of a queue. */
export const queueArn = (context: RegionContext, name: string): string => arnIn(context, "sqs", name);

/** The URL of a queue, at the address that a caller has reached SQS by. */
export function queueUrl(context: RegionContext, request: WireRequest, name: string): string {
  const host = request.headers.host ?? `sqs.${context.region}.amazonaws.com`;
  const scheme = host.endsWith(".amazonaws.com") ? "https" : "http";
  return `${scheme}://${host}/${context.account}/${name}`;
}

/** The name in a queue's URL; empty where there is none. */
export const nameIn = (url: string): string => url.split("/").at(-1) ?? "";

/** The queue that the input names by its URL, without the messages that are too old. @throws AwsError */
export function findQueue(state: SqsState, input: Input): QueueState {
  const url = requiredText(input, "QueueUrl");
  const account = url.split("/").at(-2);
  if (account !== undefined && account !== state.context.account) throw queueNotFound();
  return findByName(state, nameIn(url));
}

/** A queue by its name, without the messages that are too old. @throws AwsError `QueueDoesNotExist` */
export function findByName(state: SqsState, name: string): QueueState {
  const queue = state.queues.get(name);
  if (queue === undefined) throw queueNotFound();
  const oldest = state.context.now() - Number(valueOf(queue, "MessageRetentionPeriod")) * 1000;
  queue.messages = queue.messages.filter(({ sentAt }) => sentAt > oldest);
  return queue;
}

/** A text that SQS misses if it is not there. @throws AwsError `MissingParameter` */
export function requiredText(input: Input, name: string): string {
  const value = input.text(name);
  if (value === undefined || value === "") throw missingParameter(name);
  return value;
}

/** Checks the name of a new queue; the sandbox has no FIFO queues, whose names have a suffix. @throws AwsError */
export function verifyQueueName(name: string): void {
  if (/^[a-zA-Z0-9_-]{1,80}$/.test(name)) return;
  throw sqsError(
    "InvalidParameterValueException",
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}
