import type { Context } from "../../context.js";
import { sleepDuring } from "../../sleep.js";

/**
 * A configuration takes about three seconds to become active, as AWS's own users have measured. How soon a restored
 * reservation counts is not known: as long is given to it.
 */
const settlesInMs = 5_000;

/** Waits until a change that was made at this time counts everywhere. `false` when the run was interrupted meanwhile. */
export const awaitSettled = (context: Context, stage: string, changedAt: Date): Promise<boolean> =>
  sleepDuring(context, stage, new Date(changedAt.getTime() + settlesInMs));
