import type { Context } from "../../context.js";
import { throwIfInterrupted } from "../../errors.js";
import { duringStage } from "../../events.js";
import { queueName } from "../keep/queue.js";
import { verifyMayPurge } from "./purge.js";
import { functionsAt, parseRecord, type KeptEvent } from "./record.js";
import { showAgain } from "./show-again.js";

/** How long a message that is looked at is hidden from others, in seconds: as long as a killed look would hide it. */
const hiddenSeconds = 60;

/** How many messages are looked at. SQS hides at most 120,000 at once. */
const most = 10_000;

/** The events of one function that wait. */
export interface WaitingFor {
  readonly name: string;
  readonly count: number;
  /** When the oldest of them was kept, in ISO 8601. */
  readonly oldest: string;
}

/** The events that wait in the queue of an application. */
export interface WaitingEvents {
  /** The queue's name. */
  readonly queue: string;
  /** About how many messages the queue holds, by its own count. */
  readonly messages: number;
  /** By name. */
  readonly functions: readonly WaitingFor[];
  /** How many messages hold no event that was kept because a function was stopped. */
  readonly others: number;
  /** Whether all messages were looked at. */
  readonly complete: boolean;
}

/**
 * Looks at the events that wait, and leaves them where they are. `toPurge`: refuses what a purge would refuse.
 * @throws JetsError `not_deployed`, `interrupted`
 */
export async function readWaiting(
  context: Context,
  { toPurge = false }: { readonly toPurge?: boolean },
): Promise<WaitingEvents> {
  if (toPurge) await verifyMayPurge(context);
  const { stack, stacks, queues } = context;
  const queue = queueName(stack);
  const [{ id }, url] = await Promise.all([stacks.get(stack), queues.find(queue)]);
  const described = url === undefined ? undefined : await queues.describe(url);
  const none = { queue, messages: 0, functions: [], others: 0, complete: true };
  if (url === undefined || described === undefined || described.messages === 0) return none;
  const { events, others, complete } = await duringStage(context, { stage: "Reading events" }, () =>
    look(context, url, id, described.messages),
  );
  return { queue, messages: described.messages, functions: byFunction(events), others, complete };
}

async function look(
  { queues, signal }: Context,
  url: string,
  stackId: string,
  expected: number,
): Promise<{ readonly events: readonly KeptEvent[] } & Pick<WaitingEvents, "others" | "complete">> {
  const functions = functionsAt(stackId);
  const receipts = new Map<string, string>();
  const events = new Map<string, KeptEvent>();
  let isEmpty = false;
  try {
    while (receipts.size < Math.min(expected, most) && !isEmpty) {
      throwIfInterrupted(signal);
      const messages = await queues.receive(url, hiddenSeconds);
      isEmpty = messages.every(({ id }) => receipts.has(id));
      for (const message of messages) {
        receipts.set(message.id, message.receipt);
        const event = parseRecord(message, functions);
        if (event !== undefined) events.set(message.id, event);
      }
    }
  } finally {
    if (!signal.aborted) await showAgain({ queues }, url, [...receipts.values()]);
  }
  return {
    events: [...events.values()],
    others: receipts.size - events.size,
    // Another program may be reading some of them.
    complete: receipts.size >= expected,
  };
}

function byFunction(events: readonly KeptEvent[]): WaitingFor[] {
  const names = [...new Set(events.map(({ functionName }) => functionName))].sort();
  return names.map((name) => {
    const times = events.filter(({ functionName }) => functionName === name).map(({ at }) => at.getTime());
    const oldest = times.reduce((least, time) => Math.min(least, time));
    return { name, count: times.length, oldest: new Date(oldest).toISOString() };
  });
}
