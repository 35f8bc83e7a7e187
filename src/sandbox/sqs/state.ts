import type { RegionContext } from "../context.js";

/** What SQS knows in one region. */
export interface SqsState {
  readonly context: RegionContext;
  /** By name. */
  readonly queues: Map<string, QueueState>;
  /** When each deleted name was deleted last. */
  readonly deletedAt: Map<string, number>;
}

/** One queue. Times are milliseconds since 1970. */
export interface QueueState {
  readonly name: string;
  /** What was set, by name; the others have their defaults. */
  attributes: Readonly<Record<string, string>>;
  readonly createdAt: number;
  modifiedAt: number;
  purgedAt: number | undefined;
  /** From the oldest to the newest. */
  messages: readonly MessageState[];
}

/** One message in a queue. Times are milliseconds since 1970. */
export interface MessageState {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentBy: string;
  readonly sentAt: number;
  /** When it can be received: after its delay, or after the visibility timeout of the last receipt. */
  availableAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
}

/** What a sender says of a message besides its body, by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** One such value; its type is `String`, `Number` or `Binary`, or begins so. */
export interface MessageAttribute {
  readonly type: string;
  /** In base64 if the type is binary. */
  readonly value: string;
}

/** Whether a message was received and has neither been deleted since nor come back. */
export const isInFlight = (message: MessageState, now: number): boolean =>
  message.receiveCount > 0 && now < message.availableAt;
