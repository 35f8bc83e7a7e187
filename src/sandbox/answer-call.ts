import { refusalOf, type FaultAction, type Faults, type When } from "./faults/faults.js";
import type { Quotas } from "./quotas.js";
import { AwsError, type Call, type Service, type WireResponse } from "./wire/messages.js";

/** What becomes of a call. */
export type Outcome =
  | { readonly dropped: true }
  | { readonly dropped: false; readonly response: WireResponse; readonly errorCode: string | undefined };

/** What stands between a call and its answer. */
interface Obstacles {
  readonly quotas: Quotas | undefined;
  readonly faults: Faults;
}

/** Carries a call out, unless a quota or a fault is in the way. */
export async function answerCall(call: Call, service: Service, obstacles: Obstacles): Promise<Outcome> {
  const retryAfter = obstacles.quotas?.take(call);
  if (retryAfter !== undefined) return refused(service, service.refusals.throttled(retryAfter));
  const actions = obstacles.faults.strike(call);
  const early = await strike("before", actions, call, service);
  if (early !== undefined) return early;
  const answer = run(call, service);
  return (await strike("after", actions, call, service)) ?? answer;
}

async function strike(
  when: When,
  actions: readonly FaultAction[],
  call: Call,
  service: Service,
): Promise<Outcome | undefined> {
  const due = actions.filter((action) => (action.when ?? "before") === when);
  for (const action of due) if (action.kind === "hook" || action.kind === "kill") await action.run();
  if (due.some(({ kind }) => kind === "drop" || kind === "kill")) return { dropped: true };
  const refusal = due.map((action) => refusalOf(action, call, service.refusals)).find(Boolean);
  return refusal === undefined ? undefined : refused(service, refusal);
}

function run(call: Call, service: Service): Outcome {
  try {
    return { dropped: false, response: call.run(), errorCode: undefined };
  } catch (error) {
    if (error instanceof AwsError) return refused(service, error);
    throw error;
  }
}

function refused(service: Service, error: AwsError): Outcome {
  return { dropped: false, response: service.refuse(error), errorCode: error.code };
}
