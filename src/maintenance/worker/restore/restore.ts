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

/** What brings workers back. */
export interface Restore {
  readonly context: Context;
  readonly lock: Lock;
  /** Whether saved values overwrite those that were changed during maintenance. */
  readonly force: boolean;
}

/**
 * Brings one worker back to its saved settings in the only order AWS takes: reserved, provisioned, mappings
 * (rule 7 of `docs/safety.md`). What was changed meanwhile is kept and reported, unless `force`.
 */
export async function restoreWorker(
  restore: Restore,
  live: LiveWorker,
  saved: Settings,
): Promise<RestorePlan> {
  const { context, force } = restore;
  const plan = planRestore(live, saved, force);
  // Before the steps: a value that is kept may be why one of them fails.
  reportOthers(context, live.name, plan);
  try {
    await takeSteps(restore, live, plan);
  } catch (error) {
    throw plan.kept.length > 0 && isOfOneWorker(error) ? orByForce(context, error) : error;
  }
  return plan;
}

/**
 * Brings back what is left of a worker that was deleted: its event source mappings outlive it.
 * @throws JetsError what AWS refuses, with the line that does it by hand
 */
export async function restoreRemains(restore: Restore, name: string, saved: Settings): Promise<RestorePlan> {
  const { context, force } = restore;
  // Give up what was saved only once AWS has said twice that there is no such function.
  if ((await context.functions.get(name)) !== undefined) throw contradictory(name);
  const remains = await readRemains(context, name, saved);
  const plan = planRestore(remains.live, remains.saved, force);
  reportOthers(context, name, plan);
  if (plan.mappings.size === 0 && plan.unread.length === 0) reportGone(context, name);
  else await takeSteps(restore, remains.live, plan);
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

async function takeSteps(restore: Restore, live: Stopped, plan: RestorePlan): Promise<void> {
  const { name } = live;
  const reserved = (): Promise<void> => restoreReserved(restore, name, plan);
  const provisioned = [...plan.provisioned].map((one) => () => restoreProvisioned(restore, name, one));
  const mappings = [...plan.mappings].map((one) => () => restoreMapping(restore, name, one));
  // If both were raised meanwhile and that is undone, AWS refuses a reservation below what is provisioned.
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
  { context, lock }: Restore,
  name: string,
  { reserved }: RestorePlan,
): Promise<void> {
  if (reserved === undefined) return;
  if (await lock.change((functions) => functions.putReserved(name, reserved))) return;
  reportGone(context, name);
}

async function restoreProvisioned(
  { context, lock }: Restore,
  name: string,
  [qualifier, n]: readonly [string, number],
): Promise<void> {
  try {
    if (await lock.change((functions) => functions.putProvisioned(name, qualifier, n))) return;
  } catch (error) {
    throw isOfOneWorker(error) ? orByHand(error, provisionLine(name, qualifier, n)) : error;
  }
  const message = `${name} has no ${qualifier} any more: its ${n} provisioned were not restored.`;
  context.report({ type: "warning", message });
}

async function restoreMapping(
  { context, lock }: Restore,
  name: string,
  [uuid, enabled]: readonly [string, boolean],
): Promise<void> {
  try {
    if (await lock.change((functions) => functions.setMapping(uuid, enabled))) return;
  } catch (error) {
    throw isOfOneWorker(error) ? orByHand(error, switchLine(uuid, enabled)) : error;
  }
  const message = `The event source mapping ${uuid} of ${name} does not exist any more.`;
  context.report({ type: "warning", message });
}

/** Names the values that were changed during maintenance, and what happens to each. */
function reportOthers({ report }: Context, name: string, { kept, overwritten }: RestorePlan): void {
  const messages = [
    ...kept.map((value) => keptSentence(name, value)),
    ...overwritten.map((value) => overwrittenSentence(name, value)),
  ];
  for (const message of messages) report({ type: "warning", message });
}

const keptSentence = (name: string, { what, live, saved, command }: KeptValue): string =>
  `${what} of ${name} was changed to ${live} during maintenance and is kept; it was ${saved}. To put that back: ${command}`;

const overwrittenSentence = (name: string, { what, live, saved }: KeptValue): string =>
  `${what} of ${name} was changed to ${live} during maintenance; --force overwrites that with ${saved}, as it was before.`;

function reportGone({ report }: Context, name: string): void {
  report({ type: "warning", message: `${name} does not exist any more: there is nothing to restore.` });
}

const sum = (provisioned: ReadonlyMap<string, number>): number =>
  [...provisioned.values()].reduce((total, n) => total + n, 0);
