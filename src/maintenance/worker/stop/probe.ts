import type { Context } from "../../context.js";
import { quotas } from "../../plan.js";
import type { LambdaFunction } from "../../ports/functions.js";
import { stopped, type Entries } from "../journal/settings.js";
import { whyLeftAlone } from "../live/reach.js";
import type { LiveWorker, ReservedOf } from "../live/read-workers.js";

/** With so many workers a probe is quicker: those that one burst of Lambda's quota takes can all be asked about. */
const fewestWorkers = quotas.lambda + 1;

/** The workers to stop, and the ARN of the queue that is to keep their events, where they are kept. */
interface Workers {
  readonly workers: ReadonlyMap<string, unknown>;
  readonly queue: string | undefined;
}

/** Where events are kept, none is stopped before all are read. */
const isQuicker = (count: number, queue: string | undefined): boolean =>
  queue === undefined && count >= fewestWorkers;

/** Whether one of these workers, of which those in `unsaved` are to be saved, would be saved alone as the probe. */
export const isProbedAmong = (
  workers: ReadonlyMap<string, LiveWorker | undefined>,
  { unsaved, queue }: { readonly unsaved: Entries; readonly queue: string | undefined },
): boolean =>
  isQuicker(workers.size, queue) &&
  [...unsaved.keys()].some((name) => {
    const live = workers.get(name);
    return live?.reserved === null && isPlain(live) && live.unstoppable === undefined;
  });

const isPlain = ({ provisioned, feeds }: LiveWorker): boolean => provisioned.size === 0 && feeds.length === 0;

/** For how long the others wait for the probe before AWS is asked about each of them. Milliseconds. */
const patienceMs = 5_000;

/**
 * Tells what it means that AWS shows no reservation with a worker. AWS does not say whether GetFunction shows a
 * reservation of 0, and some emulators hide it; to take a 0 for none would lose a setting (rule 2 of `docs/safety.md`).
 * To ask about each worker takes as many calls of Lambda's scarce quota as to stop them. So one of them, the probe, is
 * saved and stopped before the others: if AWS shows its 0 then, those with which it shows nothing are unreserved.
 */
export class Probe {
  readonly #context: Context;
  /** Aborted once it is known what AWS shows. */
  readonly #settled = new AbortController();
  #name: string | undefined;
  #showsZero = false;

  constructor(context: Context, { workers, queue }: Workers) {
    this.#context = context;
    if (!isQuicker(workers.size, queue)) this.giveUp();
  }

  /** Whether this is the worker to stop before the others. */
  is(name: string): boolean {
    return this.#name === name;
  }

  /** What is reserved for a worker with which AWS shows none. */
  readonly reservedOf: ReservedOf = async (shown, isPlain) => {
    const { functions } = this.#context;
    if (await this.#choose(shown, isPlain)) return this.#ask(shown.name);
    await this.#wait();
    return this.#showsZero ? null : functions.getReserved(shown.name);
  };

  /** Waits for a worker to be stopped, and looks at it then if it is the probe. */
  async observe(name: string, stopping: Promise<void>): Promise<void> {
    try {
      await stopping;
    } finally {
      if (this.is(name)) void this.#look(name);
    }
  }

  /** Ends the waiting: unless the probe has shown its 0, AWS is asked about each of the others. */
  readonly giveUp = (): void => {
    this.#settled.abort();
  };

  /** It is no trouble of the run if that fails. */
  async #look(name: string): Promise<void> {
    const { functions } = this.#context.aside({ givenUp: this.#settled.signal, onEnd: () => undefined });
    const reserved = await functions.getShownReserved(name).catch(() => undefined);
    this.#showsZero = reserved === stopped.reserved;
    this.giveUp();
  }

  async #ask(probe: string): ReturnType<ReservedOf> {
    let reserved: Awaited<ReturnType<ReservedOf>>;
    try {
      reserved = await this.#context.functions.getReserved(probe);
      return reserved;
    } finally {
      // Of a function that is gone, or of which AWS does not say it.
      if (reserved === undefined) this.giveUp();
    }
  }

  /** Makes this worker the probe if there is none yet, and if nothing but its reservation has to be taken away. */
  async #choose(shown: LambdaFunction, isPlain: () => Promise<boolean>): Promise<boolean> {
    const isNeeded = (): boolean => this.#name === undefined && !this.#settled.signal.aborted;
    if (!isNeeded() || shown.unstoppable !== undefined || whyLeftAlone(shown) !== undefined) return false;
    if (!(await isPlain()) || !isNeeded()) return false;
    this.#name = shown.name;
    return true;
  }

  /** Resolves once it is known what AWS shows, when that takes too long, and on Ctrl-C, which the next call says. */
  async #wait(): Promise<void> {
    if (this.#name === undefined || this.#settled.signal.aborted) return;
    const { clock, signal } = this.#context;
    const ending = AbortSignal.any([signal, this.#settled.signal]);
    await clock.sleep(patienceMs, ending).catch(() => undefined);
    this.giveUp();
  }
}
