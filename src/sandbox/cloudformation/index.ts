import { arnIn } from "../context.js";
import type { Service } from "../wire/messages.js";
import { createQueryService, type QueryOperation } from "../wire/query.js";
import { cloudFormationRefusals } from "./errors.js";
import { listStacks } from "./list-stacks.js";
import { describeStacks, getTemplate, listStackResources } from "./operations.js";
import type { CloudFormationState } from "./state.js";

const operations = new Map<string, QueryOperation<CloudFormationState>>([
  ["DescribeStacks", describeStacks],
  ["ListStacks", listStacks],
  ["ListStackResources", listStackResources],
  ["GetTemplate", getTemplate],
]);

/** What it answers. */
export const cloudFormationOperations: readonly string[] = [...operations.keys()];

/** CloudFormation over the AWS Query protocol. */
export function createCloudFormation(state: CloudFormationState): Service {
  const api = {
    host: "http://cloudformation.amazonaws.com",
    version: "2010-05-15",
    operations,
    describe: (
      { context }: CloudFormationState,
      _: string,
      { StackName }: Readonly<Record<string, unknown>>,
    ) => {
      const target = typeof StackName === "string" ? StackName : "";
      const resource = target.startsWith("arn:")
        ? target
        : arnIn(context, "cloudformation", `stack/${target || "*"}/*`);
      return { service: "CloudFormation", target, resource, changing: false } as const;
    },
  };
  return createQueryService(state, api, cloudFormationRefusals);
}
