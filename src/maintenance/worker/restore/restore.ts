import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import { provisionLine, switchLine } from "../by-hand.js";
import { doAll, orByHand } from "../do-all.js";
import { isOfOneWorker } from "../for-each.js";
import type { Lock } from "../lock/lock.js";
import type { LiveWorker } from "../live/read-workers.js";
import { readRemains } from "../live/remains.js";
import { planRestore, type KeptValue, type RestorePlan, type Stopped } from "./plan.js";
import type { Settings } from "../journal/settings.js";

/**
 * Brings one worker back to its saved settings in the only order AWS takes: reserved, provisioned, mappings
 * (rule 7 of `docs/safety.md`). What somebody else changed meanwhile is kept and reported, unless `force`.
 */
export async function restoreWorker(
  context: Context,
  lock: Lock,
  live: LiveWorker,
  saved: Settings,
  force: boolean,
): Promise<RestorePlan> {
  const plan = planRestore(live, saved, force);
  // Before the steps: what is kept may be why one of them fails.
  for (const kept of plan.kept) context.report({ type: "warning", message: describe(live.name, kept) });
  for (const value of plan.overwritten) reportOverwritten(context, live.name, value);
  try {
    await takeSteps(context, lock, live, plan);
  } catch (error) {
    throw plan.kept.length > 0 && isOfOneWorker(error) ? orByForce(context, error) : error;
  }
  return plan;
}

/**
 * Brings back what is left of a worker that was deleted: its event source mappings outlive it.
 * @throws JetsError what AWS refuses, with the line that does it by hand
 */
export async function restoreRemains(
  context: Context,
  lock: Lock,
  name: string,
  saved: Settings,
  force: boolean,
): Promise<RestorePlan> {
  // What was saved is only given up once AWS has said twice that there is no such function.
  if ((await context.functions.get(name)) !== undefined) throw contradictory(name);
  const remains = await readRemains(context, name, saved);
  const plan = planRestore(remains.live, remains.saved, force);
  for (const kept of plan.kept) context.report({ type: "warning", message: describe(name, kept) });
  for (const value of plan.overwritten) reportOverwritten(context, name, value);
  if (plan.mappings.size === 0 && plan.unread.length === 0) reportGone(context, name);
  else await takeSteps(context, lock, remains.live, plan);
  if (plan.mappings.size > 0) reportRemains(context, name, plan);
  return plan;
}

const contradictory = (name: string): JetsError =>
  new JetsError(
    "aws_refused",
    `AWS said that ${name} does not exist, and then that it does.`,
    "Its settings stay in the journal. Repeat the command.",
  );

function reportRemains({ report }: Context, name: string, { mappings }: RestorePlan): void {
  const message = `${name} does not exist any more: of what it had, only its event source mappings were restored: ${[...mappings.keys()].join(", ")}.`;
  report({ type: "warning", message });
}

async function takeSteps(context: Context, lock: Lock, live: Stopped, plan: RestorePlan): Promise<void> {
  const { name } = live;
  const reserved = (): Promise<void> => restoreReserved(context, lock, name, plan);
  const provisioned = [...plan.provisioned].map(
    ([qualifier, n]) =>
      () =>
        restoreProvisioned(context, lock, name, qualifier, n),
  );
  const mappings = [...plan.mappings].map(
    ([uuid, enabled]) =>
      () =>
        restoreMapping(context, lock, name, uuid, enabled),
  );
  // AWS refuses a reservation below what is provisioned, where somebody raised both and that is undone.
  const isBelow = (plan.reserved ?? Infinity) < sum(live.provisioned);
  // Without its reservation, a function can neither be provisioned nor take what its mappings bring.
  if (!isBelow) await reserved();
  const unread = plan.unread.map((refusal) => () => Promise.reject(refusal));
  await doAll([...provisioned, ...(isBelow ? [reserved] : []), ...mappings, ...unread]);
}

function orByForce({ commandLine }: Context, error: JetsError): JetsError {
  const hint = `${error.hint} If a value that was kept is in the way, \`${commandLine("off")} --force\` restores the saved ones.`;
  return new JetsError(error.code, error.message, hint, { cause: error });
}

async function restoreReserved(
  context: Context,
  lock: Lock,
  name: string,
  { reserved }: RestorePlan,
): Promise<void> {
  if (reserved === undefined) return;
  if (await lock.change((functions) => functions.putReserved(name, reserved))) return;
  reportGone(context, name);
}

async function restoreProvisioned(
  { report }: Context,
  lock: Lock,
  name: string,
  qualifier: string,
  n: number,
): Promise<void> {
  try {
    if (await lock.change((functions) => functions.putProvisioned(name, qualifier, n))) return;
  } catch (error) {
    throw isOfOneWorker(error) ? orByHand(error, provisionLine(name, qualifier, n)) : error;
  }
  const message = `${name} has no ${qualifier} any more: its ${n} provisioned were not restored.`;
  report({ type: "warning", message });
}

async function restoreMapping(
  { report }: Context,
  lock: Lock,
  name: string,
  uuid: string,
  enabled: boolean,
): Promise<void> {
  try {
    if (await lock.change((functions) => functions.setMapping(uuid, enabled))) return;
  } catch (error) {
    throw isOfOneWorker(error) ? orByHand(error, switchLine(uuid, enabled)) : error;
  }
  const message = `The event source mapping ${uuid} of ${name} does not exist any more.`;
  report({ type: "warning", message });
}

function reportOverwritten({ report }: Context, name: string, { what, live, saved }: KeptValue): void {
  const message = `${what} of ${name} was changed to ${live} during maintenance; --force overwrites that with ${saved}, as it was before.`;
  report({ type: "warning", message });
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
