import { messageOf } from "../../errors.js";
import type { Context } from "../../context.js";
import { eventConfigLine } from "../by-hand.js";
import { isOfOneWorker } from "../for-each.js";
import type { Lock } from "../lock/lock.js";
import type { PutConfig } from "./putting.js";

/**
 * Puts back what a run has replaced that cannot go on, and says whether all of it is as it was. What AWS refuses is
 * named, with the line that does it by hand.
 */
export async function putBack(
  { report, stack }: Context,
  lock: Lock,
  changes: readonly PutConfig[],
): Promise<boolean> {
  let isUndone = true;
  for (const change of changes) {
    const refusal = await refusalToPut(lock, change);
    if (refusal === undefined) continue;
    isUndone = false;
    const { name, qualifier, before } = change;
    const message = `The failure destination of ${name}:${qualifier} in ${stack} was not put back: ${refusal} By hand: ${eventConfigLine(name, qualifier, before)}`;
    report({ type: "warning", message });
  }
  return isUndone;
}

async function refusalToPut(lock: Lock, { name, qualifier, before }: PutConfig): Promise<string | undefined> {
  try {
    const outcome = await lock.change((functions) => functions.putEventConfig(name, qualifier, before));
    if (outcome === "written" || outcome === "missing") return undefined;
    return "its execution role may not send to a destination any more.";
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
    return messageOf(error);
  }
}
