/** Signals of one key come within milliseconds of each other. Milliseconds. */
const sameKey = 1_000;

/** What ends a run. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What signals are heard from: `process`. */
interface Source {
  readonly on: (signal: NodeJS.Signals, listener: () => void) => unknown;
  readonly off: (signal: NodeJS.Signals, listener: () => void) => unknown;
}

/** What hearing signals takes. */
export interface Surroundings {
  /** Milliseconds on a clock that nobody sets. */
  readonly now: () => number;
  /** Whether what the run says is shown at a terminal. */
  readonly isShown: boolean;
  /** Ends the process; called after {@link Interruptions.lastSignal} is aborted. */
  readonly exit: () => void;
}

/** What a run hears of signals. */
export interface Interruptions {
  /** Aborted by the first one: stop at the next safe point. */
  readonly signal: AbortSignal;
  /** Aborted by a second one, right before the process ends. */
  readonly lastSignal: AbortSignal;
  /** Leaves signals alone from now on. */
  readonly release: () => void;
}

/**
 * Lets the first SIGINT, SIGTERM or SIGHUP stop the run at a safe point, and one that comes more than a second later
 * end it at once. What comes within a second is the same key: a terminal sends Ctrl-C to its whole foreground job, and
 * `npm run` passes it on to the script as well (`lib/signal-manager.js` of `@npmcli/run-script`).
 *
 * Where no terminal shows the run, SIGHUP says nothing: `nohup jets ... &` goes on. Node sets each signal that `nohup`
 * made it ignore back to its default when it starts (SigIgn in /proc/self/status shows it): without a listener the
 * run would die.
 */
export function hearSignals(source: Source, { now, isShown, exit }: Surroundings): Interruptions {
  const first = new AbortController();
  const last = new AbortController();
  let firstAt = 0;
  const interrupt = (): void => {
    if (!first.signal.aborted) {
      firstAt = now();
      first.abort();
    } else if (now() - firstAt > sameKey) {
      last.abort();
      exit();
    }
  };
  const listenerOf = (signal: NodeJS.Signals): (() => void) =>
    signal === "SIGHUP" && !isShown ? ignore : interrupt;
  for (const signal of signals) source.on(signal, listenerOf(signal));
  return {
    signal: first.signal,
    lastSignal: last.signal,
    release: () => {
      for (const signal of signals) source.off(signal, listenerOf(signal));
    },
  };
}

function ignore(): void {
  // The terminal that is gone shows nothing of this run.
}
