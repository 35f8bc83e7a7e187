import { inWords } from "../../in-words.js";
import { JetsError, messageOf } from "../../errors.js";
import type { Context, TurnOptions } from "../../context.js";
import type { EventsResult } from "../../result.js";
import { isOfOneWorker } from "../for-each.js";
import { queueName } from "../keep/queue.js";
import type { Lock } from "../lock/lock.js";
import { replay, type ToReplay } from "./replay.js";

/** What became of the events in the queue. */
interface QueueReplayed {
  readonly events: EventsResult;
  /** The error of a replay that was interrupted. */
  readonly ended?: JetsError;
}

const nothing: EventsResult = { replayed: 0, skipped: 0, left: 0, failures: [] };

/**
 * Replays what is in the application's queue, or only counts it where the options say so. What ends the replay early is
 * named in the result, with what still waits.
 * @throws JetsError `lock_lost`
 */
export async function replayQueue(
  context: Context,
  lock: Lock,
  toReplay: Omit<ToReplay, "url" | "messages"> & { readonly options: Pick<TurnOptions, "replay"> },
): Promise<QueueReplayed> {
  const { stack, queues, report, commandLine } = context;
  try {
    const url = await queues.find(queueName(stack));
    if (url === undefined) {
      report({ type: "warning", message: noQueue(queueName(stack)) });
      return { events: nothing };
    }
    const messages = await countIn(context, url);
    if (toReplay.options.replay === false) {
      const left = messages;
      const message = `${inWords(left, "event")} ${left === 1 ? "stays" : "stay"} in ${queueName(stack)}; to replay ${left === 1 ? "it" : "them"}, run: ${commandLine("events")}`;
      if (left > 0) report({ type: "note", message });
      return { events: { ...nothing, left } };
    }
    const replayed = await replay(context, lock, { ...toReplay, url, messages });
    if (replayed.ended === undefined) return { events: replayed.events };
    return await endEarly(context, lock, replayed.events, replayed.ended);
  } catch (error) {
    return endEarly(context, lock, nothing, error);
  }
}

/** One that was deleted cannot be told from one that a run had no time to make. */
const noQueue = (name: string): string =>
  `There is no queue ${name}: no events were kept, or it was deleted with them.`;

async function endEarly(
  context: Context,
  lock: Lock,
  events: EventsResult,
  error: unknown,
): Promise<QueueReplayed> {
  if (context.signal.aborted) return { events, ended: interruptedBy(context, lock, events) };
  if (!isOfOneWorker(error)) throw error;
  return { events: await withCount(context, events, error) };
}

const countIn = async ({ queues }: Context, url: string): Promise<number> =>
  (await queues.describe(url))?.messages ?? 0;

/** The count is a bonus: where it cannot be had, the failure says enough. */
async function withCount(context: Context, events: EventsResult, error: JetsError): Promise<EventsResult> {
  const { queues, stack } = context;
  const counting = queues
    .find(queueName(stack))
    .then((url) => (url === undefined ? 0 : countIn(context, url)));
  const left = await counting.catch(() => events.left);
  const failure = { name: queueName(stack), reason: `Its events were not all replayed: ${messageOf(error)}` };
  return { ...events, left, failures: [...events.failures, failure] };
}

function interruptedBy(
  { stack, commandLine }: Context,
  { command }: Pick<Lock, "command">,
  { replayed }: EventsResult,
): JetsError {
  const back = command === "events" ? "" : `the workers of ${stack} are back as before; `;
  const count = `${inWords(replayed, "event")} of those that were kept ${replayed === 1 ? "was" : "were"}`;
  return new JetsError(
    "interrupted",
    `Interrupted: ${back}${count} replayed, and others may still wait.`,
    `Replay them with \`${commandLine("events")}\`.`,
  );
}
