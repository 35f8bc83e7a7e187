import type { Clock } from "../../maintenance/index.js";
import type { Limit } from "./limits.js";
import { untilAborted } from "./until-aborted.js";

/** The part of a quota that is used at most: calls arrive closer together than they were sent, now and then. */
const share = 0.96;

/** The part of a quota's rate that is won back each second after a refusal. */
const recovery = 0.03;

/** The part of a guessed rate that is added each second until a first refusal tells how far it goes. */
const growth = 0.5;

/** The part of the pace that is left after a refusal: more of one that had only grown past the guess. */
const left = { known: 0.6, grown: 0.75 };

/** Calls a second that are always made, or a run would never end. */
const leastRate = 1;

/**
 * Milliseconds between the calls of a burst: three times as fast as the quota, or a little less than an answer
 * takes. Where others have used the burst up, the first refusal is to be known before many more calls are out.
 */
const gapAt = (rate: number): number => Math.min(20, 1_000 / (3 * rate));

/** One call's permission to start. */
export interface Turn {
  /** Says that AWS refused the call as one too many, and asked to wait for so many milliseconds. */
  refuse(retryAfter: number): void;
}

/** Of a call that is not made. */
const noTurn: Turn = { refuse: () => undefined };

/**
 * Lets calls start at the pace of one quota, in the order in which they ask. It begins near the quota, goes down when
 * AWS refuses a call, and creeps up again: others use the same quota. Where the quota is a guess, it goes past it.
 */
export class Pace {
  readonly #limit: Limit;
  readonly #clock: Clock;
  /** Calls a second that are never exceeded. */
  readonly #most: number;
  #rate: number;
  #tokens: number;
  #filledAt: number;
  #slowedAt = -Infinity;
  /** Calls a second that are won each second: quickly, until AWS refuses a call for the first time. */
  #gain: number;
  #notBefore = -Infinity;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ rate, burst, isGuess }: Limit, clock: Clock) {
    this.#limit = { rate: rate * share, burst };
    this.#most = isGuess === true ? Infinity : this.#limit.rate;
    this.#gain = this.#limit.rate * (isGuess === true ? growth : recovery);
    this.#clock = clock;
    this.#rate = this.#limit.rate;
    this.#tokens = burst;
    this.#filledAt = this.#now();
  }

  /** Resolves when the call may start, and early when `signal` is aborted: who asked looks at that. */
  start(signal?: AbortSignal): Promise<Turn> {
    const turn = this.#last.then(() => this.#awaitTurn(signal));
    this.#last = turn.catch(() => undefined);
    return untilAborted(turn, signal, noTurn);
  }

  async #awaitTurn(signal: AbortSignal | undefined): Promise<Turn> {
    for (let wait = this.#wait(); wait > 0 && signal?.aborted !== true; wait = this.#wait()) {
      await this.#sleep(wait, signal);
    }
    // It takes nothing from the calls of other runs, which may go on.
    if (signal?.aborted === true) return noTurn;
    const startedAt = this.#now();
    this.#tokens -= 1;
    const isInFirstBurst = this.#tokens >= 1 && this.#slowedAt === -Infinity;
    this.#notBefore = Math.max(this.#notBefore, startedAt + gapAt(this.#limit.rate));
    return {
      refuse: (retryAfter) => {
        this.#slowDown(startedAt, retryAfter, isInFirstBurst);
      },
    };
  }

  async #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#clock.sleep(Math.ceil(ms), signal);
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  }

  /** Milliseconds until the next call may start. */
  #wait(): number {
    const now = this.#now();
    // This machine's clock was set back: no wait may become longer by that.
    if (now < this.#filledAt) this.#notBefore = -Infinity;
    const elapsed = Math.max(0, now - this.#filledAt) / 1_000;
    this.#filledAt = now;
    // Past the guess it only goes while calls wait: else nothing tells whether AWS takes as many.
    const waited = Math.min(elapsed, Math.max(0, 1 - this.#tokens) / this.#rate);
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + elapsed * this.#rate);
    const known = Math.max(this.#rate, Math.min(this.#limit.rate, this.#rate + elapsed * this.#gain));
    this.#rate = Math.max(known, Math.min(this.#most, this.#rate + waited * this.#gain));
    return Math.max(this.#notBefore - now, ((1 - this.#tokens) / this.#rate) * 1_000);
  }

  #slowDown(startedAt: number, retryAfter: number, isInFirstBurst: boolean): void {
    const now = this.#now();
    this.#notBefore = Math.max(this.#notBefore, now + retryAfter);
    // Calls that were on their way already say nothing of the new pace.
    if (startedAt <= this.#slowedAt) return;
    this.#slowedAt = now;
    this.#tokens = Math.min(this.#tokens, 0);
    this.#gain = this.#limit.rate * recovery;
    // Others have used the burst up, which says nothing of the rate.
    if (isInFirstBurst) return;
    this.#rate = Math.max(leastRate, this.#rate * (this.#rate > this.#limit.rate ? left.grown : left.known));
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
