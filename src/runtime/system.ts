/** What the runtime takes from the machine; tests pass their own. */
export interface System {
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Wall-clock milliseconds. A monotonic clock would not do: it may stand still while Lambda has the container
   * frozen, and an hour-old flag would look fresh.
   */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Calls `callback` after `ms` milliseconds; the answer cancels that. Keeps the process awake meanwhile. */
  readonly startTimer: (ms: number, callback: () => void) => () => void;
  /** One line for the function's log. */
  readonly log: (line: string) => void;
}

/** The machine itself. */
export const system: System = {
  env: process.env,
  now: () => Date.now(),
  random: Math.random,
  startTimer: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  log: (line) => {
    console.warn(line);
  },
};
