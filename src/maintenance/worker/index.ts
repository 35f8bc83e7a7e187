import type { Context, TurnOptions } from "../context.js";
import { verifyNotDeploying } from "./deployment.js";
import { readSettledJournal } from "./journal/read.js";
import { lockedBy } from "./lock/stale.js";
import { reportEventLoss } from "./events/report.js";
import { queueIfKept } from "./keep/queue.js";
import { listWorkers } from "./selection/selection.js";

export { begin } from "./begin.js";
export { planOff } from "./plan-off.js";
export { planOn } from "./plan-on.js";
export { purgeWaiting } from "./replay/purge.js";
export { readWaiting } from "./replay/waiting.js";
export { replayWaiting } from "./replay/replay-waiting.js";
export { getStatus } from "./status.js";
export { turnOff } from "./turn-off.js";
export { turnOn } from "./turn-on.js";

/** @throws JetsError `not_deployed`, `no_workers`, `deploy_in_progress`, `events_at_risk`, and `locked` where that is asked for */
export async function verify(context: Context, options: TurnOptions): Promise<void> {
  const [workers, stack] = await Promise.all([listWorkers(context), context.stacks.get(context.stack)]);
  verifyNotDeploying(stack, options);
  if (options.lockIsFree === true) await verifyFree(context, options);
  if (options.eventsNamed === true) return;
  await reportEventLoss(context, workers, { ...options, queue: queueIfKept(context, stack.id, options) });
}

/** Not where the run would wait for the lock. */
async function verifyFree(context: Context, options: TurnOptions): Promise<void> {
  const { latest, asOf } = await readSettledJournal(context);
  const locked = lockedBy(context, latest, asOf, { command: "on", ...options });
  if (locked !== undefined && options.lockTimeoutMs === undefined) throw locked;
}
