import { costOf, type Plan, type PlannedChange } from "../plan.js";
import type { Context, TurnOptions } from "../context.js";
import { closedInfo, newsOf, openedInfo } from "./info-to-write.js";
import { flagName, overdueSince } from "./flag.js";
import type { WebInfo } from "./info.js";
import { openWeb, type Web } from "./read-web.js";

/** What `on` or `off` would change. @throws JetsError `not_deployed`, and what reading the variable fails with */
export async function planWeb(context: Context, to: "on" | "off", options: TurnOptions): Promise<Plan> {
  const web = await openWeb(context);
  const { flag, variable } = web;
  const overdue = overdueSince(flag, context.clock.now());
  const variables = variable?.plan(to, flag) ?? [];
  const flags =
    flag.state === to
      ? []
      : [{ setting: "flag", of: flagName(context.stack), from: flag.state, to } as const];
  const info = to === "on" ? openedInfo(context, web, options) : closedInfo(web);
  // If the variable is on, a write also proves what was saved of it.
  const isProved = to === "off" && variable !== undefined && variable.original === undefined;
  const isIdle = flags.length + variables.length === 0 && info === undefined;
  return {
    role: "web",
    state: overdue === undefined ? (variable?.compare(flag).state ?? flag.state) : "partial",
    to,
    changes: [...flags, ...(to === "on" ? newsIn(context, web, options) : []), ...variables],
    functions: [],
    failures: [],
    // The flag is written with the rest even if it seems right already: only a write proves it (rule 11 of
    // `docs/safety.md`).
    ...costOf(variables.length, isIdle ? 0 : 1 + (info === undefined ? 0 : 1) + (isProved ? 1 : 0)),
  };
}

/** What the options change in the info, key by key. What was there before an `off` does not count any more. */
function newsIn(context: Context, { flag }: Web, options: TurnOptions): PlannedChange[] {
  const before: Partial<WebInfo> = flag.state === "on" ? (flag.info ?? {}) : {};
  const ended = overdueSince(flag, context.clock.now()) === undefined ? {} : { expires: undefined };
  return Object.entries({ ...ended, ...newsOf(context, flag, options) }).map(([key, to]) => ({
    setting: "info",
    of: key,
    from: tellable(before[key], "a secret"),
    to: tellable(to, "a new secret"),
  }));
}

/** A bypass is the hash of a secret, which people cannot read: the plan only says that there is one. */
function tellable(value: unknown, secret: string): string | number | null {
  if (value === undefined) return null;
  return typeof value === "string" || typeof value === "number" ? value : secret;
}
