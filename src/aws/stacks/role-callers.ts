import type { StackResourceSummary } from "@aws-sdk/client-cloudformation";
import * as v from "valibot";
import { parseFunctionId, type RoleCaller } from "../../maintenance/index.js";
import type { ServiceCall } from "../call/service.js";
import type { CloudFormationCalls } from "../sdk/cloudformation.js";
import type { StackResources } from "./contents.js";
import { aimsOf, typesThatCall, type Aim } from "./role-caller-aims.js";
import { getStackValues, getTemplate, parseTemplate, type StackValues } from "./template.js";
import { evaluate, type Lookup } from "./template-values.js";

const templateSchema = v.object({
  Parameters: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.record(v.string(), v.object({ Properties: v.optional(v.unknown()) })),
});

/** What stands for any value that no target depends on: region, account, names of other things. */
const any = "any";

/**
 * What of one stack calls functions by a role of its own. Only the template says what they are; it is read where there
 * are such resources.
 */
export async function listRoleCallers(
  call: ServiceCall<CloudFormationCalls>,
  { stack, resources }: StackResources,
  thorough: boolean,
): Promise<readonly RoleCaller[]> {
  const types = typesThatCall(thorough);
  const calling = resources.filter(({ ResourceType = "" }) => types.has(ResourceType));
  if (calling.length === 0) return [];
  const parsed = v.safeParse(templateSchema, await parseTemplate(await getTemplate(call, stack)));
  const template = parsed.success ? parsed.output : { Parameters: {}, Resources: {} };
  const given =
    Object.keys(template.Parameters).length === 0 ? [] : parametersOf(await getStackValues(call, stack));
  const handed = await outputsOf(call, resources, JSON.stringify(template.Resources));
  const lookup = lookupAmong(resources, new Map([...given, ...handed]));
  return calling.map(({ LogicalResourceId: logicalId = "", ResourceType: type = "" }) =>
    callerOf(logicalId, aimsOf(type, template.Resources[logicalId]?.Properties), lookup),
  );
}

type Value = readonly [name: string, value: string];

const parametersOf = ({ Parameters = [] }: StackValues): Value[] =>
  Parameters.map(({ ParameterKey = "", ParameterValue = "" }) => [ParameterKey, ParameterValue]);

/** What nested stacks hand up, where the template asks for it. */
async function outputsOf(
  call: ServiceCall<CloudFormationCalls>,
  resources: readonly StackResourceSummary[],
  template: string,
): Promise<Value[]> {
  const nested = resources.filter(
    ({ ResourceType, LogicalResourceId = "" }) =>
      ResourceType === "AWS::CloudFormation::Stack" &&
      new RegExp(String.raw`\b${LogicalResourceId}(\.|",")Outputs\.`).test(template),
  );
  const handed = nested.map(async ({ LogicalResourceId = "", PhysicalResourceId = "" }) => {
    const { Outputs = [] } = await getStackValues(call, PhysicalResourceId);
    return Outputs.map(({ OutputKey = "", OutputValue = "" }): Value => [
      `${LogicalResourceId}.Outputs.${OutputKey}`,
      OutputValue,
    ]);
  });
  return (await Promise.all(handed)).flat();
}

function lookupAmong(
  resources: readonly StackResourceSummary[],
  values: ReadonlyMap<string, string>,
): Lookup {
  const byId = new Map(resources.map((resource) => [resource.LogicalResourceId, resource]));
  return (name) => {
    if (name.startsWith("AWS::")) return any;
    const value = values.get(name);
    if (value !== undefined) return value;
    const [head] = name.split(".");
    const resource = byId.get(head);
    if (resource === undefined || resource.ResourceType === "AWS::CloudFormation::Stack") return undefined;
    const { ResourceType: type, PhysicalResourceId: id = "" } = resource;
    if (type === "AWS::Lambda::Alias" || type === "AWS::Lambda::Version") return id;
    if (type !== "AWS::Lambda::Function") return `arn:${any}`;
    const fn = parseFunctionId(id)?.name;
    return fn === undefined ? undefined : `arn:aws:lambda:${any}:${any}:function:${fn}`;
  };
}

function callerOf(logicalId: string, { source, isAsync, values }: Aim, lookup: Lookup): RoleCaller {
  const found = values.flatMap((value) => evaluate(value, lookup));
  return {
    logicalId,
    source,
    isAsync,
    targets: found.flatMap((text = "") => targetIn(text)),
    isUnclear: found.some((text) => text === undefined || (targetIn(text).length === 0 && !isOther(text))),
  };
}

/** A function's ARN, whole or partial, or its bare name, with an optional alias or version. */
function targetIn(text: string): RoleCaller["targets"] {
  const { name, qualifier } =
    /(?:^|:function:)(?<name>[\w-]+)(?::(?<qualifier>[\w$-]+))?$/.exec(text)?.groups ?? {};
  if (name === undefined) return [];
  return [qualifier === undefined || qualifier === "$LATEST" ? { name } : { name, qualifier }];
}

/** An ARN of something that is no function. */
const isOther = (text: string): boolean => text.startsWith("arn:") && !text.includes(":lambda:");
