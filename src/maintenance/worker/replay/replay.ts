import { eventsWait } from "../../in-words.js";
import { messageOf } from "../../errors.js";
import type { Context, ReplayOptions } from "../../context.js";
import type { EventsResult } from "../../result.js";
import { isOfOneWorker } from "../for-each.js";
import { queueName } from "../keep/queue.js";
import type { Lock } from "../lock/lock.js";
import { drain } from "./drain.js";
import { Progress, ReplayPace } from "./pace.js";
import type { KeptEvent } from "./record.js";
import { NewestOfEachRule } from "./schedules.js";
import { Targets } from "./targets.js";
import { showAgain } from "./show-again.js";

/** How many events are sent a second unless told otherwise. */
const usualRate = 50;

/** What came of a replay. */
export interface Replayed {
  readonly events: EventsResult;
  /** What ended it early. */
  readonly ended?: unknown;
}

/** What is replayed, and from where. */
export interface ToReplay {
  /** The URL of the queue. */
  readonly url: string;
  /** The stack's ARN. */
  readonly stackId: string;
  /** About how many messages it holds. */
  readonly messages: number;
  /** Only events of these functions are sent. */
  readonly functions: ReadonlySet<string>;
  readonly options: ReplayOptions;
}

/**
 * Sends the events that were kept to their functions again and deletes each once Lambda has taken it: at least once, in
 * no order, as Lambda itself does. What cannot be sent stays in the queue. Of scheduled events, unless told otherwise,
 * only the newest of each rule is sent: a night of them at once would be an accident.
 */
export async function replay(context: Context, lock: Lock, toReplay: ToReplay): Promise<Replayed> {
  const run = new Replay(context, lock, toReplay);
  try {
    await run.drain();
    return { events: run.result() };
  } catch (error) {
    await run.release();
    return { events: run.resultSoFar(), ended: error };
  }
}

class Replay {
  readonly #context: Context;
  readonly #lock: Lock;
  readonly #toReplay: ToReplay;
  readonly #targets: Targets;
  readonly #newest = new NewestOfEachRule();
  /** Events that stay in the queue, by their message's id. */
  readonly #left = new Map<string, KeptEvent>();
  /** The receipts of messages that were received and are not deleted, by their id. */
  readonly #held = new Map<string, string>();
  readonly #done = new Set<string>();
  readonly #pace: ReplayPace;
  readonly #progress: Progress;
  /** How many messages the queue counts that were not received. */
  #unseen = 0;
  #replayed = 0;
  #skipped = 0;

  constructor(context: Context, lock: Lock, toReplay: ToReplay) {
    this.#context = context;
    this.#lock = lock;
    this.#toReplay = toReplay;
    this.#targets = new Targets(context, toReplay.functions);
    const { messages, options } = toReplay;
    const rate = options.replayRate ?? usualRate;
    this.#pace = new ReplayPace(context, rate);
    this.#progress = new Progress(context, messages, Math.ceil(messages / rate));
  }

  async drain(): Promise<void> {
    this.#unseen = await drain(this.#context, {
      ...this.#toReplay,
      take: (events) => this.#take(events),
      // Those that wait for the end included.
      waiting: () => this.#left.size + this.#newest.events.length,
    });
    await this.#finish();
  }

  async #take(events: readonly KeptEvent[]): Promise<void> {
    const { replaySchedules: schedules = "last" } = this.#toReplay.options;
    const due: KeptEvent[] = [];
    const skipped: KeptEvent[] = [];
    for (const event of events) {
      this.#held.set(event.message.id, event.message.receipt);
      if (event.schedule === undefined || schedules === "all") due.push(event);
      else if (schedules === "none") skipped.push(event);
      else if ((await this.#targets.whyNot(event)) !== undefined) due.push(event);
      else {
        const older = this.#newest.take(event);
        if (older !== undefined) skipped.push(older);
      }
    }
    await this.#delete(skipped);
    this.#skipped += skipped.length;
    await this.#send(due);
  }

  /** Sends what had to wait until all others were seen. */
  async #finish(): Promise<void> {
    const newest = this.#newest.events;
    for (let at = 0; at < newest.length; at += 10) await this.#send(newest.slice(at, at + 10));
    await this.release();
    this.#progress.end();
  }

  /** Shows the events again that were received and stay. */
  async release(): Promise<void> {
    await showAgain(this.#context, this.#toReplay.url, [...this.#held.values()]);
  }

  result(): EventsResult {
    const left = [...this.#left.values()];
    const failures = [...new Set(left.map(({ functionName }) => functionName))].sort().map((name) => {
      const count = left.filter(({ functionName }) => functionName === name).length;
      const reason = this.#targets.reasons.get(name) ?? "they were not sent";
      return { name, reason: `${eventsWait(count)}: ${reason}` };
    });
    if (this.#unseen > 0)
      failures.push({ name: queueName(this.#context.stack), reason: unseenReason(this.#unseen) });
    return {
      replayed: this.#replayed,
      skipped: this.#skipped,
      left: left.length + this.#unseen,
      failures,
    };
  }

  /** Of a replay that ends early: what was not received counts as left. */
  resultSoFar(): EventsResult {
    const result = this.result();
    const unsent = this.#toReplay.messages - this.#replayed - this.#skipped;
    return { ...result, left: Math.max(1, result.left, unsent) };
  }

  /** Sends them side by side, and deletes each at once: what is not deleted when a run dies is sent once more. */
  async #send(events: readonly KeptEvent[]): Promise<void> {
    const sending = events.map(async (event) => {
      if (this.#done.has(event.message.id) || (await this.#sendOne(event))) await this.#delete([event]);
      else this.#left.set(event.message.id, event);
    });
    // Whatever ends the run: what was sent is deleted before.
    const settled = await Promise.allSettled(sending);
    const failed = settled.find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  async #sendOne(event: KeptEvent): Promise<boolean> {
    const { functionName, qualifier, payload, message } = event;
    if ((await this.#targets.whyNot(event)) !== undefined) return false;
    await this.#pace.next();
    try {
      const isTaken = await this.#lock.change((functions) =>
        functions.sendEvent(functionName, qualifier, payload),
      );
      if (!isTaken) {
        this.#targets.giveUp(event, `${functionName}:${qualifier} does not exist any more`);
        return false;
      }
    } catch (error) {
      if (!isOfOneWorker(error)) throw error;
      this.#targets.giveUp(event, messageOf(error));
      return false;
    }
    this.#done.add(message.id);
    this.#left.delete(message.id);
    this.#replayed += 1;
    return true;
  }

  async #delete(events: readonly KeptEvent[]): Promise<void> {
    const receipts = events.map(({ message }) => message.receipt);
    await this.#context.queues.delete(this.#toReplay.url, receipts);
    for (const { message } of events) this.#held.delete(message.id);
    this.#progress.add(events.length);
  }
}

const unseenReason = (count: number): string =>
  `${eventsWait(count)}: ${count === 1 ? "it" : "they"} came meanwhile, or another program has received ${count === 1 ? "it" : "them"}`;
