import { defined } from "../../../defined.js";
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
import { EventKeeper, type KeepingRefused } from "../keep/keeper.js";
import { statusesAfter } from "../live/function-status.js";
import { diversionOf, isStoppedWithin, reachOf, whyLeftAlone } from "../live/reach.js";
import {
  readWorkers,
  type LiveWorker,
  type ReservedOf,
  type See,
  type ToRead,
} from "../live/read-workers.js";
import type { Lock } from "../lock/lock.js";
import { stoppingChanges } from "../plan-on.js";
import { reportReach, selectExisting } from "../selection/stoppable.js";
import type { InFlight } from "./drain.js";
import { Probe } from "./probe.js";
import { stopWorker } from "./stop.js";

/** What was stopped. */
export interface Stopped {
  readonly result: TurnResult;
  readonly inFlight: InFlight;
  readonly running: ReadonlyMap<string, LiveWorker>;
  readonly nameEvents: () => Promise<void>;
  /** Why none was stopped: their events could not be kept. */
  readonly refused?: KeepingRefused;
}

/**
 * A worker, and what it waits for: its settings have to be durable, or the spares where those are saved already, and its
 * events kept where that is asked for.
 */
interface Ready {
  readonly live: LiveWorker;
  readonly mayStop: Promise<void>;
}

/** The workers that are about to be stopped, and how. */
export interface ToStop {
  readonly workers: ReadonlyMap<string, StackFunction>;
  readonly options: TurnOptions;
  /** The ARN of the queue that is to keep their events, where they are kept. */
  readonly queue: string | undefined;
}

/**
 * Stops each worker as soon as its own settings are durable, while others are still read and saved (rule 1 of
 * `docs/safety.md`); where events are kept, all once those of each go to the queue.
 * @throws JetsError what ends the run, and why nothing could be saved where that is so
 */
export async function stopAll(context: Context, lock: Lock, toStop: ToStop): Promise<Stopped> {
  const { entries } = lock.journal;
  const stopping = startStopping(context, lock, toStop);
  const toRead = new Map([...toStop.workers].map(([name, worker]) => [name, toReadOf(worker, toStop.queue)]));
  const { see, reservedOf } = stopping;
  const reading = readWorkers(context, toRead, true, { see, reservedOf });
  const ending = reading.catch(() => undefined).then(stopping.end);
  // However the reading ends, nothing is on its way to the journal or to a worker when the lock is released.
  await Promise.allSettled([reading, ending]);
  const [observed, { stopped, refused }] = await Promise.all([reading, ending]);
  const { running, nameEvents } = stopping;
  const chosen = selectExisting(context, observed.results);
  const failed = [...observed.failures, ...stopped.failures];
  // Only now is it known for which workers AWS refuses a reservation.
  const known = mergeEntries([entries, lock.writer.saved]);
  const failures = [...failed, ...reportReach(context, chosen, known, failed)];
  return {
    running,
    nameEvents,
    ...defined({ refused }),
    result: {
      role: "worker",
      state: failures.length === 0 ? "on" : "partial",
      changed:
        lock.writer.committed.size > 0 || running.size > 0 || (toStop.queue !== undefined && lock.hasChanged),
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
  readonly reservedOf: ReservedOf;
  /** Resolves when all that were seen are stopped. @throws JetsError why nothing at all could be saved or stopped */
  readonly end: () => Promise<Pick<Stopped, "refused"> & { readonly stopped: Outcomes<void> }>;
}

/** What `on` looks at of a worker. */
export const toReadOf = ({ published, qualifiers }: StackFunction, queue: string | undefined): ToRead => ({
  provisioned: published,
  ...defined({ events: queue === undefined ? undefined : { known: qualifiers } }),
});

function startStopping(context: Context, lock: Lock, { workers, options, queue }: ToStop): Stopping {
  const { entries } = lock.journal;
  const spares = keepSpares(context, lock);
  const saving = startSaving(lock, spares, queue);
  const look = lookInBackground(context, entries, { ...options, ...defined({ queue }) });
  const keeper = queue === undefined ? undefined : new EventKeeper(context, lock, queue);
  const running = new Map<string, LiveWorker>();
  const probe = new Probe(context, entries, { count: workers.size, queue });
  const stopOne = async ({ live, mayStop }: Ready): Promise<void> => {
    await mayStop;
    if (running.has(live.name)) await stopWorker(context, lock, live);
  };
  const stopping = queueWorkers(context, (name, ready: Ready) => probe.observe(name, stopOne(ready)));
  return {
    running,
    nameEvents: look.tell,
    reservedOf: probe.reservedOf,
    see(name, live) {
      const worker = workers.get(name);
      if (live === undefined || worker === undefined || whyLeftAlone(live) !== undefined) return;
      const isProbe = probe.is(name);
      const saved = isProbe ? saving.addAlone(live) : saving.add(live);
      const isToStop = isRunning(live, entries.get(name));
      if (isToStop) {
        running.set(name, live);
        look.add(worker, live);
      }
      const diversion = diversionOf(live, entries.get(name), queue);
      const durable = saved ?? spares;
      const mayStop =
        diversion === undefined
          ? keeper?.after(durable)
          : keeper?.add({ live, diversion, saved: durable, isRunning: isToStop });
      mayStop?.catch(() => undefined);
      if (isToStop || saved !== undefined || (diversion?.toPut.size ?? 0) > 0)
        stopping.add(name, { live, mayStop: mayStop ?? durable }, isProbe ? "at once" : "in turn");
      if (isProbe) void probe.limit(durable);
    },
    async end() {
      // What the journal could not be written for is a failure of each worker that waits for it.
      await Promise.allSettled([saving.end()]);
      const keeping = keeper?.end();
      await Promise.allSettled([keeping]);
      const stage = { stage: "Stopping workers", seconds: secondsToStop(running, entries) };
      const stopped = await stopping.end(stage).finally(probe.end);
      const refused = await keeping;
      if (stopped.results.size === 0 && lock.writer.committed.size === 0) await saving.end();
      return { stopped, ...defined({ refused }) };
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
