import type { AwsError } from "../wire/messages.js";
import { lambdaError } from "./errors.js";
import { functionArn } from "./names.js";
import type { FunctionState, LambdaState } from "./state.js";

/** Whether a configuration update of the function is still in progress. */
export function isUpdating(state: LambdaState, fn: FunctionState): boolean {
  return state.context.now() < fn.updateEndsAt;
}

/** The revision of `$LATEST`: the end of an update is a revision of its own. */
export function latestRevision(state: LambdaState, fn: FunctionState): string {
  return isUpdating(state, fn) ? fn.updateRevisionId : fn.latest.revisionId;
}

/** Checks that the function is not being updated. @throws AwsError `ResourceConflictException` */
export function verifyNoUpdate(state: LambdaState, fn: FunctionState): void {
  if (isUpdating(state, fn)) throw updateInProgress(functionArn(state.context, fn.name));
}

function updateInProgress(arn: string): AwsError {
  return lambdaError(
    "ResourceConflictException",
    `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
  );
}
