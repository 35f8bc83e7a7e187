import { defined } from "../../../src/defined.js";
import { currentConfig } from "../../../src/sandbox/lambda/asynchronous/config-state.js";
import { takeEvent } from "../../../src/sandbox/lambda/asynchronous/deliver.js";
import { isLost, type AsyncEvent } from "../../../src/sandbox/lambda/asynchronous/events.js";
import { findFunction } from "../../../src/sandbox/lambda/names.js";
import type { FunctionState } from "../../../src/sandbox/lambda/state.js";
import { addQueue } from "../../../src/sandbox/sqs/queues.js";
import { findByName } from "../../../src/sandbox/sqs/names.js";
import { send } from "../../../src/sandbox/sqs/send.js";
import type { MessageState } from "../../../src/sandbox/sqs/state.js";
import { noConfig, roleArn } from "../../../src/sandbox/world/events.js";
import type { Region } from "../../../src/sandbox/world/region.js";

/** What is set for the asynchronous events of an alias, version or `$LATEST`; comparable as JSON. */
export interface EventInvokeSettings {
  readonly onFailure?: string;
  readonly onSuccess?: string;
  readonly maximumEventAge?: number;
  readonly maximumRetryAttempts?: number;
}

/** Queues and events, changed and looked at from outside. */
export interface EventWorld {
  /** Creates a queue. */
  addQueue(name: string, attributes?: Readonly<Record<string, string>>): void;
  /** Deletes a queue, as if long ago. */
  deleteQueue(name: string): void;
  /** Puts a message into a queue. */
  addMessage(queue: string, body: string): void;
  /** Every message in a queue, whether it can be received now or not, from the oldest to the newest. */
  messagesIn(queue: string): readonly MessageState[];
  /** Sets the queues, by ARNs with wildcards, that an execution role may send to by its own permissions. */
  setSendableBy(role: string, queues: readonly string[]): void;
  /** Sends an event to a function, or one of its aliases or versions, as its source does: asynchronously. */
  sendEvent(name: string, payload: unknown, qualifier?: string): void;
  /** Every event that was sent, over the wire or not, from the oldest to the newest, with what became of it. */
  events(): readonly AsyncEvent[];
  /** The payloads that a function, with its aliases and versions, has processed, from the oldest to the newest. */
  processedBy(name: string): unknown[];
  /** The payloads of a function that are lost: in no queue, and not processed. */
  lostBy(name: string): unknown[];
  /** Sets an event invoke configuration, active at once and whatever it says; `null` deletes it. */
  setEventInvokeConfig(name: string, qualifier: string, settings: EventInvokeSettings | null): void;
  /** The event invoke configurations of a function, by alias, version or `$LATEST`, in a stable order. */
  eventInvokeConfigsOf(name: string): Record<string, EventInvokeSettings>;
}

/** Opens a region's queues and events to changes from outside. */
export function changeEvents({ context, lambda, sqs }: Region): EventWorld {
  const find = (name: string): FunctionState => findFunction(lambda, name);
  const payloadsOf = (name: string, test: (event: AsyncEvent) => boolean): unknown[] =>
    lambda.events
      .filter((event) => event.functionName === name && test(event))
      .map(({ payload }): unknown => JSON.parse(payload));
  return {
    addQueue: (name, attributes = {}) => {
      addQueue(sqs, name, attributes);
    },
    deleteQueue: (name) => {
      if (!sqs.queues.delete(name)) throw new Error(`There is no queue ${name} in the sandbox.`);
    },
    addMessage: (queue, body) => {
      send(sqs, findByName(sqs, queue), { body, attributes: {}, sentBy: "somebody" });
    },
    messagesIn: (queue) => findByName(sqs, queue).messages,
    setSendableBy: (role, queues) => {
      lambda.sendableBy.set(roleArn(context, role), queues);
    },
    sendEvent: (name, payload, qualifier = "$LATEST") => {
      takeEvent(lambda, find(name), { qualifier, payload: JSON.stringify(payload) });
    },
    events: () => lambda.events,
    processedBy: (name) => payloadsOf(name, ({ fates }) => fates.includes("processed")),
    lostBy: (name) => payloadsOf(name, isLost),
    setEventInvokeConfig: (name, qualifier, settings) => {
      const config = settings === null ? undefined : { ...noConfig(lambda), ...settings };
      find(name).eventInvoke.set(qualifier, [{ config, activeFrom: -Infinity }]);
    },
    eventInvokeConfigsOf: (name) => {
      const fn = find(name);
      return [...fn.eventInvoke.keys()]
        .sort()
        .reduce((found, qualifier) => ({ ...found, ...describe(fn, qualifier) }), {});
    },
  };
}

function describe(fn: FunctionState, qualifier: string): Record<string, EventInvokeSettings> {
  const config = currentConfig(fn, qualifier);
  if (config === undefined) return {};
  const { onFailure, onSuccess, maximumEventAge, maximumRetryAttempts } = config;
  return { [qualifier]: defined({ onFailure, onSuccess, maximumEventAge, maximumRetryAttempts }) };
}
