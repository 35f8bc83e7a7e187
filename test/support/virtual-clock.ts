import { setImmediate as nextRound } from "node:timers/promises";
import type { Clock } from "../../src/maintenance/index.js";

/** A clock that jumps to the next timer whenever nothing else is left to do. */
export interface VirtualClock extends Clock {
  /** Lets time pass, as between two commands. */
  advance(ms: number): void;
}

interface Timer {
  readonly due: number;
  readonly resolve: () => void;
}

/** The timers of each clock of this process that goes on. */
const ticking = new Set<Set<Timer>>();

/** So many timers may come after a test: a run that it has killed waits for its next step. */
const leftovers = 1_000;

/**
 * Resolves once nothing waits for a clock of this process any more.
 * @throws Error when that does not come: what goes on for ever takes processor time from all tests that come after it
 */
export async function verifyAtRest(): Promise<void> {
  for (let round = 0; ticking.size > 0; round += 1) {
    if (round === leftovers) {
      for (const timers of ticking) timers.clear();
      throw new Error("A test has begun what goes on for ever on its virtual clock: it must end that, too.");
    }
    await nextRound();
  }
}

/** Time as both the code under test and the sandbox see it. No real time passes. */
export function createVirtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  const timers = new Set<Timer>();

  const tick = (): void => {
    ticking.delete(timers);
    let next: Timer | undefined;
    for (const timer of timers) if (next === undefined || timer.due < next.due) next = timer;
    if (next === undefined) return;
    now = Math.max(now, next.due);
    timers.delete(next);
    next.resolve();
    schedule();
  };
  const schedule = (): void => {
    if (ticking.has(timers) || timers.size === 0) return;
    ticking.add(timers);
    setImmediate(tick);
  };

  return {
    now: () => new Date(now),
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const interrupt = (): void => {
          timers.delete(timer);
          reject(new Error("The sleep was interrupted."));
        };
        const end = (): void => {
          signal?.removeEventListener("abort", interrupt);
          resolve();
        };
        const timer = { due: now + ms, resolve: end };
        timers.add(timer);
        signal?.addEventListener("abort", interrupt);
        schedule();
      }),
  };
}
