import { JetsError } from "../../maintenance/errors.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { errorDocument } from "../../terminal/views/error.js";
import { answerJson } from "../../terminal/views/json.js";
import { isInteractive, say, type Terminal } from "../../terminal/terminal.js";
import { sayIntent } from "../../terminal/views/turn.js";
import type { Context } from "../../maintenance/context.js";
import type { WaitingEvents } from "../../maintenance/index.js";
import { sayPurge } from "../../terminal/views/replayed.js";
import type { Session } from "../session.js";
import type { Turns } from "./turn.js";

/** @throws JetsError `usage` where a question could not be answered; `what` is asked for */
export function verifyCanAsk(terminal: Terminal, what = "turn maintenance on"): void {
  if (isInteractive(terminal)) return;
  throw new JetsError(
    "usage",
    "--yes is required when not running interactively",
    `Add --yes (-y) to ${what} without confirmation.`,
  );
}

/**
 * Asks whether to turn maintenance on, after checking what can be checked: it does not ask if the run would be refused.
 * @throws JetsError what turning on would be refused with
 */
export async function isAgreed({ context, session, turns }: Turns): Promise<boolean> {
  const { terminal, loadUseCases } = session;
  sayIntent(
    turns.map(({ options }) => options.role),
    context.stack,
    terminal,
  );
  const { verify } = await loadUseCases();
  for (const turn of turns)
    await untilInterrupted(verify(turn.options.role, turn.context, turn.options), context.signal);
  const { isConfirmed } = await import("../../terminal/question.js");
  return isConfirmed(terminal, context.signal);
}

/** Asks whether to delete the events that wait. */
export async function isAgreedToPurge(
  waiting: WaitingEvents,
  context: Context,
  terminal: Terminal,
): Promise<boolean> {
  sayPurge(waiting, terminal);
  const { isConfirmed } = await import("../../terminal/question.js");
  return isConfirmed(terminal, context.signal);
}

/** Says that nothing was changed. Returns the exit code. */
export function decline({
  options,
  session: { terminal },
}: {
  readonly options: { readonly json?: boolean };
  readonly session: Pick<Session, "terminal">;
}): number {
  const declined = new JetsError(
    "declined",
    "Cancelled: nothing was changed",
    "Answer y to go on, or pass --yes.",
  );
  if (options.json) answerJson(errorDocument(declined), terminal);
  say(terminal, declined.message);
  return declined.exitCode;
}
