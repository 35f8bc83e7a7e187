import { mapBounded } from "../bounded.js";
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

/**
 * Does `work` for each worker, side by side within a bound, and reports how many are done. One that fails never stops
 * the others (rule 6); an error that ends the whole run, such as Ctrl-C, is thrown once all calls under way have ended.
 */
export async function forEachWorker<Item, Result>(
  context: Pick<Context, "signal" | "report">,
  stage: StagePlan,
  workers: ReadonlyMap<string, Item>,
  work: (name: string, item: Item) => Promise<Result>,
): Promise<Outcomes<Result>> {
  const results = new Map<string, Result>();
  const failures: WorkerFailure[] = [];
  const fatal: unknown[] = [];
  const countOne = beginStage(context, stage, workers.size);
  await mapBounded([...workers], async ([name, item]) => {
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
    countOne();
  });
  if (fatal.length > 0) throw fatal[0];
  return { results, failures };
}
