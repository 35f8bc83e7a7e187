import { refusalOf, type FaultAction, type Faults, type When } from "./faults/faults.js";
import type { Caller } from "./identity/caller.js";
import { turnAway } from "./identity/identify.js";
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
  readonly caller: Caller;
  readonly region: string;
}

/** Carries a call out, unless the caller's credentials, a quota or a fault is in the way. */
export async function answerCall(call: Call, service: Service, obstacles: Obstacles): Promise<Outcome> {
  const { caller, region } = obstacles;
  const stranger = turnAway(caller, service.refusals);
  if (stranger !== undefined) return refused(service, stranger);
  const retryAfter = obstacles.quotas?.take(call);
  if (retryAfter !== undefined) return refused(service, service.refusals.throttled(retryAfter));
  const actions = obstacles.faults.strike(call, { account: caller.account, region });
  const refuse = refuserFor(call, service, caller);
  const early = await strike("before", actions, refuse);
  if (early !== undefined) return early;
  const answer = run(call, service);
  return (await strike("after", actions, refuse)) ?? answer;
}

const refuserFor =
  (call: Call, service: Service, caller: Caller) =>
  (action: FaultAction): Outcome | undefined => {
    const refusal = refusalOf(action, call, { refusals: service.refusals, caller });
    return refusal === undefined ? undefined : refused(service, refusal);
  };

async function strike(
  when: When,
  actions: readonly FaultAction[],
  refuse: (action: FaultAction) => Outcome | undefined,
): Promise<Outcome | undefined> {
  const due = actions.filter((action) => (action.when ?? "before") === when);
  for (const action of due) if (action.kind === "hook" || action.kind === "kill") await action.run();
  if (due.some(({ kind }) => kind === "drop" || kind === "kill")) return { dropped: true };
  return due.map(refuse).find(Boolean);
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
