import { costOf } from "../../plan.js";
import type { TurnResult } from "../../result.js";
import type { StackFunction } from "../../ports/stacks.js";
import type { Context, TurnOptions } from "../../context.js";
import { lookInBackground } from "../events/background-look.js";
import { queueWorkers, type Outcomes } from "../for-each.js";
import type { Journal } from "../journal/journal.js";
import { startSaving } from "../journal/saving.js";
import { mergeEntries, type Settings } from "../journal/settings.js";
import { keepSpares } from "../journal/spares.js";
import { statusesAfter } from "../live/function-status.js";
import { isStoppedWithin, reachOf, whyLeftAlone } from "../live/reach.js";
import { readWorkers, type LiveWorker, type See } from "../live/read-workers.js";
import type { Lock } from "../lock/lock.js";
import { stoppingChanges } from "../plan-on.js";
import { reportReach, selectExisting } from "../selection/stoppable.js";
import type { InFlight } from "./drain.js";
import { stopWorker } from "./stop.js";

/** What was stopped. */
export interface Stopped {
  readonly result: TurnResult;
  readonly inFlight: InFlight;
  readonly running: ReadonlyMap<string, LiveWorker>;
  readonly nameEvents: () => Promise<void>;
}

/** A worker, and what has to be durable before it is stopped: its settings, or the spares where those are saved already. */
interface Saved {
  readonly live: LiveWorker;
  readonly saved: Promise<void>;
}

/**
 * Stops each worker as soon as its own settings are durable, while others are still read and saved (rule 1 of
 * `docs/safety.md`).
 * @throws JetsError what ends the run, and why nothing could be saved where that is so
 */
export async function stopAll(
  context: Context,
  lock: Lock,
  workers: ReadonlyMap<string, StackFunction>,
  options: TurnOptions,
): Promise<Stopped> {
  const { entries } = lock.journal;
  const stopping = startStopping(context, lock, workers, options);
  const toRead = new Map([...workers].map(([name, { published }]) => [name, { provisioned: published }]));
  const reading = readWorkers(context, toRead, true, stopping.see);
  const ending = reading.catch(() => undefined).then(stopping.end);
  // However the reading ends, nothing is on its way to the journal or to a worker when the lock is released.
  await Promise.allSettled([reading, ending]);
  const [observed, stopped] = await Promise.all([reading, ending]);
  const { running, nameEvents } = stopping;
  const chosen = selectExisting(context, observed.results);
  const failed = [...observed.failures, ...stopped.failures];
  // Only now is it known for which workers AWS refuses a reservation.
  const known = mergeEntries([entries, lock.writer.saved]);
  const failures = [...failed, ...reportReach(context, chosen, known, failed)];
  return {
    running,
    nameEvents,
    result: {
      role: "worker",
      state: failures.length === 0 ? "on" : "partial",
      changed: lock.writer.committed.size > 0 || running.size > 0,
      failures,
      functions: statusesAfter("on", observed.results, failures, known),
    },
    inFlight: {
      stoppedAt: running.size > 0 ? context.clock.now() : lock.stoppedAt,
      timeoutSeconds: [...chosen.values()].reduce(
        (longest, live) => Math.max(longest, live.timeoutSeconds),
        0,
      ),
    },
  };
}

/** Workers that are saved and stopped one by one. */
interface Stopping extends Pick<Stopped, "running" | "nameEvents"> {
  /** Saves what the worker has, and stops it then. */
  readonly see: See;
  /** Resolves when all that were seen are stopped. @throws JetsError why nothing at all could be saved or stopped */
  readonly end: () => Promise<Outcomes<void>>;
}

function startStopping(
  context: Context,
  lock: Lock,
  workers: ReadonlyMap<string, StackFunction>,
  options: TurnOptions,
): Stopping {
  const { entries } = lock.journal;
  const spares = keepSpares(context, lock);
  const saving = startSaving(lock, spares);
  const look = lookInBackground(context, entries, options);
  const running = new Map<string, LiveWorker>();
  const queue = queueWorkers(context, async (_, { live, saved }: Saved) => {
    await saved;
    if (running.has(live.name)) await stopWorker(context, lock, live);
  });
  return {
    running,
    nameEvents: look.tell,
    see(name, live) {
      const worker = workers.get(name);
      if (live === undefined || worker === undefined || whyLeftAlone(live) !== undefined) return;
      const saved = saving.add(live);
      const isToStop = isRunning(live, entries.get(name));
      if (isToStop) {
        running.set(name, live);
        look.add(worker, live);
      }
      if (isToStop || saved !== undefined) queue.add(name, { live, saved: saved ?? spares });
    },
    async end() {
      // What the journal could not be written for is a failure of each worker that waits for it.
      await Promise.allSettled([saving.end()]);
      const stage = { stage: "Stopping workers", seconds: secondsToStop(running, entries) };
      const stopped = await queue.end(stage);
      if (stopped.results.size === 0 && lock.writer.committed.size === 0) await saving.end();
      return stopped;
    },
  };
}

function isRunning(live: LiveWorker, saved: Settings | undefined): boolean {
  const { stops } = reachOf(live, saved);
  if (stops === "nothing") return false;
  if (!isStoppedWithin(live, saved) || live.disabling.length > 0) return true;
  return stops === "everything" && live.provisioned.size > 0;
}

const secondsToStop = (running: ReadonlyMap<string, LiveWorker>, entries: Journal["entries"]): number =>
  costOf([...running].flatMap(([name, live]) => stoppingChanges(live, entries.get(name))).length, 0).seconds;
