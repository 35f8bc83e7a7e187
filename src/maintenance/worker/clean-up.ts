import { JetsError, messageOf } from "../errors.js";
import type { Context } from "../roles.js";
import type { Ending, Hold } from "./hold.js";
import { parsePartName, parseRunName } from "./names.js";

/** How many records of runs are kept, this one included. */
const runsKept = 20;

/**
 * Deletes what no later run needs: parts that were not in the journal before this run and are not after it, and
 * old records. Only after the release; the journal that an `off` has closed stays readable until the next `on`.
 */
export async function cleanUp(
  { stack, parameters, report }: CleanUpContext,
  hold: Hold,
  ending: Ending,
): Promise<void> {
  const remnants = hold.journal.names.filter((name) => {
    const run = parseRunName(stack, name);
    if (run !== undefined) return run <= hold.run - runsKept;
    const place = parsePartName(stack, name);
    return place !== undefined && !hold.journal.batches.has(place.batch) && !ending.batches.has(place.batch);
  });
  try {
    await parameters.delete(remnants);
  } catch (error) {
    // What stays behind is ignored by every reader, and the next run tries again: Ctrl-C here is no news.
    if (error instanceof JetsError && error.code === "interrupted") return;
    report({ type: "warning", message: `Old journal parameters could not be deleted: ${messageOf(error)}` });
  }
}

type CleanUpContext = Pick<Context, "stack" | "parameters" | "report">;
