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
  const plan = planRestore(live, saved, force);
  const { name } = live;
  const steps = [
    () => restoreReserved(context, hold, name, plan),
    () => restoreProvisioned(context, hold, name, plan),
  ];
  // AWS refuses a reservation below what is provisioned, where somebody raised both and that is undone.
  if ((plan.reserved ?? Infinity) < sum(live.provisioned)) steps.reverse();
  for (const step of steps) await step();
  await restoreMappings(context, hold, name, plan);
  for (const kept of plan.kept) context.report({ type: "warning", message: describe(name, kept) });
  return plan;
}

async function restoreReserved(
  context: Context,
  hold: Hold,
  name: string,
  { reserved }: RestorePlan,
): Promise<void> {
  if (reserved === undefined) return;
  if (await hold.change((functions) => functions.putReserved(name, reserved))) return;
  reportGone(context, name);
}

async function restoreProvisioned(
  { report }: Context,
  hold: Hold,
  name: string,
  { provisioned }: RestorePlan,
): Promise<void> {
  for (const [qualifier, n] of provisioned) {
    if (await hold.change((functions) => functions.putProvisioned(name, qualifier, n))) continue;
    const message = `${name} has no ${qualifier} any more: its ${n} provisioned were not restored.`;
    report({ type: "warning", message });
  }
}

async function restoreMappings(
  { report }: Context,
  hold: Hold,
  name: string,
  { mappings }: RestorePlan,
): Promise<void> {
  for (const [uuid, enabled] of mappings) {
    if (await hold.change((functions) => functions.setMapping(uuid, enabled))) continue;
    const message = `The event source mapping ${uuid} of ${name} does not exist any more.`;
    report({ type: "warning", message });
  }
}

/** Says that a function was deleted during maintenance. */
export function reportGone({ report }: Context, name: string): void {
  report({ type: "warning", message: `${name} does not exist any more: there is nothing to restore.` });
}

const sum = (provisioned: ReadonlyMap<string, number>): number =>
  [...provisioned.values()].reduce((total, n) => total + n, 0);

function describe(name: string, { what, live, saved, command }: KeptValue): string {
  return `${what} of ${name} was changed to ${live} during maintenance and is kept; it was ${saved}. To put that back: ${command}`;
}
