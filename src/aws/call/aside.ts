import { setMaxListeners } from "node:events";
import type { AsideTerms } from "../../maintenance/index.js";
import { createCall, createShared, type Call, type CallOptions, type Shared } from "./call.js";
import { untilAborted } from "./until-aborted.js";

/**
 * A {@link Call} for lookups that are not part of a run's job. Trouble with them is not reported, does not use up the
 * run's patience and does not delay the run's calls. They share only the pace of the quotas.
 */
export function createCallAside(
  options: CallOptions,
  { limiter }: Shared,
  { givenUp, onEnd }: AsideTerms,
): Call {
  const signal = AbortSignal.any([givenUp, ...(options.signal === undefined ? [] : [options.signal])]);
  setMaxListeners(0, signal, givenUp);
  const apart = { ...options, signal, report: () => undefined };
  const call = createCall(apart, { ...createShared(apart), limiter });
  return (...asked) => unlessGivenUp(givenUp, () => call(...asked).finally(onEnd));
}

async function unlessGivenUp<Answer>(givenUp: AbortSignal, call: () => Promise<Answer>): Promise<Answer> {
  givenUp.throwIfAborted();
  const answer = call().then((value) => ({ value }));
  const settled = await untilAborted<{ readonly value: Answer } | undefined>(answer, givenUp, undefined);
  if (settled !== undefined) return settled.value;
  throw givenUp.reason instanceof Error ? givenUp.reason : new Error("The call was given up.");
}
