import { JetsError, messageOf, throwIfInterrupted } from "../../errors.js";
import type { Context } from "../../context.js";
import type { Parameter } from "../../ports/parameters.js";
import { sleepUntil } from "../../sleep.js";
import { mergeLists, readJournal, readRuns, salvageJournal, type Journal } from "../journal/journal.js";
import { creatorWith, roomFor } from "../journal/make-room.js";
import { runName, workerPath } from "../journal/names.js";
import { believeOrSalvage } from "../journal/read.js";
import { salvageRuns } from "../restore/salvage.js";
import { noticedAfterMs } from "./heartbeat.js";
import type { AcquireOptions } from "./new-record.js";
import { runInWords, sealRun, type RecordedRun, type RunRecord } from "./run-record.js";
import { sealOff } from "./seal-off.js";

/** The run that was taken over, if any, and whether it was certain to be dead. */
interface Takeover {
  readonly over: RecordedRun | undefined;
  readonly isStale: boolean;
  /** What was listed before: it holds the record of the run before this one, as that run has left it. */
  readonly before: readonly Parameter[];
}

/**
 * Reads everything again now that the lock is taken; a higher number means that this run came too late. What was there
 * before and is not listed now still exists: no run deletes what the run before this one left.
 */
export async function confirmTurn(
  context: Context,
  record: RunRecord,
  takeover: Takeover,
  { salvage, command }: AcquireOptions,
): Promise<Journal> {
  const { stack, parameters } = context;
  const own = runName(stack, record.run);
  try {
    await outlast(context, takeover);
    let seen = takeover.before;
    const list = async (): Promise<readonly Parameter[]> => {
      seen = mergeLists(seen, (await parameters.list(workerPath(stack))).parameters);
      return seen.filter(({ name }) => name !== own);
    };
    const verifyNewest = (runs: readonly RecordedRun[]): void => {
      const newest = runs.at(-1);
      if (newest !== undefined && newest.record.run > record.run) throw overtaken(context, newest);
    };
    const read = async (): Promise<Journal> => {
      const others = await list();
      verifyNewest(readRuns(stack, others));
      const journal = readJournal(stack, others);
      const taken = await sealOff(stack, journal, others, creatorWith(context, roomFor(command, true)));
      return { ...journal, names: [...journal.names, ...taken] };
    };
    const readIntact = async (): Promise<Journal> => {
      const others = await list();
      verifyNewest(salvageRuns(context, others, undefined));
      return salvageJournal(stack, others);
    };
    return await believeOrSalvage(context, salvage, read, readIntact);
  } catch (error) {
    await withdraw(context, record);
    throw error;
  }
}

/**
 * Returns once a run that turns out to be alive has made its last change: before that, the journal may lack settings.
 */
async function outlast(context: Context, { over, isStale }: Takeover): Promise<void> {
  if (over === undefined) return;
  const { stack, parameters, clock, signal } = context;
  if (isStale) {
    const [now] = await parameters.get(runName(stack, over.record.run));
    if (now === undefined || now.modifiedAt <= over.aliveAt) return;
  }
  const noticedAt = new Date(clock.now().getTime() + noticedAfterMs);
  if (!(await sleepUntil(context, noticedAt))) throwIfInterrupted(signal);
}

/** The error that brought us here matters more than one on the way out, which is only reported. */
async function withdraw({ stack, parameters, report }: Context, record: RunRecord): Promise<void> {
  const withdrawn = sealRun({ ...record, state: "withdrawn" });
  try {
    await parameters.uninterrupted.put(runName(stack, record.run), withdrawn);
  } catch (error) {
    const message = `The lock was not released; it goes stale in two minutes, or take it over now with --break-lock: ${messageOf(error)}`;
    report({ type: "warning", message });
  }
}

function overtaken({ stack }: Context, successor: RecordedRun): JetsError {
  return new JetsError(
    "locked",
    `Another run took the lock of ${stack} first: ${runInWords(successor)}.`,
    "Wait for it to end, then repeat the command.",
  );
}
