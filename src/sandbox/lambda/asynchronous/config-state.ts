import type { EventInvokeState, FunctionState, LambdaState } from "../state.js";

/** One change of an event invoke configuration. */
export interface EventInvokeChange {
  /** Undefined where it was deleted. */
  readonly config: EventInvokeState | undefined;
  /** From when events go by it, in milliseconds since 1970. */
  readonly activeFrom: number;
}

/** The configuration of an alias, version or `$LATEST` as AWS shows it, active or not. */
export const currentConfig = (fn: FunctionState, qualifier: string): EventInvokeState | undefined =>
  fn.eventInvoke.get(qualifier)?.at(-1)?.config;

/** The configuration that events go by now. */
export const activeConfig = (
  state: LambdaState,
  fn: FunctionState,
  qualifier: string,
): EventInvokeState | undefined => lastActive(fn, qualifier, state.context.now())?.config;

/** Changes a configuration; events go by the one before until the new one is active. */
export function setConfig(
  state: LambdaState,
  fn: FunctionState,
  qualifier: string,
  config: EventInvokeState | undefined,
): void {
  const now = state.context.now();
  const active = lastActive(fn, qualifier, now);
  const pending = (fn.eventInvoke.get(qualifier) ?? []).filter(({ activeFrom }) => activeFrom > now);
  fn.eventInvoke.set(qualifier, [
    ...(active === undefined ? [] : [active]),
    ...pending,
    { config, activeFrom: now + state.context.settings.eventInvokeSettlesMs },
  ]);
}

function lastActive(fn: FunctionState, qualifier: string, now: number): EventInvokeChange | undefined {
  return fn.eventInvoke.get(qualifier)?.findLast(({ activeFrom }) => activeFrom <= now);
}
