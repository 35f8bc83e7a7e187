import { Option } from "commander";
import { untilInterrupted } from "../../run/with-aws.js";
import { exitCodes } from "../../maintenance/errors.js";
import type { Plan } from "../../maintenance/plan.js";
import type { Turn, Turns } from "./turn.js";

/** `--dry-run`, for both directions. */
export const dryRunOption = (): Option =>
  new Option("--dry-run", "show what would change, function by function, and change nothing");

/**
 * Shows what the turns would change. Resolves to the exit code that it would end with, as far as that can be known.
 * @throws JetsError what the turn itself would be refused with
 */
export async function rehearse({ options, context, region, session, turns }: Turns): Promise<number> {
  const plans: Plan[] = [];
  for (const turn of turns) plans.push(await planOne(turn));
  const { answerPlans } = await import("../../terminal/views/plan.js");
  answerPlans({ stack: context.stack, region, plans }, options.json === true, session.terminal);
  return plans.some(({ failures }) => failures.length > 0) ? exitCodes.partial : 0;
}

async function planOne(turn: Turn): Promise<Plan> {
  const { to, options, context, session } = turn;
  const { sayPlan, sayRehearsal } = await import("../../terminal/views/plan.js");
  sayRehearsal({ to, role: options.role, stack: context.stack }, session.terminal);
  const planned = await planTurn(turn);
  sayPlan(planned, session.terminal);
  if (planned.refusal !== undefined) throw planned.refusal;
  return planned;
}

/** What a turn would change. @throws JetsError what reading that is refused with */
export async function planTurn({ to, options, context, session }: Turn): Promise<Plan> {
  const { plan } = await session.loadUseCases();
  // A rehearsal makes no secret: a plan only needs to know that there would be one.
  const asked = options.withSecret === true ? { ...options, bypassHash: "" } : options;
  return untilInterrupted(plan(options.role, to, context, asked), context.signal);
}
