import { JetsError } from "../errors.js";
import type { Context } from "../roles.js";
import type { Journal } from "./journal.js";
import type { LiveWorker } from "./observe.js";
import { reportUnreadTags, roleTagOf } from "./role-tags.js";
import { noReservation, reportMissing, reportUnstoppable } from "./stop.js";

/** The workers that exist, may be stopped, and that a reservation of 0 can stop; the others are named. */
export function selectStoppable(
  context: Context,
  { entries }: Pick<Journal, "entries">,
  results: ReadonlyMap<string, LiveWorker | undefined>,
): ReadonlyMap<string, LiveWorker> {
  const stoppable = new Map<string, LiveWorker>();
  for (const [name, live] of results) {
    const why = live?.unstoppable ?? (entries.get(name)?.refused === true ? noReservation : undefined);
    if (live === undefined) reportMissing(context, name);
    else if (why !== undefined) reportUnstoppable(context, name, why);
    else if (roleTagOf(live) === "none") reportTagged(context, name);
    else stoppable.set(name, live);
  }
  reportUnreadTags(context, stoppable.values());
  return stoppable;
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
