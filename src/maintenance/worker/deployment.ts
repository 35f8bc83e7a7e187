import { JetsError } from "../errors.js";
import type { Stack } from "../ports/stacks.js";
import type { Context, TurnOptions } from "../context.js";
import type { Journal } from "./journal/journal.js";

/**
 * The new resources are in place, or the old ones again, and only those that are not needed any more are being deleted,
 * which can take the better part of an hour:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
const cleaningUp = "_CLEANUP_IN_PROGRESS";

/**
 * A deployment sets what maintenance sets, at the same time.
 * @throws JetsError `deploy_in_progress`, unless `duringDeployment`
 */
export function verifyNotDeploying({ name, status }: Stack, { duringDeployment }: TurnOptions): void {
  if (!status.endsWith("_IN_PROGRESS") || status.endsWith(cleaningUp) || duringDeployment === true) return;
  throw new JetsError(
    "deploy_in_progress",
    `The stack ${name} is being changed: its status is ${status}. Nothing was changed.`,
    "Wait for the deployment to end, or go on regardless with --during-deployment.",
  );
}

/** Reports when the journal belongs to a stack that has been deleted and created anew under the same name. */
export function reportReplacement({ stack, report }: Context, { opened }: Journal, stackId: string): void {
  if (opened === undefined || opened.stackId === stackId) return;
  report({
    type: "warning",
    message: `The stack ${stack} was replaced since maintenance was turned on at ${opened.since}: ${opened.stackId} is now ${stackId}. Settings that its new functions brought along are kept.`,
  });
}
