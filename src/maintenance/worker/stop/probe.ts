import type { Context } from "../../context.js";
import { interrupted } from "../../errors.js";
import type { LambdaFunction, ReservedConcurrency } from "../../ports/functions.js";
import { sleepUntil } from "../../sleep.js";
import { stopped, type Entries } from "../journal/settings.js";
import { whyLeftAlone, whyNotReserved } from "../live/reach.js";
import type { LiveWorker, ReservedOf } from "../live/read-workers.js";

/** From so many workers on, a probe is quicker than asking about each. */
const fewestWorkers = 20;

/** How long the others wait for a probe whose settings are durable. Milliseconds. */
const patienceMs = 5_000;

/** What decides whether there is a probe. */
interface Circumstances {
  /** How many workers there are to stop. */
  readonly count: number;
  /** The ARN of the queue that is to keep their events, where they are kept: then none is stopped before all are read. */
  readonly queue: string | undefined;
}

const isQuicker = ({ count, queue }: Circumstances): boolean => queue === undefined && count >= fewestWorkers;

/** Whether one of these workers that are to be saved would be the probe. */
export const isProbedAmong = (workers: Iterable<LiveWorker>, circumstances: Circumstances): boolean =>
  isQuicker(circumstances) &&
  [...workers].some(
    ({ reserved, provisioned, feeds, unstoppable }) =>
      reserved === null && provisioned.size === 0 && feeds.length === 0 && unstoppable === undefined,
  );

/**
 * Tells what it means that AWS shows no reservation with a worker. AWS does not say whether GetFunction shows a
 * reservation of 0, and some emulators hide it; to take a 0 for none would lose a setting (rule 2 of `docs/safety.md`).
 * To ask about each worker takes as many calls of Lambda's scarce quota as to stop them. So one of them, the probe, is
 * saved and stopped before the others: if AWS shows its 0 then, those with which it shows nothing are unreserved.
 */
export class Probe {
  readonly #context: Context;
  readonly #entries: Entries;
  /** Aborted once the others need not wait any more. */
  readonly #settled = new AbortController();
  readonly #waiting: Promise<void>;
  /** Aborted at the end of the run. */
  readonly #ended = new AbortController();
  #name: string | undefined;
  #showsZero = false;

  /** @param entries what was saved before */
  constructor(context: Context, entries: Entries, circumstances: Circumstances) {
    this.#context = context;
    this.#entries = entries;
    this.#waiting = new Promise((resolve) => {
      this.#settled.signal.addEventListener("abort", () => {
        resolve();
      });
    });
    if (!isQuicker(circumstances)) this.#settle();
    context.signal.addEventListener("abort", this.#settle, { signal: this.#ended.signal });
  }

  /** Whether this is the worker to save and stop before the others. */
  is(name: string): boolean {
    return this.#name === name;
  }

  /** What is reserved for a worker with which AWS shows none. */
  readonly reservedOf: ReservedOf = async (shown, isPlain) => {
    const { functions } = this.#context;
    // Where that cannot be told, the worker is not read, and nothing more is to be asked about it.
    const mayBeProbe = !this.#settled.signal.aborted && (await isPlain());
    if (mayBeProbe && this.#choose(shown)) return this.#ask(shown.name);
    if (this.#name !== undefined) await this.#waiting;
    return this.#showsZero ? null : functions.getReserved(shown.name);
  };

  /**
   * Limits the waiting once what the probe has is durable. Until then it costs nothing: what keeps it from the journal
   * keeps the others from it, too.
   */
  async limit(durable: Promise<unknown>): Promise<void> {
    await Promise.allSettled([durable]);
    const { clock } = this.#context;
    const end = new Date(clock.now().getTime() + patienceMs);
    await sleepUntil({ clock, signal: this.#settled.signal }, end);
    this.#settle();
  }

  /** Waits for a worker to be stopped, or for that to fail; the probe is looked at then. */
  async observe(name: string, stopping: Promise<void>): Promise<void> {
    try {
      await stopping;
    } finally {
      if (this.is(name)) void this.#look(name);
    }
  }

  /** Ends what is still under way. */
  readonly end = (): void => {
    this.#settle();
    this.#ended.abort(interrupted());
  };

  /** It is no trouble of the run if that fails. */
  async #look(name: string): Promise<void> {
    const { functions } = this.#context.aside({ givenUp: this.#ended.signal, onEnd: () => undefined });
    const reserved = await functions.getShownReserved(name).catch(() => undefined);
    this.#showsZero = reserved === stopped.reserved;
    this.#settle();
  }

  /** Ends the waiting: unless it is known by then that AWS shows a 0, it is asked about each. */
  readonly #settle = (): void => {
    this.#settled.abort();
  };

  /** Makes a worker the probe if there may still be one, and if a reservation stops it. */
  #choose(shown: LambdaFunction): boolean {
    if (this.#name !== undefined || this.#settled.signal.aborted) return false;
    if (whyLeftAlone(shown) !== undefined) return false;
    if (whyNotReserved(shown, this.#entries.get(shown.name)) !== undefined) return false;
    this.#name = shown.name;
    return true;
  }

  async #ask(name: string): Promise<ReservedConcurrency | undefined> {
    let reserved: ReservedConcurrency | undefined;
    try {
      reserved = await this.#context.functions.getReserved(name);
      return reserved;
    } finally {
      // It hid a 0, it does not exist any more, or AWS does not say what it has.
      if (reserved !== null) {
        this.#name = undefined;
        this.#settle();
      }
    }
  }
}
