import { readHistory, type History } from "./history.js";
import type { Plan } from "./plan.js";
import * as web from "./web.js";
import { planWeb } from "./web-plan.js";
import * as worker from "./worker/index.js";
import type { Context, Role, RoleStatus, TurnOptions, TurnResult } from "./roles.js";

const byRole = { web, worker };

/**
 * Checks that maintenance of this role can be turned on, before anybody is asked, and reports which events are
 * at risk meanwhile; changes nothing.
 * @throws JetsError `not_deployed`, `no_workers`, `deploy_in_progress`, `events_at_risk`
 */
export function verify(role: Role, context: Context, options: TurnOptions = {}): Promise<void> {
  return byRole[role].verify(context, options);
}

/**
 * Turns maintenance on. Doing so again is success; after a run that broke off it finishes the job.
 * @throws JetsError when nothing could be done; failures of single workers are in the result instead.
 */
export function turnOn(role: Role, context: Context, options: TurnOptions = {}): Promise<TurnResult> {
  return byRole[role].turnOn(context, options);
}

/**
 * Turns maintenance off and brings back exactly what was. Doing so again is success.
 * @throws JetsError when nothing could be done; failures of single workers are in the result instead.
 */
export function turnOff(role: Role, context: Context, options: TurnOptions = {}): Promise<TurnResult> {
  return byRole[role].turnOff(context, options);
}

/**
 * Tells what {@link turnOn} or {@link turnOff} would change; changes nothing.
 * @throws JetsError `not_deployed`, `deploy_in_progress`, `journal_damaged`; what else the run would be refused with is in the result
 */
export function plan(role: Role, to: Plan["to"], context: Context, options: TurnOptions = {}): Promise<Plan> {
  if (role === "web") return planWeb(context, to);
  return to === "on" ? worker.planOn(context, options) : worker.planOff(context, options);
}

/** Tells whether maintenance is on, off or partly on. */
export function getStatus(role: Role, context: Context): Promise<RoleStatus> {
  return byRole[role].getStatus(context);
}

/**
 * Tells who turned these roles on and off, when, for how long, why and with what result, oldest first.
 * @throws JetsError `not_deployed`
 */
export function getHistory(asked: readonly Role[], context: Context): Promise<History> {
  return readHistory(asked, context);
}
