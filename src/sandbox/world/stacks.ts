import { defined } from "../../defined.js";
import type { StackResource, StackState } from "../cloudformation/state.js";
import { functionArn } from "../lambda/names.js";
import type { FunctionState } from "../lambda/state.js";
import { arnIn, uuidFrom } from "../context.js";
import type { FunctionSeed, NestedStackSeed, StackContent, StackSeed } from "../seed/seed.js";
import { allowSending, roleArn } from "./events.js";
import { addFunction, addMapping } from "./functions.js";
import type { Region } from "./region.js";

/** Deploys a stack with everything in it. @throws Error when there is one of its name already */
export function deployStack(region: Region, seed: StackSeed): StackState {
  return deploy(region, seed.name, seed, undefined);
}

/** Deploys a function into a stack, with its versions, aliases and mappings. */
export function deployFunction(region: Region, stack: StackState, seed: FunctionSeed): FunctionState {
  const logicalId = seed.logicalId ?? logicalIdFrom(stack.name, seed.name);
  if (stack.resources.has(logicalId)) throw new Error(`${stack.name} has a resource ${logicalId} already.`);
  const fn = addFunction(region.lambda, { ...seed, mappings: [] });
  put(stack, { logicalId, type: "AWS::Lambda::Function", physicalId: fn.name });
  const listQualifier = (kind: "Alias" | "Version", qualifier: string): void => {
    const physicalId = functionArn(region.context, fn.name, qualifier);
    put(stack, {
      logicalId: `${logicalId}${kind}${capitalise(qualifier)}`,
      type: `AWS::Lambda::${kind}`,
      physicalId,
    });
  };
  for (const version of fn.versions.keys()) listQualifier("Version", version);
  for (const alias of fn.aliases.keys()) listQualifier("Alias", alias);
  for (const [index, mapping] of (seed.mappings ?? []).entries()) {
    const { uuid } = addMapping(region.lambda, fn, mapping);
    if (mapping.inStack === false) continue;
    const type = "AWS::Lambda::EventSourceMapping";
    put(stack, { logicalId: `${logicalId}Mapping${index + 1}`, type, physicalId: uuid });
  }
  return fn;
}

/** Lists one more resource of a stack. */
function put(
  stack: StackState,
  resource: Omit<StackResource, "status"> & { readonly status?: string },
): void {
  stack.resources.set(resource.logicalId, { status: "CREATE_COMPLETE", ...resource });
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
    id: arnIn(region.context, "cloudformation", `stack/${name}/${uuidFrom(`${name} ${stacks.size}`)}`),
    name,
    status: content.status ?? "UPDATE_COMPLETE",
    createdAt: region.context.now(),
    parent: outer === undefined ? undefined : { id: outer.id, root: outer.parent?.root ?? outer.id },
    parameters: content.parameters ?? {},
    outputs: content.outputs ?? {},
    template: content.template,
    resources: new Map(),
  };
  stacks.set(stack.id, stack);
  for (const [role, queues] of Object.entries(content.sendableBy ?? {}))
    allowSending(region.lambda, roleArn(region.context, role), queues);
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
  put(outer, {
    logicalId,
    type: "AWS::CloudFormation::Stack",
    physicalId: inner.id,
    ...defined({ status: seed.status }),
  });
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
