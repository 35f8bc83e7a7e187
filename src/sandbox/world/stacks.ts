import type { StackResource, StackState } from "../cloudformation/state.js";
import { functionArn, parseFunctionName } from "../lambda/names.js";
import type { FunctionState } from "../lambda/state.js";
import { arnIn, uuidFrom } from "../place.js";
import type { FunctionSeed, MappingSeed, NestedStackSeed, StackContent, StackSeed } from "../seed/seed.js";
import { addFunction, addMapping } from "./functions.js";
import type { Region } from "./region.js";

/** Deploys a stack with everything in it. @throws Error when there is one of its name already */
export function deployStack(region: Region, seed: StackSeed): StackState {
  return deploy(region, seed.name, seed, undefined);
}

/** Deletes a stack, those nested in it, and everything that they hold; they stay listed by ARN. */
export function deleteStack(region: Region, stack: StackState): void {
  for (const resource of stack.resources.values()) {
    const nested = region.cloudFormation.stacks.get(resource.physicalId);
    if (nested !== undefined) deleteStack(region, nested);
    if (resource.type === "AWS::Lambda::Function")
      region.lambda.functions.delete(parseFunctionName(region.place, resource.physicalId).name);
    if (resource.type === "AWS::Lambda::EventSourceMapping")
      region.lambda.mappings.delete(resource.physicalId);
    stack.resources.set(resource.logicalId, { ...resource, status: "DELETE_COMPLETE" });
  }
  stack.status = "DELETE_COMPLETE";
}

/** Deploys a function into a stack, with its versions, aliases and mappings. */
export function deployFunction(region: Region, stack: StackState, seed: FunctionSeed): FunctionState {
  const logicalId = seed.logicalId ?? logicalIdFrom(stack.name, seed.name);
  if (stack.resources.has(logicalId)) throw new Error(`${stack.name} has a resource ${logicalId} already.`);
  const fn = addFunction(region.lambda, { ...seed, mappings: [] });
  put(stack, { logicalId, type: "AWS::Lambda::Function", physicalId: fn.name });
  for (const version of fn.versions.keys()) listVersion(region, stack, fn, logicalId, version);
  for (const alias of fn.aliases.keys()) listAlias(region, stack, fn, logicalId, alias);
  for (const [index, mapping] of (seed.mappings ?? []).entries())
    deployMapping(region, stack, fn, `${logicalId}Mapping${index + 1}`, mapping);
  return fn;
}

/** Lists one more resource of a stack. */
export function put(
  stack: StackState,
  resource: Omit<StackResource, "status"> & { readonly status?: string },
): void {
  stack.resources.set(resource.logicalId, { status: "CREATE_COMPLETE", ...resource });
}

function listVersion(
  region: Region,
  stack: StackState,
  fn: FunctionState,
  logicalId: string,
  version: string,
): void {
  const physicalId = functionArn(region.place, fn.name, version);
  put(stack, { logicalId: `${logicalId}Version${version}`, type: "AWS::Lambda::Version", physicalId });
}

function listAlias(
  region: Region,
  stack: StackState,
  fn: FunctionState,
  logicalId: string,
  alias: string,
): void {
  const physicalId = functionArn(region.place, fn.name, alias);
  put(stack, { logicalId: `${logicalId}Alias${capitalise(alias)}`, type: "AWS::Lambda::Alias", physicalId });
}

function deployMapping(
  region: Region,
  stack: StackState,
  fn: FunctionState,
  logicalId: string,
  seed: MappingSeed,
): void {
  const { uuid } = addMapping(region.lambda, fn, seed);
  if (seed.inStack ?? true)
    put(stack, { logicalId, type: "AWS::Lambda::EventSourceMapping", physicalId: uuid });
}

function deploy(
  region: Region,
  name: string,
  content: StackContent,
  outer: StackState | undefined,
): StackState {
  const { stacks } = region.cloudFormation;
  if ([...stacks.values()].some((stack) => stack.name === name && stack.status !== "DELETE_COMPLETE"))
    throw new Error(`There is a stack ${name} already.`);
  const stack: StackState = {
    id: arnIn(region.place, "cloudformation", `stack/${name}/${uuidFrom(`${name} ${stacks.size}`)}`),
    name,
    status: content.status ?? "UPDATE_COMPLETE",
    createdAt: region.place.now(),
    parent: outer === undefined ? undefined : { id: outer.id, root: outer.parent?.root ?? outer.id },
    parameters: content.parameters ?? {},
    outputs: content.outputs ?? {},
    template: content.template,
    resources: new Map(),
  };
  stacks.set(stack.id, stack);
  for (const fn of content.functions ?? []) deployFunction(region, stack, fn);
  for (const resource of content.resources ?? []) put(stack, resource);
  for (const nested of content.nested ?? []) nest(region, stack, nested);
  return stack;
}

function nest(region: Region, outer: StackState, seed: NestedStackSeed): void {
  const { logicalId } = seed;
  const name = seed.name ?? `${outer.name}-${logicalId}-${suffixFrom(outer.name + logicalId)}`;
  const inner = deploy(region, name, seed, outer);
  // What a nested stack has come to is its status as a resource, too.
  const status = seed.status === undefined ? {} : { status: seed.status };
  put(outer, { logicalId, type: "AWS::CloudFormation::Stack", physicalId: inner.id, ...status });
}

// CloudFormation ends the names that it makes with 12 or 13 capitals and digits.
const suffixFrom = (text: string): string => uuidFrom(text).replaceAll("-", "").slice(0, 12).toUpperCase();

function logicalIdFrom(stackName: string, functionName: string): string {
  const own = functionName.startsWith(`${stackName}-`)
    ? functionName.slice(stackName.length + 1)
    : functionName;
  const words = own.split(/[^a-zA-Z0-9]+/).map(capitalise);
  return `${words.join("")}LambdaFunction`;
}

const capitalise = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
