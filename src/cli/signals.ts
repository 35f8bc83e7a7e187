/** Signals of one key come within milliseconds of each other. */
const sameKeyMs = 1_000;

/** What ends a run. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What signals are heard from: `process`. */
interface Source {
  readonly on: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => unknown;
  readonly off: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => unknown;
}

/** What hearing signals takes. */
interface Surroundings {
  /** Milliseconds on a clock that cannot be set. */
  readonly now: () => number;
  /** Whether what the run says is shown at a terminal. */
  readonly isShown: boolean;
  /** Ends the process; called after {@link Interruptions.lastSignal} is aborted. */
  readonly exit: () => void;
}

/** What a run hears of signals. */
interface Interruptions {
  /** Aborted by the first one: stop at the next safe point. */
  readonly signal: AbortSignal;
  /** Aborted by a second one, right before the process ends. */
  readonly lastSignal: AbortSignal;
}

/** The signals of this process. */
export interface Signals extends Interruptions {
  /** Leaves signals alone from now on. */
  readonly release: () => void;
  /**
   * Sends signals to `listener` until the returned function is called; more than a second after that they interrupt what
   * comes next, in the same two steps.
   */
  readonly pass: (listener: (signal: NodeJS.Signals) => void) => () => Interruptions;
}

/**
 * Lets the first SIGINT, SIGTERM or SIGHUP stop the run at a safe point, and one more than a second later end it at
 * once. Signals within a second come from the same key: a terminal sends Ctrl-C to its whole foreground job, and `npm
 * run` passes it on to the script as well (`lib/signal-manager.js` of `@npmcli/run-script`).
 *
 * Where no terminal shows the run, SIGHUP says nothing: `nohup jets ... &` goes on. Node sets each signal that `nohup`
 * made it ignore back to its default when it starts (SigIgn in /proc/self/status shows it): without a listener the run
 * would die.
 */
export function hearSignals(source: Source, { now, isShown, exit }: Surroundings): Signals {
  let [first, last] = [new AbortController(), new AbortController()];
  let heardAt = -Infinity;
  let passTo: ((signal: NodeJS.Signals) => void) | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    const isSameKey = now() - heardAt <= sameKeyMs;
    if (passTo !== undefined) passTo(signal);
    else if (isSameKey || (signal === "SIGHUP" && !isShown)) return;
    else if (first.signal.aborted) {
      last.abort();
      exit();
    } else first.abort();
    heardAt = now();
  };
  for (const signal of signals) source.on(signal, hear);
  return {
    signal: first.signal,
    lastSignal: last.signal,
    release: () => {
      for (const signal of signals) source.off(signal, hear);
    },
    pass: (listener) => {
      passTo = listener;
      return () => {
        passTo = undefined;
        // What has ended the listener's work by Ctrl-C may reach this process a moment later.
        heardAt = now();
        [first, last] = [new AbortController(), new AbortController()];
        return { signal: first.signal, lastSignal: last.signal };
      };
    },
  };
}
