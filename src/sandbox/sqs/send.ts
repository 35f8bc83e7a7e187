import type { Input } from "../wire/input.js";
import { valueOf } from "./attributes.js";
import { badParameter, missingParameter, sqsError } from "./errors.js";
import { digestOf, digestOfAttributes } from "./digest.js";
import { findQueue } from "./names.js";
import type { MessageAttributes, MessageState, QueueState, SqsState } from "./state.js";

/** What a sender gives. */
export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** In seconds; the queue's own when left out. */
  readonly delay?: number;
  readonly sentBy: string;
}

/** SendMessage. */
export function sendMessage(state: SqsState, input: Input, sentBy: string): object {
  return describeSent(send(state, findQueue(state, input), readMessage(input, sentBy)));
}

/** Puts a message into a queue. @throws AwsError when it is too large or has characters that SQS does not take */
export function send(state: SqsState, queue: QueueState, message: NewMessage): MessageState {
  const { body, attributes, sentBy, delay = Number(valueOf(queue, "DelaySeconds")) } = message;
  verifyBody(body);
  const limit = Number(valueOf(queue, "MaximumMessageSize"));
  if (sizeOf(message) > limit)
    throw sqsError(
      "InvalidParameterValueException",
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  const sentAt = state.context.now();
  const sent: MessageState = {
    id: state.context.newId(),
    body,
    attributes,
    sentBy,
    sentAt,
    availableAt: sentAt + delay * 1000,
    receiveCount: 0,
    firstReceivedAt: undefined,
  };
  queue.messages = [...queue.messages, sent];
  return sent;
}

/** Reads a message out of a call, or out of one entry of a batch. @throws AwsError */
export function readMessage(input: Input, sentBy: string): NewMessage {
  const body = input.text("MessageBody");
  if (body === undefined || body === "") throw missingParameter("MessageBody");
  const delay = readWhole(input, "DelaySeconds", { min: 0, max: 900 });
  const attributes = readMessageAttributes(input.structure("MessageAttributes"));
  return { body, attributes, sentBy, ...(delay === undefined ? {} : { delay }) };
}

/** How many bytes a message counts: its body, and the names, types and values of its attributes. */
export function sizeOf({ body, attributes }: Pick<NewMessage, "body" | "attributes">): number {
  const texts = Object.entries(attributes).flatMap(([name, { type, value }]) => [name, type, value]);
  return [body, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** What SQS answers to a message that it took. */
export function describeSent({ id, body, attributes }: MessageState): Record<string, unknown> {
  return {
    MessageId: id,
    MD5OfMessageBody: digestOf(body),
    MD5OfMessageAttributes: digestOfAttributes(attributes),
  };
}

/** A whole number in SQS's own words. @throws AwsError `InvalidParameterValue` */
export function readWhole(
  input: Input,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  const value = input.integer(name, { min: -Infinity });
  if (value !== undefined && (value < min || value > max))
    throw badParameter(name, value, `Must be between ${min} and ${max}, if provided.`);
  return value;
}

function readMessageAttributes(given: Input | undefined): MessageAttributes {
  const names = Object.keys(given?.values ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const attribute = given?.structure(name);
      const type = attribute?.text("DataType") ?? "";
      const value = attribute?.text(type.startsWith("Binary") ? "BinaryValue" : "StringValue") ?? "";
      if (!/^(String|Number|Binary)(\..+)?$/.test(type) || value === "")
        throw sqsError(
          "InvalidParameterValueException",
          `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
        );
      return [name, { type, value }];
    }),
  );
}

function verifyBody(body: string): void {
  if (/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u.test(body)) return;
  throw sqsError(
    "InvalidMessageContents",
    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
  );
}
