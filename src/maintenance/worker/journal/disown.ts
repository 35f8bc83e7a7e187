import type { Context } from "../../context.js";
import { sealRun, type RunRecord } from "../lock/run-record.js";
import { runName } from "./names.js";

/** The token of the first record once it belongs to no run. */
const nobody = "nobody";

/**
 * Writes the first record so that its run no longer takes it for its own. That run may only be asleep: if the record
 * after its own is deleted, its own shows it that it was overtaken.
 */
export async function disown(
  { stack, parameters }: Pick<Context, "stack" | "parameters">,
  first: RunRecord | undefined,
): Promise<void> {
  if (first?.run !== 1 || first.state !== "running" || first.token === nobody) return;
  await parameters.put(runName(stack, first.run), sealRun({ ...first, token: nobody }));
}
