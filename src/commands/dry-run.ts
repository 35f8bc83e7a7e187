import { Option } from "commander";
import { untilInterrupted } from "../library/in-context.js";
import type { Context } from "../maintenance/roles.js";
import { answerJson, planDocument } from "../terminal/json.js";
import { say } from "../terminal/terminal.js";
import type { TurnOptions } from "./options.js";
import type { Session } from "./session.js";
import type { Direction } from "./words.js";

/** `--dry-run`, for both directions. */
export const dryRunOption = (): Option =>
  new Option("--dry-run", "show what would change, function by function; change nothing, ask nothing");

/**
 * Shows what the run would change.
 * @throws JetsError what the run itself would be refused with
 */
export async function rehearse(
  to: Direction,
  options: TurnOptions,
  [context, region]: readonly [Context, string],
  { terminal, loadUseCases }: Session,
): Promise<number> {
  const verb = to === "on" ? "enable" : "disable";
  say(terminal, `Would ${verb} ${options.role} maintenance mode for ${context.stack}`);
  const { plan } = await loadUseCases();
  // No secret is made for a rehearsal: that there would be one is all that a plan needs.
  const asked = { ...options, ...(options.withSecret === true ? { bypassHash: "" } : {}) };
  const planned = await untilInterrupted(plan(options.role, to, context, asked), context.signal);
  const { sayPlan } = await import("../terminal/plan.js");
  sayPlan(planned, terminal);
  if (planned.refusal !== undefined) throw planned.refusal;
  if (options.json) answerJson(planDocument(context.stack, region, planned), terminal);
  say(terminal, "Nothing was changed: this was a dry run");
  return 0;
}
