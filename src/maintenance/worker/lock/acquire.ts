import { JetsError, messageOf, throwIfInterrupted } from "../../errors.js";
import { pauses, sleepUntil } from "../../sleep.js";
import type { Parameter } from "../../ports/parameters.js";
import { cut } from "../../text.js";
import type { Context, Selection } from "../../context.js";
import { noticedAfter } from "./heartbeat.js";
import { mergeLists, readJournal, readRuns, salvageJournal, type Journal } from "../journal/journal.js";
import { runName, workerPath } from "../journal/names.js";
import { creatorFor } from "../journal/make-room.js";
import { believeOrSalvage } from "../journal/read.js";
import { salvageRuns } from "../restore/salvage.js";
import { describeRun, sealRun, type Run, type RunRecord } from "./run-record.js";
import { sealOff } from "./seal-off.js";

/** Milliseconds without a sign of life, by AWS's clock, after which a lock may be taken over. */
export const staleAfter = 120_000;

/** What a run that wants to change something says of itself. */
export interface AcquireOptions {
  readonly command: RunRecord["command"];
  readonly stackId: string;
  readonly reason?: string;
  readonly selection?: Selection;
  /** Take over at once, without waiting for the lock to go stale. */
  readonly breakLock?: boolean;
  /** Go on with what is intact of a damaged journal. */
  readonly salvage?: boolean;
}

/** The lock as it was taken. */
export interface Acquired {
  readonly record: RunRecord;
  /** Read after the lock was taken. */
  readonly journal: Journal;
  /** By this machine's clock. */
  readonly takenAt: Date;
  /** How far this machine's clock is ahead of AWS's. Milliseconds. */
  readonly clockAhead: number;
}

/**
 * Takes the application for one run, by creating the run's record under the next number: `Overwrite: false` is
 * the one atomic create that Parameter Store has. A number that is taken says that the list was old, or another run faster.
 * @throws JetsError `locked` when another run is at work, `journal_damaged`
 */
export async function acquire(context: Context, options: AcquireOptions): Promise<Acquired> {
  const { stack, clock, signal } = context;
  for (const pause of [...pauses, 0]) {
    const { before, asOf, newest } = await listRuns(context, options);
    const takenAt = clock.now();
    const over = newest?.record.state === "running" ? newest : undefined;
    const isStale = over === undefined || verifyStale(context, over, asOf, options);
    const record = describe(context, options, newest?.record, takenAt);
    if (await creatorFor(context, options.command)(runName(stack, record.run), sealRun(record))) {
      const clockAhead = takenAt.getTime() - asOf.getTime();
      const journal = await confirm(context, record, { over, isStale, before }, options);
      return { record, takenAt, clockAhead, journal };
    }
    await clock.sleep(pause, signal).catch(() => undefined);
    throwIfInterrupted(signal);
  }
  throw cameTooLate(stack);
}

/** The error of a run that found the next number taken whenever it tried. */
export const cameTooLate = (stack: string): JetsError =>
  new JetsError(
    "locked",
    `Other runs keep changing ${stack}: ${pauses.length + 1} attempts to take the next turn came too late.`,
    "Wait for them to end, then repeat the command.",
  );

/** How often a list that shows a run at work is asked for again: it may be from before that run ended. */
const looksAtWork = 2;

interface Listed {
  readonly before: readonly Parameter[];
  readonly asOf: Date;
  readonly newest: Run | undefined;
}

/** Everything that is on record. A run at work is only believed when the list still shows it a moment later. */
async function listRuns(context: Context, options: AcquireOptions): Promise<Listed> {
  const { stack, parameters, clock, signal } = context;
  let before: readonly Parameter[] = [];
  for (let looks = 0; ; looks += 1) {
    const { parameters: listed, asOf } = await parameters.list(workerPath(stack));
    before = mergeLists(before, listed);
    const newest = runsAmong(context, before, asOf, options).at(-1);
    const isAtWork = newest?.record.state === "running" && !isStaleAt(asOf, newest);
    if (!isAtWork || options.breakLock === true || looks >= looksAtWork) return { before, asOf, newest };
    await clock.sleep(pauses[looks + 1] ?? 0, signal).catch(() => undefined);
    throwIfInterrupted(signal);
  }
}

function runsAmong(
  context: Context,
  listed: readonly Parameter[],
  asOf: Date,
  { salvage, breakLock }: AcquireOptions,
): Run[] {
  if (salvage !== true) return readRuns(context.stack, listed);
  return salvageRuns(context, listed, new Date(asOf.getTime() - (breakLock === true ? 0 : staleAfter)));
}

const isStaleAt = (asOf: Date, { aliveAt }: Run): boolean => asOf.getTime() - aliveAt.getTime() >= staleAfter;

/** The run that was taken over, if any, and whether it was certain to be dead. */
interface Takeover {
  readonly over: Run | undefined;
  readonly isStale: boolean;
  /** What was listed before: it holds the record of the run before this one, as that run has left it. */
  readonly before: readonly Parameter[];
}

/**
 * Reads everything again now that the lock is taken; a higher number means that this run came too late. What was there
 * before and is not listed now is there all the same: nobody deletes what the run before this one has left.
 */
async function confirm(
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
    const verifyNewest = (runs: readonly Run[]): void => {
      const newest = runs.at(-1);
      if (newest !== undefined && newest.record.run > record.run) throw overtaken(context, newest);
    };
    const read = async (): Promise<Journal> => {
      const others = await list();
      verifyNewest(readRuns(stack, others));
      const journal = readJournal(stack, others);
      const taken = await sealOff(stack, journal, others, creatorFor(context, command));
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

/** Returns once a run that is alive after all has made its last change: before that the journal may lack settings. */
async function outlast(context: Context, { over, isStale }: Takeover): Promise<void> {
  if (over === undefined) return;
  const { stack, parameters, clock, signal } = context;
  if (isStale) {
    const [now] = await parameters.get(runName(stack, over.record.run));
    if (now === undefined || now.modifiedAt <= over.aliveAt) return;
  }
  const noticedAt = new Date(clock.now().getTime() + noticedAfter);
  if (!(await sleepUntil(context, noticedAt))) throwIfInterrupted(signal);
}

/** The error that brought us here matters more than one on the way out, which is only reported. */
async function withdraw({ stack, parameters, report }: Context, record: RunRecord): Promise<void> {
  const withdrawn = sealRun({ ...record, state: "withdrawn" });
  try {
    await parameters.uninterrupted.put(runName(stack, record.run), withdrawn);
  } catch (error) {
    const message = `The lock was not released; it goes stale in two minutes, and --break-lock need not wait: ${messageOf(error)}`;
    report({ type: "warning", message });
  }
}

/** The record of a run that begins, under the number after the newest one. */
export function describe(
  context: Context,
  options: AcquireOptions,
  previous: RunRecord | undefined,
  now: Date,
): RunRecord {
  const { stack, operator, newToken } = context;
  return {
    v: 1,
    stack,
    run: (previous?.run ?? 0) + 1,
    token: newToken(),
    command: options.command,
    by: cut(operator.by),
    ...(operator.url === undefined ? {} : { url: cut(operator.url, 300) }),
    since: now.toISOString(),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    stackId: options.stackId,
    ...(options.selection === undefined ? {} : { selection: writable(options.selection) }),
    ...(previous?.state === "running" ? { over: previous.run } : {}),
    state: "running",
  };
}

const writable = ({ include, exclude, tags }: Selection): NonNullable<RunRecord["selection"]> => ({
  ...(include === undefined ? {} : { include: [...include] }),
  ...(exclude === undefined ? {} : { exclude: [...exclude] }),
  ...(tags === undefined ? {} : { tags }),
});

/** What a run that begins now would be refused with: another one is at work, or died less than two minutes ago. */
export function refuseWhileRunning(
  { stack, commandLine }: Pick<Context, "stack" | "commandLine">,
  latest: Run | undefined,
  asOf: Date,
  { command, breakLock }: Pick<AcquireOptions, "command" | "breakLock">,
): JetsError | undefined {
  if (latest?.record.state !== "running" || breakLock === true || isStaleAt(asOf, latest)) return undefined;
  const freeAt = new Date(latest.aliveAt.getTime() + staleAfter).toISOString();
  return new JetsError(
    "locked",
    `Another run is changing ${stack}: ${describeRun(latest)}.`,
    `Wait for it to end. If it has died, take over with \`${commandLine(command)} --break-lock\`, or without --break-lock from ${freeAt} on.`,
  );
}

/** Whether the run is certain to be dead. @throws JetsError `locked` where it need not be, unless `breakLock` */
function verifyStale(context: Context, run: Run, asOf: Date, options: AcquireOptions): boolean {
  const refusal = refuseWhileRunning(context, run, asOf, options);
  if (refusal !== undefined) throw refusal;
  const message = `Taking over from a run that did not end: ${describeRun(run)}.`;
  context.report({ type: "warning", message });
  return isStaleAt(asOf, run);
}

function overtaken({ stack }: Context, successor: Run): JetsError {
  return new JetsError(
    "locked",
    `Another run took its turn on ${stack} first: ${describeRun(successor)}.`,
    "Wait for it to end, then repeat the command.",
  );
}
