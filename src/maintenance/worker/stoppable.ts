import type { Context } from "../roles.js";
import type { LiveWorker } from "./observe.js";
import { reportUnreadTags, roleTagOf } from "./role-tags.js";

/** The workers that exist, may be stopped, and that a reservation of 0 can stop; the others are named. */
export function selectStoppable(
  context: Context,
  results: ReadonlyMap<string, LiveWorker | undefined>,
): ReadonlyMap<string, LiveWorker> {
  const stoppable = new Map<string, LiveWorker>();
  for (const [name, live] of results) {
    const left = live === undefined ? missing(name) : whyLeft(live);
    if (left !== undefined) context.report(left);
    else if (live !== undefined) stoppable.set(name, live);
  }
  reportUnreadTags(context, stoppable.values());
  return stoppable;
}

type Left = Parameters<Context["report"]>[0];

const missing = (name: string): Left => ({
  type: "warning",
  message: `${name} is in the stack but does not exist any more; it was left out.`,
});

function whyLeft(live: LiveWorker): Left | undefined {
  const { name, unstoppable } = live;
  if (unstoppable !== undefined) {
    return { type: "warning", message: `${name} cannot be stopped and was left alone: ${unstoppable}.` };
  }
  if (roleTagOf(live) !== "none") return undefined;
  return { type: "note", message: `${name} was left alone: its tag jets:role is none.` };
}
