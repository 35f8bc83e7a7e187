import type { StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { parseFunctionId } from "../../maintenance/index.js";
import type { ServiceCall } from "../call/service.js";
import type { CloudFormationCalls } from "../sdk/cloudformation.js";
import { isCustom, readServiceTokens } from "./service-tokens.js";
import { getStackValues, getTemplate, type StackValues } from "./template.js";

/**
 * The names of the functions that CloudFormation calls for the custom resources of one stack: a deployment waits for
 * their answers, for an hour unless the template says otherwise. Only the template says which ones they are; it is read
 * where there are such resources.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
 */
export async function listServiceFunctions(
  call: ServiceCall<CloudFormationCalls>,
  stack: string,
  resources: readonly StackResourceSummary[],
): Promise<readonly string[]> {
  if (!resources.some(({ ResourceType }) => isCustom(ResourceType))) return [];
  const { texts, parameters } = await readServiceTokens(stack, await getTemplate(call, stack));
  const values = [
    ...texts,
    ...namedAmong(resources, texts),
    ...(parameters.length === 0 ? [] : valuesOf(await getStackValues(call, stack), parameters)),
    ...(await readOutputs(call, resources, texts)),
  ];
  return [...new Set(values.flatMap(functionIn))];
}

/** The physical ids of the resources that are referred to: a function's is its name or its ARN, an alias's its ARN. */
function namedAmong(resources: readonly StackResourceSummary[], texts: ReadonlySet<string>): string[] {
  const heads = new Set([...texts].map((text) => text.split(".")[0]));
  return resources.flatMap(({ ResourceType, LogicalResourceId, PhysicalResourceId = "" }) => {
    if (!heads.has(LogicalResourceId)) return [];
    const name =
      ResourceType === "AWS::Lambda::Function" ? parseFunctionId(PhysicalResourceId)?.name : undefined;
    return [name === undefined ? PhysicalResourceId : `function:${name}`];
  });
}

/** What nested stacks hand up to their outer stack. */
async function readOutputs(
  call: ServiceCall<CloudFormationCalls>,
  resources: readonly StackResourceSummary[],
  texts: ReadonlySet<string>,
): Promise<string[]> {
  const values: string[] = [];
  for (const { ResourceType, LogicalResourceId = "", PhysicalResourceId = "" } of resources) {
    const start = `${LogicalResourceId}.Outputs.`;
    const keys = [...texts].flatMap((text) => (text.startsWith(start) ? [text.slice(start.length)] : []));
    if (ResourceType !== "AWS::CloudFormation::Stack" || keys.length === 0) continue;
    values.push(...valuesOf(await getStackValues(call, PhysicalResourceId), keys));
  }
  return values;
}

function valuesOf({ Parameters = [], Outputs = [] }: StackValues, keys: readonly string[]): string[] {
  return [
    ...Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue] as const),
    ...Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue] as const),
  ].flatMap(([key = "", value = ""]) => (keys.includes(key) ? [value] : []));
}

/** The function that an ARN names, whatever stands after it. */
const functionIn = (text: string): string[] => {
  const name = /(?:^|:)function:([\w-]+)/.exec(text)?.[1];
  return name === undefined ? [] : [name];
};
