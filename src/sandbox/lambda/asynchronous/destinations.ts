import { arnIn } from "../../context.js";
import { valueOf } from "../../sqs/attributes.js";
import { decideByPolicy, isLike } from "../../sqs/policy.js";
import type { QueueState } from "../../sqs/state.js";
import { configurationOf } from "../configuration.js";
import { lambdaError } from "../errors.js";
import type { EventInvokeState, FunctionState, LambdaState } from "../state.js";

/**
 * Checks where events are to go, as AWS does when a configuration is put: a queue of this account and region has to be
 * there, and the function's execution role has to be allowed to send to it. Whether the queue's own policy is enough for
 * this check is not known: `queuePolicyCounts` says so. The sandbox knows no other destinations, and takes them all.
 * @throws AwsError `InvalidParameterValueException`
 */
export function verifyDestinations(
  state: LambdaState,
  fn: FunctionState,
  qualifier: string,
  { onSuccess, onFailure }: Pick<EventInvokeState, "onSuccess" | "onFailure">,
): void {
  const { role } = configurationOf(fn, qualifier === "$LATEST" ? undefined : qualifier);
  for (const arn of [onFailure, onSuccess]) {
    if (arn === undefined) continue;
    if (!/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:.+$/.test(arn))
      throw badDestinations(onSuccess, onFailure);
    const name = queueNameIn(state, arn);
    if (name !== undefined) verifyQueue(state, role, name);
  }
}

/** The name of a queue, if an ARN is that of one in this account and region. */
export function queueNameIn({ context }: LambdaState, arn: string): string | undefined {
  const prefix = arnIn(context, "sqs", "");
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}

/** Whether a role may send to a queue; its own permissions are enough, and so is the queue's policy where it counts. */
export function maySend(
  state: LambdaState,
  role: string,
  queue: QueueState,
  { policyCounts }: { readonly policyCounts: boolean },
): boolean {
  const { account } = state.context;
  const resource = arnIn(state.context, "sqs", queue.name);
  const said = decideByPolicy(valueOf(queue, "Policy"), {
    role,
    account,
    action: "sqs:SendMessage",
    resource,
  });
  if (said === "deny") return false;
  const isAllowed = (state.sendableBy.get(role) ?? []).some((pattern) => isLike(resource, pattern));
  return isAllowed || (policyCounts && said === "allow");
}

function verifyQueue(state: LambdaState, role: string, name: string): void {
  const arn = arnIn(state.context, "sqs", name);
  const queue = state.sqs.queues.get(name);
  if (queue === undefined)
    throw lambdaError("InvalidParameterValueException", `The destination ARN ${arn} is invalid.`);
  if (!maySend(state, role, queue, { policyCounts: state.context.settings.queuePolicyCounts }))
    throw lambdaError(
      "InvalidParameterValueException",
      `The function's execution role does not have permissions to call SendMessage on ${arn}`,
    );
}

function badDestinations(onSuccess: string | undefined, onFailure: string | undefined): Error {
  const shown = (name: string, arn: string | undefined): string =>
    arn === undefined ? "null" : `${name}(destination=${arn})`;
  return lambdaError(
    "InvalidParameterValueException",
    `The provided destination config DestinationConfig(onSuccess=${shown("OnSuccess", onSuccess)}, onFailure=${shown("OnFailure", onFailure)}) is invalid.`,
  );
}
