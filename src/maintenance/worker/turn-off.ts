import { defined } from "../../defined.js";
import type { JetsError } from "../errors.js";
import { openedIn, type TurnResult, type WorkerFailure } from "../result.js";
import type { StackFunction } from "../ports/stacks.js";
import { costOf } from "../plan.js";
import type { Context, TurnOptions } from "../context.js";
import { duringStage } from "../events.js";
import { restoreLine } from "./by-hand.js";
import { forecastCapacity } from "./restore/capacity.js";
import { reportReplacement, verifyNotDeploying } from "./deployment.js";
import { queueWorkers } from "./for-each.js";
import { closeJournal, countsOf, leaveJournal, narrowJournal, outcomeWith } from "./journal/endings.js";
import { byName, off, statusesAfter, withProblems } from "./live/function-status.js";
import type { Ending, Lock } from "./lock/lock.js";
import { isOffForCertain } from "./lock/off-for-certain.js";
import { readSavedWorkers, type LiveWorker } from "./live/read-workers.js";
import { eventsLeft } from "./journal/journal.js";
import { readSettledJournal } from "./journal/read.js";
import { awaitAllReady, awaitReady } from "./live/ready.js";
import { replayAfter } from "./replay/after-restore.js";
import { restoreEventConfigs } from "./restore/event-configs.js";
import { restoreRemains, restoreWorker, type Restore } from "./restore/restore.js";
import { callsToRestore, planRestore, type RestorePlan } from "./restore/plan.js";
import { findUnknown, reportDamages, salvaged } from "./restore/salvage.js";
import { listWorkers } from "./selection/selection.js";
import type { Settings } from "./journal/settings.js";
import { withLock } from "./lock/with-lock.js";

/** Brings back everything that the journal holds; whether a function is at zero right now plays no part. */
export async function turnOff(context: Context, options: TurnOptions): Promise<TurnResult> {
  const [stack, journal] = await duringStage(context, { stage: "Reading the journal" }, () =>
    Promise.all([context.stacks.get(context.stack), readSettledJournal(context, options)]),
  );
  const asked = { command: "off", stackId: stack.id, ...options } as const;
  const mayReplay = options.replay !== false && eventsLeft(journal) > 0;
  if (options.after === undefined && !mayReplay && (await isOffForCertain(context, journal, asked)))
    return alreadyOff(context, options);
  verifyNotDeploying(stack, options);
  const { result, restored, ended } = await withLock(context, asked, async (lock) => {
    reportReplacement(context, lock.journal, stack.id);
    reportDamages(context, lock.journal);
    const restored = await restoreAll(context, lock, options.force ?? false);
    const { done, ended } = await replayAfter(context, lock, restored, { stackId: stack.id, options });
    if (lock.journal.damages.length > 0) {
      const kept = await keepDamaged(context, lock, done);
      return { ...kept, result: { ...kept.result, ...defined({ ended }) } };
    }
    const left = new Map(restored.result.failures.flatMap((failure) => entry(lock, failure.name)));
    const events = countsOf(done.result.events);
    const ending = {
      ...(left.size === 0
        ? closeJournal(outcomeWith(done.result.events, ended))
        : await narrowJournal(context, lock, "partial", left)),
      ...defined({ events }),
    };
    const result = { ...done.result, ...openedIn(ending.opened) };
    return { result: { ...done, result, ...defined({ ended }) }, ending };
  });
  if (ended !== undefined) throw ended;
  // The journal was read again under the lock: by then the damage may be gone.
  if (result.state === "partial" && result.failures.length === 0) throw salvaged(context, journal);
  // What failed is said at once: there is no use in waiting for the rest.
  if (options.wait !== true || result.failures.length > 0) return result;
  const failures = await awaitReady(context, "restored", restored);
  return { ...result, failures, functions: withProblems(result.functions, failures) };
}

/** There is nothing to restore. The stack is only listed for those who want to wait for its functions. */
async function alreadyOff(context: Context, { wait }: TurnOptions): Promise<TurnResult> {
  const workers = wait === true ? await listWorkers(context) : new Map<string, StackFunction>();
  const failures = wait === true ? await awaitAllReady(context, workers) : [];
  const functions = withProblems([...workers.keys()].map(off), failures);
  return { role: "worker", state: "off", changed: false, failures, functions };
}

interface Restored {
  readonly result: TurnResult;
  readonly restored: ReadonlyMap<string, RestorePlan>;
  /** The error of a replay that was interrupted: the workers are back all the same. */
  readonly ended?: JetsError;
}

/** The journal stays as it was, whatever could be restored: more of its settings may be found later. */
async function keepDamaged(
  context: Context,
  lock: Lock,
  { result, restored }: Restored,
): Promise<{ result: Restored & { result: TurnResult }; ending: Ending }> {
  const unknown = await findUnknown(context, lock.journal);
  const failures = [...result.failures, ...unknown];
  const lost = unknown.map(({ name, reason }) => ({ name, state: "partial", problem: reason }) as const);
  const functions = [...result.functions, ...lost].sort(byName);
  const ending = leaveJournal(lock, "partial");
  return {
    result: {
      restored,
      result: { ...result, state: "partial", failures, functions, ...openedIn(ending.opened) },
    },
    ending,
  };
}

/** Restores each worker as soon as it is read: none of them depends on another. */
async function restoreAll(context: Context, lock: Lock, force: boolean): Promise<Restored> {
  const { entries } = lock.journal;
  const capacity = forecastCapacity(context, entries);
  const restoring = queueWorkers(context, async (name, live: LiveWorker | undefined) => {
    await capacity.asked;
    return restoreIfThere({ context, lock, force }, name, live);
  });
  const reading = readSavedWorkers(context, entries, restoring.add);
  const ending = reading
    .then(({ results }) => results)
    .catch(() => new Map<string, LiveWorker>())
    .then(async (read) => {
      const seconds = secondsToRestore(read, entries, force);
      const telling = capacity.tell(read);
      const restored = restoring.end({ stage: "Restoring workers", seconds });
      await Promise.allSettled([telling, restored]);
      await telling;
      return restored;
    });
  // However the reading ends, nothing is on its way to a worker when the lock is released.
  await Promise.allSettled([reading, ending]);
  const [observed, { results: restored, failures: failed }] = await Promise.all([reading, ending]);
  const failures = [
    ...observed.failures.map((failure) => byHand(failure, entries)),
    ...failed,
    ...(await restoreEventConfigs({ context, lock, force }, restored)),
  ];
  const state = failures.length === 0 ? "off" : "partial";
  const functions = statusesAfter("off", observed.results, failures, entries);
  return { result: { role: "worker", state, changed: entries.size > 0, failures, functions }, restored };
}

/** The failure to read a worker, with the line that restores it unread. */
function byHand({ name, reason }: WorkerFailure, entries: ReadonlyMap<string, Settings>): WorkerFailure {
  const saved = entries.get(name);
  const line = saved === undefined ? "" : restoreLine(name, saved);
  return { name, reason: line === "" ? reason : `${reason} By hand: ${line}` };
}

function secondsToRestore(
  workers: ReadonlyMap<string, LiveWorker | undefined>,
  entries: ReadonlyMap<string, Settings>,
  force: boolean,
): number {
  const calls = [...workers].map(([name, live]) => {
    const saved = entries.get(name);
    return live === undefined || saved === undefined ? 0 : callsToRestore(planRestore(live, saved, force));
  });
  return costOf(
    calls.reduce((sum, n) => sum + n, 0),
    0,
  ).seconds;
}

async function restoreIfThere(
  restore: Restore,
  name: string,
  live: LiveWorker | undefined,
): Promise<RestorePlan> {
  const saved = restore.lock.journal.entries.get(name);
  if (saved === undefined) return nothing;
  if (live === undefined) return restoreRemains(restore, name, saved);
  return restoreWorker(restore, live, saved);
}

const nothing: RestorePlan = {
  provisioned: new Map(),
  mappings: new Map(),
  eventConfigs: new Map(),
  kept: [],
  overwritten: [],
  unread: [],
};

function entry({ journal }: Lock, name: string): [string, Settings][] {
  const saved = journal.entries.get(name);
  return saved === undefined ? [] : [[name, saved]];
}
