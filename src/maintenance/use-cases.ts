import type { Begun } from "./begun.js";
import type { History } from "./history-entry.js";
import type { Plan } from "./plan.js";
import type { PolicyDocument } from "./policy/document.js";
import type { Context, ReplayOptions, Role, TurnOptions } from "./context.js";
import type { EventsResult, RoleStatus, TurnResult } from "./result.js";
import type { WaitingEvents } from "./worker/replay/waiting.js";

/** Loads a role's code when it is first needed. */
const load = { web: () => import("./web/turn.js"), worker: () => import("./worker/index.js") };

/**
 * Checks that maintenance of this role can be turned on, and reports which events are at risk meanwhile.
 * Changes nothing, and comes before the question.
 * @throws JetsError `not_deployed`, `no_workers`, `deploy_in_progress`, `events_at_risk`
 */
export async function verify(role: Role, context: Context, options: TurnOptions = {}): Promise<void> {
  const { verify } = await load[role]();
  return verify(context, options);
}

/**
 * Turns maintenance on. Doing so again is success; after a run that broke off it finishes the job.
 * @throws JetsError when nothing could be done; failures of single workers are in the result instead.
 */
export async function turnOn(role: Role, context: Context, options: TurnOptions = {}): Promise<TurnResult> {
  const { turnOn } = await load[role]();
  return turnOn(context, options);
}

/**
 * Turns maintenance off and brings back exactly what was. Doing so again is success.
 * @throws JetsError when nothing could be done; failures of single workers are in the result instead.
 */
export async function turnOff(role: Role, context: Context, options: TurnOptions = {}): Promise<TurnResult> {
  const { turnOff } = await load[role]();
  return turnOff(context, options);
}

/**
 * Turns maintenance on for as long as something else takes, and keeps other runs out meanwhile.
 * @throws JetsError when nothing was changed; what comes later is in the result instead
 */
export async function begin(role: Role, context: Context, options: TurnOptions = {}): Promise<Begun> {
  if (role === "worker") return (await load.worker()).begin(context, options);
  const { begin } = await import("./web/begin.js");
  return begin(context, options);
}

/**
 * Finds what {@link turnOn} or {@link turnOff} would change; changes nothing.
 * @throws JetsError `not_deployed`, `deploy_in_progress`, `journal_damaged`; what else the run would be refused with is in the result
 */
export async function plan(
  role: Role,
  to: Plan["to"],
  context: Context,
  options: TurnOptions = {},
): Promise<Plan> {
  if (role === "web") {
    const { planWeb } = await import("./web/plan.js");
    return planWeb(context, to, options);
  }
  const { planOn, planOff } = await load.worker();
  return to === "on" ? planOn(context, options) : planOff(context, options);
}

/** Finds whether maintenance is on, off or partly on. */
export async function getStatus(role: Role, context: Context): Promise<RoleStatus> {
  const { getStatus } = await load[role]();
  return getStatus(context);
}

/**
 * Lists who turned these roles on and off, when, for how long, why and with what result, oldest first.
 * @throws JetsError `not_deployed`
 */
export async function getHistory(roles: readonly Role[], context: Context): Promise<History> {
  const { readHistory } = await import("./history.js");
  return readHistory(roles, context);
}

/**
 * The least IAM policy for these roles of the application, with the workers that are chosen now.
 * @throws JetsError `not_deployed`, `usage`, `access_denied`, and `no_workers` for a policy of the worker role alone
 */
export async function getPolicy(
  roles: readonly Role[],
  context: Context,
  options: Pick<TurnOptions, "keepEvents"> = {},
): Promise<PolicyDocument> {
  const { readPolicy } = await import("./policy/index.js");
  return readPolicy(roles, context, options);
}

/**
 * The events that were kept while workers were stopped, and that still wait. Changes nothing. `toPurge`: refuses what
 * {@link purgeEvents} would refuse.
 * @throws JetsError `not_deployed`, `interrupted`, and `failed` during maintenance where they are to be deleted
 */
export async function getEvents(
  context: Context,
  options: { readonly toPurge?: boolean } = {},
): Promise<WaitingEvents> {
  const { readWaiting } = await load.worker();
  return readWaiting(context, options);
}

/**
 * Replays the events that still wait after maintenance.
 * @throws JetsError `failed` during maintenance, and where no events were kept; `not_deployed`, `locked`, `interrupted`
 */
export async function replayEvents(context: Context, options: ReplayOptions = {}): Promise<EventsResult> {
  const { replayWaiting } = await load.worker();
  return replayWaiting(context, options);
}

/** Deletes the events that wait. @throws JetsError `failed` where no events were kept, `not_deployed` */
export async function purgeEvents(context: Context): Promise<void> {
  const { purgeWaiting } = await load.worker();
  return purgeWaiting(context);
}
