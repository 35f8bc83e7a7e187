import { createBound } from "../bounded.js";
import { JetsError, messageOf, throwIfInterrupted } from "../errors.js";
import type { Context } from "../context.js";
import type { WorkerFailure } from "../result.js";
import { beginStage, type StagePlan } from "../events.js";

/** The results of several workers. */
export interface Outcomes<Result> {
  readonly results: ReadonlyMap<string, Result>;
  readonly failures: readonly WorkerFailure[];
}

const endsTheRun = new Set<JetsError["code"]>([
  "interrupted",
  "lock_lost",
  "credentials_missing",
  "credentials_expired",
]);

/** Whether a failure concerns one worker alone. An error that is not our own is a defect, and ends the run. */
export const isOfOneWorker = (error: unknown): error is JetsError =>
  error instanceof JetsError && !endsTheRun.has(error.code);

/** Workers that are handed in one by one, for one kind of work. */
export interface WorkerQueue<Item, Result> {
  /** Begins with a worker as soon as fewer than the bound are at work, or at once. */
  readonly add: (name: string, item: Item, begin?: "in turn" | "at once") => void;
  /**
   * Resolves once all are done, none of which may be added any more; from here on it reports how many are done. One
   * that fails never stops the others (rule 6); what ends the whole run, such as Ctrl-C, is thrown once all calls
   * that were on their way have ended.
   */
  readonly end: (stage: StagePlan) => Promise<Outcomes<Result>>;
}

/** Does `work` for each worker as it is handed in, side by side within a bound. */
export function queueWorkers<Item, Result>(
  context: Pick<Context, "signal" | "report">,
  work: (name: string, item: Item) => Promise<Result>,
): WorkerQueue<Item, Result> {
  const results = new Map<string, Result>();
  const failures: WorkerFailure[] = [];
  const fatal: unknown[] = [];
  const started: Promise<void>[] = [];
  const bounded = createBound();
  let done = 0;
  let countOne = (): void => undefined;
  const doOne = async (name: string, item: Item): Promise<void> => {
    try {
      throwIfInterrupted(context.signal);
      results.set(name, await work(name, item));
    } catch (error) {
      if (!isOfOneWorker(error)) {
        fatal.push(error);
        return;
      }
      failures.push({ name, reason: messageOf(error) });
    }
    done += 1;
    countOne();
  };
  return {
    add(name, item, begin = "in turn") {
      started.push(begin === "at once" ? doOne(name, item) : bounded(() => doOne(name, item)));
    },
    async end(stage) {
      countOne = beginStage(context, stage, started.length, done);
      await Promise.all(started);
      if (fatal.length > 0) throw fatal[0];
      return { results, failures: failures.sort(byName) };
    },
  };
}

const byName = (a: WorkerFailure, b: WorkerFailure): number => (a.name < b.name ? -1 : 1);

/** The same for workers that are all there. */
export function forEachWorker<Item, Result>(
  context: Pick<Context, "signal" | "report">,
  stage: StagePlan,
  workers: ReadonlyMap<string, Item>,
  work: (name: string, item: Item) => Promise<Result>,
): Promise<Outcomes<Result>> {
  const queue = queueWorkers(context, work);
  for (const [name, item] of workers) queue.add(name, item);
  return queue.end(stage);
}
