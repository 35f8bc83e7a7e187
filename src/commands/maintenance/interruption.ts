import { say } from "../../terminal/terminal.js";
import type { Context, Role } from "../../maintenance/context.js";
import type { Session } from "../session.js";
import type { Direction } from "./words.js";

/** What the last words of a turn need to know of it. */
interface Interruptible {
  readonly to: Direction;
  readonly options: { readonly role: Role };
  readonly context: Pick<Context, "commandLine">;
  readonly session: Pick<Session, "terminal" | "signal" | "lastSignal">;
}

/**
 * Runs `work`, and says what a signal does to it: between the key and the next safe point some time may pass, in which
 * nothing would be seen to happen.
 */
export async function sayInterruptions<T>(turn: Interruptible, work: () => Promise<T>): Promise<T> {
  const { terminal, signal, lastSignal } = turn.session;
  const announce = (): void => {
    say(terminal, "Interrupted: stopping at the next safe point (Ctrl-C again stops at once)");
  };
  const takeLeave = (): void => {
    say(terminal, lastWords(turn));
  };
  signal.addEventListener("abort", announce);
  lastSignal.addEventListener("abort", takeLeave);
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", announce);
    lastSignal.removeEventListener("abort", takeLeave);
  }
}

function lastWords({ to, options, context }: Interruptible): string {
  const next = `Finish the job with: ${context.commandLine(to)}`;
  if (options.role === "web") return `Stopped at once. ${next}`;
  return `Stopped at once: saved settings stay in the journal, and other runs must wait two minutes (or use --break-lock). ${next}`;
}
