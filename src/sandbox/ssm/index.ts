import { Input, readJson } from "../wire/input.js";
import type { Caller } from "../identity/caller.js";
import type { Call, Service, WireRequest } from "../wire/messages.js";
import { describeParameters } from "./describe.js";
import { refuse, ssmRefusals } from "./errors.js";
import { getParameter, getParameterHistory, getParameters, getParametersByPath } from "./read.js";
import { parameterArn, unknownOperation } from "./rules.js";
import type { SsmState } from "./state.js";
import { deleteParameter, deleteParameters, putParameter } from "./write.js";

type Operation = (state: SsmState, input: Input, caller: Pick<Caller, "arn">) => Record<string, unknown>;

const operations = new Map<string, Operation>([
  ["GetParameter", getParameter],
  ["GetParameters", getParameters],
  ["GetParametersByPath", getParametersByPath],
  ["GetParameterHistory", getParameterHistory],
  ["DescribeParameters", describeParameters],
  ["PutParameter", putParameter],
  ["DeleteParameter", deleteParameter],
  ["DeleteParameters", deleteParameters],
]);

/** What it answers. */
export const ssmOperations: readonly string[] = [...operations.keys()];

/** Parameter Store over AWS JSON 1.1. */
export function createSsm(state: SsmState): Service {
  return { read: (request, caller) => readCall(state, request, caller), refuse, refusals: ssmRefusals };
}

function readCall(state: SsmState, request: WireRequest, caller: Caller): Call {
  const name = request.headers["x-amz-target"]?.split(".").at(-1) ?? "";
  const operation = operations.get(name);
  const target = targetOf(request.body);
  return {
    service: "SSM",
    operation: name,
    target,
    resource: target === "" ? "*" : parameterArn(state.context, target),
    changing: name.startsWith("Put") || name.startsWith("Delete"),
    run: () => {
      if (operation === undefined) throw unknownOperation(name);
      return respond(operation(state, new Input(readJson(request.body)), caller));
    },
  };
}

// Only for logs and faults. By text, so that the call itself refuses a body that is not JSON.
function targetOf(body: string): string {
  const name = /"(?:Name|Path)"\s*:\s*"(?<name>[^"\\]*)"/.exec(body)?.groups?.name;
  const first = /"Names"\s*:\s*\[\s*"(?<name>[^"\\]*)"/.exec(body)?.groups?.name;
  return name ?? first ?? "";
}

function respond(answer: Record<string, unknown>): ReturnType<Call["run"]> {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(answer),
  };
}
