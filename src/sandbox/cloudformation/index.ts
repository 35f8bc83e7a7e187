import { arnIn } from "../context.js";
import { Input } from "../wire/input.js";
import { AwsError, type Call, type Service, type WireRequest } from "../wire/messages.js";
import { cloudFormationRefusals, envelope, refuse } from "./errors.js";
import { describeStacks, getTemplate, listStackResources } from "./operations.js";
import type { CloudFormationState } from "./state.js";
import { toXml, type XmlValue } from "./xml.js";

type Operation = (state: CloudFormationState, input: Input) => XmlValue;

const operations = new Map<string, Operation>([
  ["DescribeStacks", describeStacks],
  ["ListStackResources", listStackResources],
  ["GetTemplate", getTemplate],
]);

/** What it answers. */
export const cloudFormationOperations: readonly string[] = [...operations.keys()];

/** CloudFormation over the AWS Query protocol. */
export function createCloudFormation(state: CloudFormationState): Service {
  return {
    read: (request) => readCall(state, request),
    refuse: (error) => refuse(error, state.context.newId()),
    refusals: cloudFormationRefusals,
  };
}

function readCall(state: CloudFormationState, request: WireRequest): Call {
  const query = request.path.split("?", 2)[1] ?? "";
  const values = Object.fromEntries(new URLSearchParams(request.body === "" ? query : request.body));
  const name = values.Action ?? "";
  const operation = operations.get(name);
  const target = values.StackName ?? "";
  return {
    service: "CloudFormation",
    operation: name,
    target,
    resource: target.startsWith("arn:")
      ? target
      : arnIn(state.context, "cloudformation", `stack/${target}/*`),
    changing: false,
    run: () => {
      if (operation === undefined) throw unknownAction(name);
      const result = toXml(operation(state, new Input(values)));
      const body = envelope(name, result, state.context.newId());
      return { status: 200, headers: { "content-type": "text/xml" }, body };
    },
  };
}

function unknownAction(name: string): AwsError {
  return new AwsError(
    "InvalidAction",
    400,
    `Could not find operation ${name} for version 2010-05-15: the sandbox does not know it.`,
  );
}
