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

/** Time as both the code under test and the sandbox see it. No real time passes. */
export function createVirtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  let ticking = false;
  const timers = new Set<Timer>();

  const tick = (): void => {
    ticking = false;
    const [next] = [...timers].sort((a, b) => a.due - b.due);
    if (next === undefined) return;
    now = Math.max(now, next.due);
    timers.delete(next);
    next.resolve();
    schedule();
  };
  const schedule = (): void => {
    if (ticking || timers.size === 0) return;
    ticking = true;
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
