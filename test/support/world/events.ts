import { defined } from "../../../src/defined.js";
import { currentConfig } from "../../../src/sandbox/lambda/asynchronous/config-state.js";
import type { FunctionState } from "../../../src/sandbox/lambda/state.js";
import { addQueue } from "../../../src/sandbox/sqs/queues.js";
import { findByName } from "../../../src/sandbox/sqs/names.js";
import { send } from "../../../src/sandbox/sqs/send.js";
import type { MessageState } from "../../../src/sandbox/sqs/state.js";
import { roleArn } from "../../../src/sandbox/world/events.js";
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
  /** The event invoke configurations of a function, by alias, version or `$LATEST`, in a stable order. */
  eventInvokeConfigsOf(name: string): Record<string, EventInvokeSettings>;
}

/** Opens a region's queues and events to changes from outside. */
export function changeEvents({ context, lambda, sqs }: Region): EventWorld {
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
    eventInvokeConfigsOf: (name) => {
      const fn = lambda.functions.get(name);
      if (fn === undefined) throw new Error(`There is no function ${name} in the sandbox.`);
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
