import type { Input } from "../wire/input.js";
import { AwsError } from "../wire/messages.js";
import { functionNotFound, readFunctionRef, verifyQualifier } from "./names.js";
import type { Reply } from "./reply.js";
import type { LambdaState } from "./state.js";

/** Invoke: runs nothing; throttled at reserved 0, unless asynchronous. */
export function invoke(state: LambdaState, input: Input): Reply {
  const { name, qualifier } = readFunctionRef(state, input);
  const fn = state.functions.get(name);
  if (fn === undefined) throw functionNotFound(state.context, name, qualifier);
  if (qualifier !== undefined) verifyQualifier(state, fn, qualifier);
  const type = input.text("InvocationType") ?? "RequestResponse";
  if (type === "DryRun") return { status: 204, body: undefined };
  // At reserved 0 an asynchronous event is accepted all the same: its source sees success.
  if (type === "Event") return { status: 202, body: undefined };
  if (fn.reserved === 0)
    throw new AwsError("TooManyRequestsException", 429, "Rate Exceeded.", {
      reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    });
  return { status: 200, body: null, headers: { "x-amz-executed-version": qualifier ?? "$LATEST" } };
}
