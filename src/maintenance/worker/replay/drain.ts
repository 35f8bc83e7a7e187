import type { Context } from "../../context.js";
import { duringStage } from "../../events.js";
import { isoTime } from "../../sleep.js";
import { functionsAt, parseRecord, type KeptEvent } from "./record.js";
import type { ToReplay } from "./replay.js";
import { showAgain } from "./show-again.js";

/** How long a message that was received is hidden from others, in seconds: as long as a few calls may take. */
const hiddenSeconds = 120;

/** After so many answers without anything new the queue is taken for empty. */
const emptyAnswers = 2;

/**
 * How long to look for messages that the queue still counts: those that a replay which was interrupted has received are
 * hidden, and the counts may be a minute old.
 */
const patienceMs = (hiddenSeconds + 10) * 1_000;

/** Between two looks at a queue that counts messages and shows none. */
const pauseMs = 2_000;

/** So many more than were counted at first may be received before those that stay do not count as new any more. */
const uncounted = 100;

/** What is drained, and who takes it. */
interface ToDrain extends Pick<ToReplay, "url" | "stackId" | "messages"> {
  readonly take: (events: readonly KeptEvent[]) => Promise<void>;
  /** How many events are known to stay. */
  readonly waiting: () => number;
}

/**
 * Receives all messages and hands on the events among them; others stay, and may be received by anybody again. A queue
 * that only seems to be empty, since another program has just received its messages, is asked again. Events of a
 * function that is stopped go on coming: they do not keep this up for ever. Resolves with how many messages the queue
 * counts that were not received.
 */
export async function drain(
  context: Context,
  { url, stackId, messages: expected, take, waiting }: ToDrain,
): Promise<number> {
  const { queues, clock, signal } = context;
  const functions = functionsAt(stackId);
  const others = new Map<string, string>();
  const seen = new Set<string>();
  const staying = (): number => waiting() + others.size;
  let lastAt = clock.now().getTime();
  let unseen = 0;
  for (let empty = 0; ;) {
    const messages = await queues.receive(url, hiddenSeconds);
    const [seenBefore, stayedBefore] = [seen.size, staying()];
    const events: KeptEvent[] = [];
    for (const message of messages) {
      seen.add(message.id);
      const event = parseRecord(message, functions);
      if (event === undefined) others.set(message.id, message.receipt);
      else events.push(event);
    }
    if (events.length > 0) await take(events);
    const fresh = seen.size - seenBefore;
    const isNews = fresh > staying() - stayedBefore || (fresh > 0 && seen.size <= expected + uncounted);
    if (isNews) {
      empty = 0;
      lastAt = clock.now().getTime();
      continue;
    }
    empty += 1;
    if (empty < emptyAnswers) continue;
    const { messages: count = 0 } = (await queues.describe(url)) ?? {};
    unseen = Math.max(0, count - staying());
    if (unseen === 0 || clock.now().getTime() - lastAt >= patienceMs) break;
    const until = isoTime(new Date(lastAt + patienceMs));
    await duringStage(context, { stage: "Waiting for events that another run has received", until }, () =>
      clock.sleep(pauseMs, signal),
    );
  }
  await showAgain({ queues }, url, [...others.values()]);
  return unseen;
}
