import type { Context } from "../roles.js";
import type { Hold } from "./hold.js";
import type { LiveWorker } from "./observe.js";
import { planRestore, type KeptValue, type RestorePlan } from "./restore-plan.js";
import type { Settings } from "./settings.js";

/**
 * Brings one worker back to its saved settings in the only order AWS takes: reserved, provisioned, mappings
 * (rule 7 of `docs/safety.md`). What somebody else changed meanwhile is kept and reported, unless `force`.
 */
export async function restoreWorker(
  context: Context,
  hold: Hold,
  live: LiveWorker,
  saved: Settings,
  force: boolean,
): Promise<RestorePlan> {
  const { functions, report } = context;
  const plan = planRestore(live, saved, force);
  const { name } = live;
  const { reserved } = plan;
  if (reserved !== undefined) await hold.change(() => functions.putReserved(name, reserved));
  for (const [qualifier, n] of plan.provisioned) {
    if (await hold.change(() => functions.putProvisioned(name, qualifier, n))) continue;
    report({
      type: "warning",
      message: `${name} has no ${qualifier} any more: its ${n} provisioned were not restored.`,
    });
  }
  for (const [uuid, enabled] of plan.mappings) {
    if (await hold.change(() => functions.setMapping(uuid, enabled))) continue;
    report({
      type: "warning",
      message: `The event source mapping ${uuid} of ${name} does not exist any more.`,
    });
  }
  for (const kept of plan.kept) report({ type: "warning", message: describe(name, kept) });
  return plan;
}

function describe(name: string, { what, live, saved, command }: KeptValue): string {
  return `${what} of ${name} was changed to ${live} during maintenance and is kept; it was ${saved}. To put that back: ${command}`;
}
