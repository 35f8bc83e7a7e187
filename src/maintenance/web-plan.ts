import { costOf, type Plan } from "./plan.js";
import type { Context } from "./roles.js";
import { flagName, readFlag } from "./web.js";

/** What `on` or `off` would change. @throws JetsError `not_deployed` */
export async function planWeb(context: Context, to: "on" | "off"): Promise<Plan> {
  const { state } = await readFlag(context);
  const flag = { setting: "flag", of: flagName(context.stack), from: state, to } as const;
  // What stands beside the flag is written before it.
  const writes = to === "on" ? 2 : 1;
  const cost = state === to ? costOf(0, 0) : costOf(0, writes);
  return { role: "web", state, to, changes: state === to ? [] : [flag], functions: [], ...cost };
}
