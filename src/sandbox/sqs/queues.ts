import type { Input } from "../wire/input.js";
import { cutPage } from "../wire/pages.js";
import type { WireRequest } from "../wire/messages.js";
import { describeAttributes, readAttributes, valueOf } from "./attributes.js";
import { badParameter, sqsError } from "./errors.js";
import { findByName, findQueue, queueUrl, requiredText, verifyQueueName } from "./names.js";
import type { QueueState, SqsState } from "./state.js";

/** How long AWS takes to forget a deleted queue's name, and between two purges, in milliseconds. */
const minute = 60_000;

/** CreateQueue: fine for a queue that is there, if each attribute given is what it has. */
export function createQueue(state: SqsState, input: Input, request: WireRequest): object {
  const name = requiredText(input, "QueueName");
  const attributes = readAttributes(input);
  verifyQueueName(name);
  const there = state.queues.get(name);
  if (there === undefined) addQueue(state, name, attributes);
  else verifySame(there, attributes);
  return { QueueUrl: queueUrl(state.context, request, name) };
}

/** Puts a queue into the world. @throws AwsError within a minute of the deletion of another of its name */
export function addQueue(
  state: SqsState,
  name: string,
  attributes: Readonly<Record<string, string>>,
): QueueState {
  const now = state.context.now();
  if (now < (state.deletedAt.get(name) ?? -Infinity) + minute)
    throw sqsError(
      "QueueDeletedRecently",
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    );
  const queue: QueueState = {
    name,
    attributes,
    createdAt: now,
    modifiedAt: now,
    purgedAt: undefined,
    messages: [],
  };
  state.queues.set(name, queue);
  return queue;
}

/** GetQueueUrl. */
export function getQueueUrl(state: SqsState, input: Input, request: WireRequest): object {
  const { name } = findByName(state, requiredText(input, "QueueName"));
  return { QueueUrl: queueUrl(state.context, request, name) };
}

/** ListQueues: all of them at once, unless the caller asks for pages. */
export function listQueues(state: SqsState, input: Input, request: WireRequest): object {
  const prefix = input.text("QueueNamePrefix") ?? "";
  const page = cutPage(
    [...state.queues.keys()].filter((name) => name.startsWith(prefix)),
    {
      keyOf: (name) => name,
      token: input.text("NextToken"),
      size: input.integer("MaxResults", { min: 1, max: 1000 }) ?? 1000,
      emptyFirst: false,
      badToken: () => badParameter("NextToken", input.text("NextToken") ?? "", "It is not valid."),
    },
  );
  if (page.items.length === 0) return {};
  return {
    QueueUrls: page.items.map((name) => queueUrl(state.context, request, name)),
    NextToken: page.next,
  };
}

/** DeleteQueue: with all of its messages. */
export function deleteQueue(state: SqsState, input: Input): object {
  const { name } = findQueue(state, input);
  state.queues.delete(name);
  state.deletedAt.set(name, state.context.now());
  return {};
}

/** PurgeQueue: deletes all messages at once, where AWS takes up to a minute; once a minute. */
export function purgeQueue(state: SqsState, input: Input): object {
  const queue = findQueue(state, input);
  const now = state.context.now();
  if (now < (queue.purgedAt ?? -Infinity) + minute)
    throw sqsError(
      "PurgeQueueInProgress",
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
    );
  queue.purgedAt = now;
  queue.messages = [];
  return {};
}

/** GetQueueAttributes: those that are asked for, else none. */
export function getQueueAttributes(state: SqsState, input: Input): object {
  const queue = findQueue(state, input);
  const names = input.texts("AttributeNames");
  const attributes = describeAttributes(queue, state.context, names);
  return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
}

/** SetQueueAttributes: at once, where AWS takes up to a minute. An empty policy takes it away. */
export function setQueueAttributes(state: SqsState, input: Input): object {
  const queue = findQueue(state, input);
  queue.attributes = { ...queue.attributes, ...readAttributes(input) };
  queue.modifiedAt = state.context.now();
  return {};
}

function verifySame(queue: QueueState, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes))
    if (valueOf(queue, name) !== value)
      throw sqsError(
        "QueueNameExists",
        `A queue already exists with the same name and a different value for attribute ${name}`,
      );
}
