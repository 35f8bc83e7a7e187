import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import type { WorkerFailure } from "../../result.js";
import type { LiveWorker } from "../live/read-workers.js";
import type { Entries } from "../journal/settings.js";
import { cannotBeStopped, reachOf, whyLeftAlone } from "../live/reach.js";
import { reportUnreadTags } from "./role-tags.js";
import { reportMissing, reportPartlyStopped } from "../stop/stop.js";

/** The workers that exist and may be stopped; the others are named. */
export function selectExisting(
  context: Context,
  results: ReadonlyMap<string, LiveWorker | undefined>,
): ReadonlyMap<string, LiveWorker> {
  const chosen = new Map<string, LiveWorker>();
  for (const [name, live] of results) {
    if (live === undefined) reportMissing(context, name);
    else if (whyLeftAlone(live) !== undefined) reportTagged(context, name);
    else chosen.set(name, live);
  }
  reportUnreadTags(context, chosen.values());
  return chosen;
}

/** The workers of which nothing can be stopped, and why. */
export const unstoppableAmong = (
  workers: Iterable<readonly [string, LiveWorker | undefined]>,
  saved: Entries,
): WorkerFailure[] =>
  [...workers].flatMap(([name, live]) => {
    if (live === undefined || whyLeftAlone(live) !== undefined) return [];
    const reach = reachOf(live, saved.get(name));
    return reach.stops === "nothing" ? [{ name, reason: `It ${cannotBeStopped(name, reach.why)}` }] : [];
  });

/**
 * Names the workers that are stopped in part, and returns those of which nothing can be stopped; not those that failed.
 * @throws JetsError `no_workers` where that is so of all
 */
export function reportReach(
  context: Context,
  chosen: ReadonlyMap<string, LiveWorker>,
  saved: Entries,
  failed: readonly WorkerFailure[],
): readonly WorkerFailure[] {
  const hasFailed = new Set(failed.map(({ name }) => name));
  const others = [...chosen].filter(([name]) => !hasFailed.has(name));
  for (const [name, live] of others) {
    const reach = reachOf(live, saved.get(name));
    if (reach.stops === "mappings") reportPartlyStopped(context, name, reach.why);
  }
  const unstoppable = unstoppableAmong(others, saved);
  if (unstoppable.length < chosen.size || failed.length > 0) return unstoppable;
  for (const { name, reason } of unstoppable)
    context.report({ type: "warning", message: `${name}: ${reason}` });
  throw noneStoppable(context);
}

/** The error of an application in which maintenance would change nothing. */
export const noneStoppable = ({ stack }: Pick<Context, "stack">): JetsError =>
  new JetsError(
    "no_workers",
    `None of the workers of ${stack} can be stopped.`,
    "They are named above: maintenance would change nothing.",
  );

function reportTagged({ report }: Context, name: string): void {
  report({ type: "note", message: `${name} was left alone: its tag jets:role is none.` });
}
