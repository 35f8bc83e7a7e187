import { JetsError, messageOf } from "../../errors.js";
import type { Context } from "../../context.js";
import type { Ending, Lock } from "../lock/lock.js";
import type { Journal } from "./journal.js";
import { parsePartName, parseRunName } from "./names.js";
import { disown } from "./disown.js";

/** How many records of runs are kept, this one included. */
export const runsKept = 20;

/** A run, and the batches that make up the journal once it has ended. */
type After = Pick<Lock, "run"> & Pick<Ending, "batches">;

/**
 * Deletes what no later run needs. Only after the release: the journal that an `off` has closed stays readable until
 * the next `on`.
 */
export async function cleanUp(
  context: CleanUpContext,
  { journal, run }: Lock,
  ending: Ending,
): Promise<void> {
  if (journal.damages.length > 0) return;
  await deleteRemnants(context, journal, { run, batches: ending.batches });
}

/**
 * Parts that were not in the journal before a run and are not after it, and old records. The first record stays for
 * good: a run that an old list shows nothing would create it again.
 */
export function remnantsOf(
  stack: string,
  { names, batches }: Pick<Journal, "names" | "batches">,
  after: After,
): string[] {
  return names.filter((name) => {
    const run = parseRunName(stack, name);
    if (run !== undefined) return run > 1 && run <= after.run - runsKept;
    const place = parsePartName(stack, name);
    return place !== undefined && !batches.has(place.batch) && !after.batches.has(place.batch);
  });
}

/** Deletes {@link remnantsOf} the journal, and says so where that fails. */
export async function deleteRemnants(context: CleanUpContext, journal: Journal, after: After): Promise<void> {
  const { stack, parameters, report } = context;
  try {
    if (after.run > runsKept) await disown(context, journal.first);
    await parameters.delete(remnantsOf(stack, journal, after));
  } catch (error) {
    // Every reader ignores what stays behind, and the next run tries again: Ctrl-C is not reported here.
    if (error instanceof JetsError && error.code === "interrupted") return;
    report({ type: "warning", message: `Old journal parameters could not be deleted: ${messageOf(error)}` });
  }
}

type CleanUpContext = Pick<Context, "stack" | "parameters" | "report">;
