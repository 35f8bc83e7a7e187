import { defined } from "../../defined.js";
import { arnIn, type RegionContext } from "../context.js";
import { queueNameIn } from "../lambda/asynchronous/destinations.js";
import { verifyQualifier } from "../lambda/names.js";
import type { EventInvokeState, FunctionState, LambdaState } from "../lambda/state.js";
import type { FunctionSeed } from "../seed/seed.js";

/** The ARN of an execution role. */
export const roleArn = (context: RegionContext, name: string): string =>
  arnIn({ ...context, region: "" }, "iam", `role/${name}`);

/** Lets an execution role send to queues, by ARNs with wildcards, besides those that it may send to already. */
export function allowSending(state: LambdaState, role: string, queues: readonly string[]): void {
  state.sendableBy.set(role, [...(state.sendableBy.get(role) ?? []), ...queues]);
}

/** Who may invoke each alias and version, and where events go that each could not process. */
export function seedEvents(state: LambdaState, fn: FunctionState, seed: FunctionSeed): void {
  const { onFailureOf = {}, policies = {} } = seed;
  const own = configOf(state, seed);
  if (own !== undefined) seedConfig(state, fn, "$LATEST", own);
  for (const [qualifier, onFailure] of Object.entries(onFailureOf)) {
    verifyQualifier(state, fn, qualifier);
    seedConfig(state, fn, qualifier, { ...noConfig(state), onFailure });
  }
  for (const [qualifier, statements] of Object.entries(policies)) {
    verifyQualifier(state, fn, qualifier);
    fn.policies.set(
      qualifier,
      statements.map((verbatim) => ({ verbatim })),
    );
  }
  if (seed.deadLetter !== undefined) seedQueue(state, fn, seed.deadLetter);
}

function configOf(state: LambdaState, seed: FunctionSeed): EventInvokeState | undefined {
  const { onFailure, onSuccess, maximumEventAge, maximumRetryAttempts } = seed;
  const given = defined({ onFailure, onSuccess, maximumEventAge, maximumRetryAttempts });
  return Object.keys(given).length === 0 ? undefined : { ...noConfig(state), ...given };
}

/** An event invoke configuration that sets nothing. */
export const noConfig = ({ context }: LambdaState): EventInvokeState => ({
  onFailure: undefined,
  onSuccess: undefined,
  maximumEventAge: undefined,
  maximumRetryAttempts: undefined,
  lastModified: context.now(),
});

function seedConfig(
  state: LambdaState,
  fn: FunctionState,
  qualifier: string,
  config: EventInvokeState,
): void {
  fn.eventInvoke.set(qualifier, [{ config, activeFrom: -Infinity }]);
  for (const arn of [config.onFailure, config.onSuccess]) if (arn !== undefined) seedQueue(state, fn, arn);
}

// AWS took the destination once, so the queue is there, and the function may send to it.
function seedQueue(state: LambdaState, fn: FunctionState, arn: string): void {
  const name = queueNameIn(state, arn);
  if (name === undefined) return;
  allowSending(state, fn.latest.role, [arn]);
  if (state.sqs.queues.has(name)) return;
  const now = state.context.now();
  const times = { createdAt: now, modifiedAt: now, purgedAt: undefined };
  state.sqs.queues.set(name, { name, attributes: {}, ...times, messages: [] });
}
