import { Option } from "commander";
import { untilInterrupted } from "../../run/with-aws.js";
import { exitCodes } from "../../maintenance/errors.js";
import type { Plan } from "../../maintenance/plan.js";
import { answerJson } from "../../terminal/views/json.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { say, type Terminal } from "../../terminal/terminal.js";
import type { Turn } from "./turn.js";

/** `--dry-run`, for both directions. */
export const dryRunOption = (): Option =>
  new Option("--dry-run", "show what would change, function by function, and change nothing");

/**
 * Shows what the turn would change. Resolves to the exit code that it would end with, as far as that can be known.
 * @throws JetsError what the turn itself would be refused with
 */
export async function rehearse({ to, options, context, region, session }: Turn): Promise<number> {
  const { terminal, loadUseCases } = session;
  const verb = to === "on" ? "enable" : "disable";
  say(terminal, `Would ${verb} ${options.role} maintenance mode for ${context.stack}`);
  const { plan } = await loadUseCases();
  // No secret is made for a rehearsal: that there would be one is all that a plan needs.
  const asked = options.withSecret === true ? { ...options, bypassHash: "" } : options;
  const planned = await untilInterrupted(plan(options.role, to, context, asked), context.signal);
  const { planDocument, sayPlan } = await import("../../terminal/views/plan.js");
  sayPlan(planned, terminal);
  if (planned.refusal !== undefined) throw planned.refusal;
  if (options.json) answerJson(planDocument(context.stack, region, planned), terminal);
  if (planned.failures.length > 0) sayUnfinished(planned.failures, terminal);
  say(terminal, "Nothing was changed: this was a dry run");
  return planned.failures.length > 0 ? exitCodes.partial : 0;
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
