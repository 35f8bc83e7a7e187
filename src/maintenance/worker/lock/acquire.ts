import { JetsError, throwIfInterrupted } from "../../errors.js";
import type { Context } from "../../context.js";
import type { Parameter } from "../../ports/parameters.js";
import { pauses } from "../../sleep.js";
import { mergeLists, readRuns, salvageJournal, type Journal } from "../journal/journal.js";
import { creatorWith, roomFor } from "../journal/make-room.js";
import { runName, workerPath } from "../journal/names.js";
import { salvageRuns } from "../restore/salvage.js";
import { confirmTurn } from "./confirm.js";
import { newRecord, type AcquireOptions } from "./new-record.js";
import { runInWords, sealRun, type RecordedRun, type RunRecord } from "./run-record.js";
import { isStaleAt, lockedBy, staleAfterMs } from "./stale.js";

/** The lock as it was taken. */
interface Acquired {
  readonly record: RunRecord;
  /** Read after the lock was taken. */
  readonly journal: Journal;
  /** By this machine's clock. */
  readonly takenAt: Date;
  /** How far this machine's clock is ahead of AWS's. Milliseconds. */
  readonly clockAhead: number;
}

/**
 * Takes the application for one run, by creating the run's record under the next number: `Overwrite: false` is the one
 * atomic create that Parameter Store has. If a number is taken, the list was old or another run was faster.
 * @throws JetsError `locked` when another run is at work, `journal_damaged`
 */
export async function acquire(context: Context, options: AcquireOptions): Promise<Acquired> {
  const { stack, clock, signal } = context;
  for (const pause of [...pauses, 0]) {
    const { before, asOf, newest } = await listRuns(context, options);
    const takenAt = clock.now();
    const over = newest?.record.state === "running" ? newest : undefined;
    const locked = lockedBy(context, over, asOf, options);
    if (locked !== undefined) throw locked;
    const isOwn = options.after !== undefined;
    if (over !== undefined && !isOwn) reportTakeover(context, over);
    const isStale = over === undefined || isStaleAt(asOf, over);
    const record = newRecord(context, options, newest?.record, takenAt);
    const create = creatorWith(context, roomFor(options.command, isOpen(stack, before)));
    if (await create(runName(stack, record.run), sealRun(record))) {
      const clockAhead = takenAt.getTime() - asOf.getTime();
      const journal = await confirmTurn(
        context,
        record,
        { over: isOwn ? undefined : over, isStale, before },
        options,
      );
      return { record, takenAt, clockAhead, journal };
    }
    await clock.sleep(pause, signal).catch(() => undefined);
    throwIfInterrupted(signal);
  }
  throw cameTooLate(stack);
}

/** Whether workers may be stopped by now: something is saved, or a run died that may have saved something. */
function isOpen(stack: string, listed: readonly Parameter[]): boolean {
  const { batches, died } = salvageJournal(stack, listed);
  return batches.size + died.length > 0;
}

/** The error of a run that found the next number taken whenever it tried. */
export const cameTooLate = (stack: string): JetsError =>
  new JetsError(
    "locked",
    `Other runs keep changing ${stack}: ${pauses.length + 1} attempts to take the lock came too late.`,
    "Wait for them to end, then repeat the command.",
  );

function reportTakeover({ report }: Context, run: RecordedRun): void {
  report({ type: "warning", message: `Taking over from a run that did not end: ${runInWords(run)}.` });
}

/** How often a list that shows a run at work is read again: it may be from before that run ended. */
const looksAtWork = 2;

interface Listed {
  readonly before: readonly Parameter[];
  readonly asOf: Date;
  readonly newest: RecordedRun | undefined;
}

/** Everything that is on record. A run at work only counts if the list still shows it a moment later. */
async function listRuns(context: Context, options: AcquireOptions): Promise<Listed> {
  const { stack, parameters, clock, signal } = context;
  let before: readonly Parameter[] = [];
  for (let looks = 0; ; looks += 1) {
    const { parameters: listed, asOf } = await parameters.list(workerPath(stack));
    before = mergeLists(before, listed);
    const newest = runsAmong(context, before, asOf, options).at(-1);
    const isAtWork = newest?.record.state === "running" && !isStaleAt(asOf, newest);
    const mayTake = options.breakLock === true || newest?.record.token === options.after?.token;
    if (!isAtWork || mayTake || looks >= looksAtWork) return { before, asOf, newest };
    await clock.sleep(pauses[looks + 1] ?? 0, signal).catch(() => undefined);
    throwIfInterrupted(signal);
  }
}

function runsAmong(
  context: Context,
  listed: readonly Parameter[],
  asOf: Date,
  { salvage, breakLock }: AcquireOptions,
): RecordedRun[] {
  if (salvage !== true) return readRuns(context.stack, listed);
  return salvageRuns(context, listed, new Date(asOf.getTime() - (breakLock === true ? 0 : staleAfterMs)));
}
