import type { Input } from "../wire/input.js";
import { valueOf } from "./attributes.js";
import { badParameter, missingParameter, sqsError } from "./errors.js";
import { digestOf, digestOfAttributes } from "./digest.js";
import { findQueue, queueArn, requiredText } from "./names.js";
import { readWhole } from "./send.js";
import {
  isInFlight,
  type MessageAttributes,
  type MessageState,
  type QueueState,
  type SqsState,
} from "./state.js";

const visibility = { min: 0, max: 43_200 };

/**
 * ReceiveMessage: the oldest messages that can be received, as many as were asked for, where AWS may give fewer.
 * WaitTimeSeconds is checked and otherwise ignored: an empty queue answers at once.
 */
export function receiveMessage(state: SqsState, input: Input): object {
  const queue = findQueue(state, input);
  const count = readWhole(input, "MaxNumberOfMessages", { min: 1, max: 10 }) ?? 1;
  const timeout = readWhole(input, "VisibilityTimeout", visibility);
  readWhole(input, "WaitTimeSeconds", { min: 0, max: 20 });
  const now = state.context.now();
  const received = queue.messages.filter(({ availableAt }) => availableAt <= now).slice(0, count);
  for (const message of received) {
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.availableAt = now + (timeout ?? Number(valueOf(queue, "VisibilityTimeout"))) * 1000;
  }
  if (received.length === 0) return {};
  const asked = {
    system: [...input.texts("AttributeNames"), ...input.texts("MessageSystemAttributeNames")],
    own: input.texts("MessageAttributeNames"),
  };
  return { Messages: received.map((message) => describeReceived(state, queue, message, asked)) };
}

/**
 * DeleteMessage: fine for a message that is not there any more. Of a message that has been received again, an older
 * receipt deletes nothing.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 */
export function deleteMessage(state: SqsState, input: Input): object {
  return deleteReceived(state, findQueue(state, input), input);
}

/** Deletes what a receipt handle names. @throws AwsError `ReceiptHandleIsInvalid` */
export function deleteReceived(state: SqsState, queue: QueueState, input: Input): object {
  const { id, receipt } = readHandle(state, queue, input);
  queue.messages = queue.messages.filter((message) => message.id !== id || message.receiveCount !== receipt);
  return {};
}

/** ChangeMessageVisibility: counted from now. */
export function changeMessageVisibility(state: SqsState, input: Input): object {
  return changeVisibility(state, findQueue(state, input), input);
}

/** Changes when what a receipt handle names comes back. @throws AwsError */
export function changeVisibility(state: SqsState, queue: QueueState, input: Input): object {
  const { id, handle } = readHandle(state, queue, input);
  const timeout = readWhole(input, "VisibilityTimeout", visibility);
  if (timeout === undefined) throw missingParameter("VisibilityTimeout");
  const message = queue.messages.find((candidate) => candidate.id === id);
  if (message === undefined)
    throw badParameter(
      "ReceiptHandle",
      handle,
      "Message does not exist or is not available for visibility timeout change.",
    );
  const now = state.context.now();
  if (!isInFlight(message, now))
    throw sqsError("MessageNotInflight", "The specified message isn't in flight.");
  message.availableAt = now + timeout * 1000;
  return {};
}

const writeHandle = ({ id, receiveCount }: MessageState, arn: string): string =>
  Buffer.from(`${id} ${receiveCount} ${arn}`).toString("base64");

function readHandle(
  state: SqsState,
  queue: QueueState,
  input: Input,
): { readonly id: string; readonly receipt: number; readonly handle: string } {
  const handle = requiredText(input, "ReceiptHandle");
  const [id = "", receipt = "", arn] = Buffer.from(handle, "base64").toString().split(" ");
  if (arn !== queueArn(state.context, queue.name))
    throw sqsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
  return { id, receipt: Number(receipt), handle };
}

function describeReceived(
  { context }: SqsState,
  queue: QueueState,
  message: MessageState,
  asked: { readonly system: readonly string[]; readonly own: readonly string[] },
): Record<string, unknown> {
  const own = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => isAsked(name, asked.own)),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: writeHandle(message, queueArn(context, queue.name)),
    MD5OfBody: digestOf(message.body),
    Body: message.body,
    ...describeSystem(message, asked.system),
    ...describeOwn(own),
  };
}

function describeSystem(message: MessageState, asked: readonly string[]): Record<string, unknown> {
  const all = {
    SenderId: message.sentBy,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const chosen = Object.entries(all).filter(([name]) => asked.includes("All") || asked.includes(name));
  return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
}

function describeOwn(attributes: MessageAttributes): Record<string, unknown> {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return {};
  return {
    MD5OfMessageAttributes: digestOfAttributes(attributes),
    MessageAttributes: Object.fromEntries(
      entries.map(([name, { type, value }]) => [
        name,
        { DataType: type, [type.startsWith("Binary") ? "BinaryValue" : "StringValue"]: value },
      ]),
    ),
  };
}

// `All` and `.*` ask for everything, `prefix.*` for what begins so.
const isAsked = (name: string, asked: readonly string[]): boolean =>
  asked.some(
    (one) => one === "All" || one === name || (one.endsWith(".*") && name.startsWith(one.slice(0, -2))),
  );
