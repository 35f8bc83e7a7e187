import { Option } from "commander";
import { untilInterrupted } from "../../run/with-aws.js";
import { exitCodes } from "../../maintenance/errors.js";
import type { Plan } from "../../maintenance/plan.js";
import { answerJson } from "../../terminal/views/json.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { say, type Terminal } from "../../terminal/terminal.js";
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
  const { planDocument } = await import("../../terminal/views/plan.js");
  for (const turn of turns) plans.push(await planOne(turn));
  if (options.json) answerJson(planDocument(context.stack, region, plans), session.terminal);
  for (const { failures } of plans) if (failures.length > 0) sayUnfinished(failures, session.terminal);
  say(session.terminal, "Nothing was changed: this was a dry run");
  return plans.some(({ failures }) => failures.length > 0) ? exitCodes.partial : 0;
}

async function planOne({ to, options, context, session }: Turn): Promise<Plan> {
  const { terminal, loadUseCases } = session;
  const verb = to === "on" ? "enable" : "disable";
  say(terminal, `Would ${verb} ${options.role} maintenance mode for ${context.stack}`);
  const { plan } = await loadUseCases();
  // No secret is made for a rehearsal: that there would be one is all that a plan needs.
  const asked = options.withSecret === true ? { ...options, bypassHash: "" } : options;
  const planned = await untilInterrupted(plan(options.role, to, context, asked), context.signal);
  const { sayPlan } = await import("../../terminal/views/plan.js");
  sayPlan(planned, terminal);
  if (planned.refusal !== undefined) throw planned.refusal;
  return planned;
}

function sayUnfinished(failures: Plan["failures"], terminal: Terminal): void {
  const count = failures.length === 1 ? "1 function" : `${failures.length} functions`;
  const reasons = failures.map(({ name, reason }) => `  ${name}: ${reason}`);
  sayFinding(
    "error",
    [`The run would be only partly done: ${count} would not be in the requested state`, ...reasons],
    terminal,
  );
}
