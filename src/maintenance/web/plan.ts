import { costOf, type Plan } from "../plan.js";
import type { Context } from "../roles.js";
import { flagName } from "./flag.js";
import { closedInfo } from "./beside.js";
import { openWeb, type Web } from "./open.js";

/** What `on` or `off` would change. @throws JetsError `not_deployed`, and what the variable can't be read for */
export async function planWeb(context: Context, to: "on" | "off"): Promise<Plan> {
  const web = await openWeb(context);
  const { flag, variable } = web;
  const variables = variable?.plan(to, flag) ?? [];
  const flags =
    flag.state === to
      ? []
      : [{ setting: "flag", of: flagName(context.stack), from: flag.state, to } as const];
  return {
    role: "web",
    state: variable?.compare(flag).state ?? flag.state,
    to,
    changes: [...flags, ...variables],
    functions: [],
    ...costOf(variables.length, flags.length + infosWritten(to, web)),
  };
}

/** How often what stands beside the flag is written. */
function infosWritten(to: "on" | "off", web: Web): number {
  if (to === "on") return web.flag.state === "off" || web.variable?.original !== undefined ? 1 : 0;
  return closedInfo(web) === undefined ? 0 : 1;
}
