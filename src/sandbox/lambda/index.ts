import { arnIn } from "../context.js";
import { Input, readJson } from "../wire/input.js";
import { AwsError, type Call, type Service, type WireRequest } from "../wire/messages.js";
import { lambdaRefusals, refuse } from "./errors.js";
import { lambdaOperations, type LambdaOperation } from "./operations.js";
import { respond } from "./reply.js";
import type { LambdaState } from "./state.js";

/** Lambda's control plane over its REST-JSON protocol. */
export function createLambda(state: LambdaState): Service {
  return { read: (request) => readCall(state, request), refuse, refusals: lambdaRefusals };
}

function readCall(state: LambdaState, request: WireRequest): Call {
  const [path = "", query = ""] = request.path.split("?", 2);
  const asked = new URLSearchParams(query);
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const operation of lambdaOperations) {
    const found = match(operation, request.method, segments, asked);
    if (found === undefined) continue;
    const values = { ...Object.fromEntries(asked), ...found };
    return understood(state, operation, values, request);
  }
  return unknown(`${request.method} ${path}`);
}

function understood(
  state: LambdaState,
  operation: LambdaOperation,
  values: Record<string, string>,
  request: WireRequest,
): Call {
  const target = targetOf(values);
  const kind = values.UUID === undefined ? "function" : "event-source-mapping";
  return {
    service: "Lambda",
    operation: operation.name,
    target,
    resource: target === "" ? "*" : arnIn(state.context, "lambda", `${kind}:${target}`),
    // What a function does with an event can change something; how it answers here cannot.
    changing:
      operation.method !== "GET" && (operation.name !== "Invoke" || invocationType(request) === "Event"),
    run: () => respond(operation.run(state, readInput(operation, values, request))),
  };
}

function readInput(operation: LambdaOperation, values: Record<string, string>, request: WireRequest): Input {
  // The body of an invocation is the event, not the call's own input.
  if (operation.name === "Invoke")
    return new Input({ ...values, InvocationType: invocationType(request), Payload: request.body });
  return new Input({ ...readJson(request.body), ...values });
}

const invocationType = (request: WireRequest): string | undefined => request.headers["x-amz-invocation-type"];

function match(
  operation: LambdaOperation,
  method: string,
  segments: readonly string[],
  asked: URLSearchParams,
): Record<string, string> | undefined {
  if (operation.method !== method || operation.segments.length !== segments.length) return undefined;
  if (operation.marker !== undefined && !asked.has(operation.marker)) return undefined;
  const found: Record<string, string> = {};
  for (const [index, expected] of operation.segments.entries()) {
    const given = segments[index] ?? "";
    if (expected.startsWith("{")) found[expected.slice(1, -1)] = decode(given);
    else if (expected !== given) return undefined;
  }
  return found;
}

// Lenient, where decodeURIComponent throws: what is no name is refused by the name's own check.
function decode(segment: string): string {
  return new URLSearchParams(`segment=${segment.replaceAll("+", "%2B")}`).get("segment") ?? "";
}

// Names the bare function, whichever way the caller wrote it, so that logs and faults need one form only.
function targetOf(values: Record<string, string>): string {
  const name = values.FunctionName ?? values.Resource ?? values.UUID ?? "";
  const parts = name.split(":");
  const at = parts.indexOf("function");
  const bare = parts[at + 1] ?? name;
  return values.Qualifier === undefined ? bare : `${bare}:${values.Qualifier}`;
}

function unknown(operation: string): Call {
  return {
    service: "Lambda",
    operation,
    target: "",
    resource: "*",
    changing: false,
    run: () => {
      throw new AwsError(
        "UnknownOperationException",
        404,
        `The sandbox does not know the operation ${operation}.`,
      );
    },
  };
}
