import { JetsError, messageOf, throwIfInterrupted } from "../errors.js";
import type { Context } from "../roles.js";
import type { AcquireOptions } from "./acquire.js";
import { cleanUp } from "./clean-up.js";
import { leaveJournal } from "./endings.js";
import { takeHold, type Ending, type Hold } from "./hold.js";

/**
 * Does `work` while no other run can change the application, and releases the hold however it ends. Where the
 * work fails or is interrupted, the journal stays open.
 * @throws JetsError `locked`, `journal_damaged`, `interrupted`, and what `work` throws
 */
export async function withHold<Result>(
  context: Context,
  options: AcquireOptions,
  work: (hold: Hold) => Promise<{ readonly ending: Ending; readonly result: Result }>,
): Promise<Result> {
  throwIfInterrupted(context.signal);
  const hold = await takeHold(context, options);
  const { ending, result } = await endWell(context, options, hold, () => work(hold));
  await hold.release(ending);
  await cleanUp(context, hold, ending);
  return result;
}

async function endWell<Done>(
  context: Context,
  { command }: AcquireOptions,
  hold: Hold,
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    const interrupted = context.signal.aborted;
    await releaseAfter(context, hold, interrupted ? "interrupted" : "failed");
    throw interrupted ? interruption(context, hold, command, error) : error;
  }
}

/** The error that brought us here matters more than one on the way out, which is only reported. */
async function releaseAfter(context: Context, hold: Hold, outcome: "interrupted" | "failed"): Promise<void> {
  try {
    await hold.release(leaveJournal(hold, outcome));
  } catch (error) {
    const message = `The hold was not released and goes stale in two minutes: ${messageOf(error)}`;
    context.report({ type: "warning", message });
  }
}

function interruption(
  { stack, commandLine }: Context,
  { hasChanged, journal, writer }: Hold,
  command: AcquireOptions["command"],
  cause: unknown,
): JetsError {
  const jets = (next: "on" | "off"): string => `\`${commandLine(next)}\``;
  if (!hasChanged || journal.batches.size + writer.committed.size === 0) {
    return new JetsError(
      "interrupted",
      "Interrupted before anything was changed.",
      `Repeat it with ${jets(command)}.`,
      { cause },
    );
  }
  const other =
    command === "on"
      ? `bring everything back with ${jets("off")}`
      : `stop all workers again with ${jets("on")}`;
  return new JetsError(
    "interrupted",
    `Interrupted: the workers of ${stack} may be partly stopped, and all their settings are saved.`,
    `Finish the job with ${jets(command)}, or ${other}.`,
    { cause },
  );
}
