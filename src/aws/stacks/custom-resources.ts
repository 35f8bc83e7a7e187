import type { Stack, StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { parseFunctionId } from "../../maintenance/index.js";
import type { Call } from "../call/call.js";
import { isStackMissing } from "../call/errors.js";
import type { CloudFormationCalls } from "../sdk/cloudformation.js";
import { isCustom, readServiceTokens } from "./service-tokens.js";

/** What a stack was given and what it hands on. */
type Values = Pick<Stack, "Parameters" | "Outputs">;

/**
 * The names of the functions that CloudFormation calls for the custom resources of one stack: a deployment waits for
 * their answers, for an hour unless the template says otherwise. Only the template says which ones they are; it is read
 * where there are such resources.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
 */
export async function listServiceFunctions(
  cloudFormation: CloudFormationCalls,
  call: Call,
  stack: string,
  resources: readonly StackResourceSummary[],
): Promise<readonly string[]> {
  if (!resources.some(({ ResourceType }) => isCustom(ResourceType))) return [];
  const { TemplateBody = "" } = await call("cloudformation:GetTemplate", stack, () =>
    cloudFormation.getTemplate({ StackName: stack, TemplateStage: "Processed" }),
  );
  const { texts, parameters } = await readServiceTokens(stack, TemplateBody);
  const describe = async (name: string): Promise<Values> => {
    try {
      const answer = await call("cloudformation:DescribeStacks", name, () =>
        cloudFormation.describeValues({ StackName: name }),
      );
      return answer.Stacks?.[0] ?? {};
    } catch (error) {
      // A nested stack that somebody has deleted hands nothing on.
      if (isStackMissing(error)) return {};
      throw error;
    }
  };
  const values = [
    ...texts,
    ...namedAmong(resources, texts),
    ...(parameters.length === 0 ? [] : valuesOf(await describe(stack), parameters)),
    ...(await readOutputs(resources, texts, describe)),
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
  resources: readonly StackResourceSummary[],
  texts: ReadonlySet<string>,
  describe: (name: string) => Promise<Values>,
): Promise<string[]> {
  const values: string[] = [];
  for (const { ResourceType, LogicalResourceId = "", PhysicalResourceId = "" } of resources) {
    const start = `${LogicalResourceId}.Outputs.`;
    const keys = [...texts].flatMap((text) => (text.startsWith(start) ? [text.slice(start.length)] : []));
    if (ResourceType !== "AWS::CloudFormation::Stack" || keys.length === 0) continue;
    values.push(...valuesOf(await describe(PhysicalResourceId), keys));
  }
  return values;
}

function valuesOf({ Parameters = [], Outputs = [] }: Values, keys: readonly string[]): string[] {
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
