import type { Machine } from "../run/machine.js";
import type { Terminal } from "../terminal/terminal.js";

/** What a command works with, apart from its options. */
export interface Session extends Machine {
  readonly terminal: Terminal;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Aborted by the second one, right before the process ends: the last chance to say something. */
  readonly lastSignal: AbortSignal;
  /** A folder that holds this program under its own name, for the PATH of what is started from here. */
  readonly programs: string;
  /** Lets a process started from here answer signals in its own way: {@link signal} is not aborted any more. */
  readonly releaseSignals: () => void;
  /** Hands signals to `listener` until the returned function is called, which has new ones for what comes next. */
  readonly passSignals: (
    listener: (signal: NodeJS.Signals) => void,
  ) => () => Pick<Session, "signal" | "lastSignal">;
}

/**
 * Makes a command's action from what the command runs, which resolves to the exit code. The program gives it to each
 * command; a test of arguments gives its own.
 */
export type Start = <Options>(
  run: (options: Options, session: Session) => Promise<number>,
) => (options: Options) => Promise<void>;
