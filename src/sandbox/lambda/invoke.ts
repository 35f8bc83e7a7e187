import type { Input } from "../wire/input.js";
import { AwsError } from "../wire/messages.js";
import { takeEvent } from "./asynchronous/deliver.js";
import { lambdaError } from "./errors.js";
import { functionNotFound, readNamespacedRef, verifyQualifier } from "./names.js";
import type { Reply } from "./reply.js";
import type { LambdaState } from "./state.js";

/** How many bytes a payload may have: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const longest = { Event: 1_048_576, RequestResponse: 6_291_456 };

/** Invoke: runs nothing; throttled at reserved 0, unless asynchronous. */
export function invoke(state: LambdaState, input: Input): Reply {
  const { name, qualifier } = readNamespacedRef(state, input);
  const fn = state.functions.get(name);
  if (fn === undefined) throw functionNotFound(state.context, name, qualifier);
  if (qualifier !== undefined) verifyQualifier(state, fn, qualifier);
  const type = input.text("InvocationType") ?? "RequestResponse";
  if (type === "DryRun") return { status: 204, body: undefined };
  const payload = readPayload(input, type === "Event" ? "Event" : "RequestResponse");
  if (type === "Event") {
    // At reserved 0 an asynchronous event is accepted all the same: its source sees success.
    const requestId = takeEvent(state, fn, { qualifier: qualifier ?? "$LATEST", payload });
    return { status: 202, body: undefined, headers: { "x-amzn-requestid": requestId } };
  }
  if (fn.reserved === 0)
    throw new AwsError("TooManyRequestsException", 429, "Rate Exceeded.", {
      reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    });
  return { status: 200, body: null, headers: { "x-amz-executed-version": qualifier ?? "$LATEST" } };
}

function readPayload(input: Input, type: keyof typeof longest): string {
  const payload = input.text("Payload") ?? "";
  const size = Buffer.byteLength(payload);
  if (size > longest[type])
    throw lambdaError(
      "RequestEntityTooLargeException",
      `${size} byte payload is too large for the ${type} invocation type (limit ${longest[type]} bytes)`,
    );
  if (payload === "") return "{}";
  try {
    JSON.parse(payload);
  } catch (error) {
    throw lambdaError(
      "InvalidRequestContentException",
      `Could not parse request body into json: Could not parse payload into json: ${error instanceof Error ? error.message : ""}`,
    );
  }
  return payload;
}
