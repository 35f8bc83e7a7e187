import { sayInterrupted, sayStoppedAtOnce, type ShownTurn } from "../../terminal/views/turn.js";
import type { Session } from "../session.js";

/** A turn that signals may end. */
interface Interruptible extends Omit<ShownTurn, "region"> {
  readonly session: Pick<Session, "terminal" | "signal" | "lastSignal">;
}

/** Runs `work`, and says what a signal does to it: some time may pass between the key and the next safe point. */
export async function sayInterruptions<T>(turn: Interruptible, work: () => Promise<T>): Promise<T> {
  const { signal, lastSignal } = turn.session;
  const announce = (): void => {
    sayInterrupted(turn);
  };
  const takeLeave = (): void => {
    sayStoppedAtOnce(turn);
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
