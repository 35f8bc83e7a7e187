import { interrupted, JetsError, messageOf, throwIfInterrupted } from "../../errors.js";
import type { Context } from "../../context.js";
import type { TurnResult } from "../../result.js";
import type { AcquireOptions } from "./new-record.js";
import { cleanUp } from "../journal/clean-up.js";
import { leaveJournal } from "../journal/endings.js";
import { takeLock, type Ending, type Lock } from "./lock.js";
import { directionOf } from "./run-record.js";

/**
 * Does `work` while no other run can change the application, and releases the lock however it ends. Where the
 * work fails or is interrupted, the journal stays open.
 * @throws JetsError `locked`, `journal_damaged`, `interrupted`, what `work` throws, and what the release is refused with
 */
export async function withLock<Result extends { readonly result: TurnResult }>(
  context: Context,
  options: AcquireOptions,
  work: (lock: Lock) => Promise<{ readonly ending: Ending; readonly result: Result }>,
): Promise<Result> {
  const { result, release } = await keepingLock(context, options, work);
  await release(result.result.failures);
  return result;
}

/** What was done, with the lock that is kept after it. */
interface Kept<Result> {
  readonly result: Result;
  readonly lock: Lock;
  /** @throws JetsError what the release is refused with; the failures are reported then */
  readonly release: (failures: TurnResult["failures"]) => Promise<void>;
}

/** The same, where the lock is kept when the work is done. */
export async function keepingLock<Result>(
  context: Context,
  options: AcquireOptions,
  work: (lock: Lock) => Promise<{ readonly ending: Ending; readonly result: Result }>,
): Promise<Kept<Result>> {
  throwIfInterrupted(context.signal);
  const lock = await takeLock(context, options);
  const { ending, result } = await endWell(context, options, lock, () => work(lock));
  const release = async (failures: TurnResult["failures"]): Promise<void> => {
    await releaseAtEnd(context, options.command, lock, { ending, failures });
    await cleanUp(context, lock, ending);
  };
  return { result, lock, release };
}

async function endWell<Done>(
  context: Context,
  { command }: AcquireOptions,
  lock: Lock,
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    const isInterrupted = context.signal.aborted;
    await releaseAfter(context, lock, isInterrupted ? "interrupted" : "failed", error);
    throw isInterrupted ? interruption(context, lock, command, error) : error;
  }
}

/** The work is done even if the release fails: its result must not be lost. */
async function releaseAtEnd(
  context: Context,
  command: AcquireOptions["command"],
  lock: Lock,
  { ending, failures }: { readonly ending: Ending } & Pick<TurnResult, "failures">,
): Promise<void> {
  try {
    await lock.release(ending);
  } catch (error) {
    if (!(error instanceof JetsError) || error.code === "lock_lost") throw error;
    for (const { name, reason } of failures)
      context.report({ type: "warning", message: `${name} failed: ${reason}` });
    throw notReleased(context, command, failures.length > 0, error);
  }
}

function notReleased(
  { stack, commandLine }: Context,
  command: AcquireOptions["command"],
  isPartial: boolean,
  cause: JetsError,
): JetsError {
  const done = `${isPartial ? "partly " : ""}${directionOf(command) === "on" ? "stopped" : "restored"}`;
  return new JetsError(
    cause.code,
    `The workers of ${stack} are ${done}, but the end of the run could not be recorded: ${cause.message}`,
    `${cause.hint} The lock goes stale in two minutes; then run \`${commandLine(directionOf(command))}\`, or at once with --break-lock.`,
    { cause },
  );
}

/** The error that brought us here matters more than one on the way out, which is only reported. */
async function releaseAfter(
  context: Context,
  lock: Lock,
  outcome: "interrupted" | "failed",
  reason: unknown,
): Promise<void> {
  try {
    await lock.release(leaveJournal(lock, outcome));
  } catch (error) {
    // Another run has the lock: that error is the reason already.
    if (error === reason) return;
    const message = `The lock was not released; it goes stale in two minutes, or take it over now with --break-lock: ${messageOf(error)}`;
    context.report({ type: "warning", message });
  }
}

function interruption(
  { stack, commandLine }: Context,
  { hasChanged, journal, writer }: Lock,
  command: AcquireOptions["command"],
  cause: unknown,
): JetsError {
  const to = directionOf(command);
  const jets = (next: "on" | "off"): string => `\`${commandLine(next)}\``;
  if (!hasChanged || journal.batches.size + writer.committed.size === 0) {
    return interrupted(undefined, `Repeat it with ${jets(to)}.`, { cause });
  }
  const other =
    to === "on" ? `bring everything back with ${jets("off")}` : `stop all workers again with ${jets("on")}`;
  return interrupted(
    `Interrupted: the workers of ${stack} may be partly stopped, and all their settings are saved.`,
    `Finish the job with ${jets(to)}, or ${other}.`,
    { cause },
  );
}
