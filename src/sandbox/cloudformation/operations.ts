import type { Input } from "../wire/input.js";
import { cutPage } from "../wire/pages.js";
import type { XmlValue } from "../wire/xml.js";
import { badToken, stackNotFound } from "./errors.js";
import { findStack, type CloudFormationState, type StackResource, type StackState } from "./state.js";

/** DescribeStacks: one by name or ARN, or all that are there. */
export function describeStacks(state: CloudFormationState, input: Input): XmlValue {
  const name = input.text("StackName");
  if (name !== undefined) {
    const stack = findStack(state, name);
    if (stack === undefined) throw stackNotFound(name);
    return { Stacks: [describeStack(stack)] };
  }
  const there = [...state.stacks.values()].filter(({ status }) => status !== "DELETE_COMPLETE");
  const page = cutStacks(there, state, input);
  return { Stacks: page.items.map(describeStack), NextToken: page.next };
}

/** A page of stacks. */
export function cutStacks(
  stacks: readonly StackState[],
  { context }: CloudFormationState,
  input: Input,
): ReturnType<typeof cutPage<StackState>> {
  const { pageSizes, emptyFirstPages } = context.settings;
  return cutPage(stacks, {
    keyOf: ({ id }) => id,
    token: input.text("NextToken"),
    size: pageSizes.stacks,
    emptyFirst: emptyFirstPages,
    badToken,
  });
}

/** ListStackResources: not those of nested stacks. */
export function listStackResources(state: CloudFormationState, input: Input): XmlValue {
  const stack = findNamed(state, input);
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(stack.resources.values(), {
    keyOf: ({ logicalId }) => logicalId,
    token: input.text("NextToken"),
    size: pageSizes.stackResources,
    emptyFirst: emptyFirstPages,
    badToken,
  });
  return {
    StackResourceSummaries: page.items.map((resource) => describeResource(stack, resource)),
    NextToken: page.next,
  };
}

/** GetTemplate: as it was seeded, or types and what the seed says of the properties. */
export function getTemplate(state: CloudFormationState, input: Input): XmlValue {
  const { resources, parameters, template: seeded } = findNamed(state, input);
  const described = [...resources.values()].map(({ logicalId, type, properties }): [string, unknown] => [
    logicalId,
    { Type: type, Properties: properties },
  ]);
  const declared = Object.keys(parameters).map((name): [string, unknown] => [name, { Type: "String" }]);
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Parameters: declared.length === 0 ? undefined : Object.fromEntries(declared),
    Resources: Object.fromEntries(described),
  };
  return { TemplateBody: seeded ?? JSON.stringify(template), StagesAvailable: ["Original", "Processed"] };
}

function findNamed(state: CloudFormationState, input: Input): StackState {
  const name = input.requiredText("StackName");
  const stack = findStack(state, name);
  if (stack === undefined) throw stackNotFound(name);
  return stack;
}

function describeStack(stack: StackState): XmlValue {
  const createdAt = new Date(stack.createdAt).toISOString();
  return {
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: createdAt,
    DeletionTime: stack.status === "DELETE_COMPLETE" ? createdAt : undefined,
    RollbackConfiguration: {},
    StackStatus: stack.status,
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    DisableRollback: "false",
    NotificationARNs: [],
    ParentId: stack.parent?.id,
    RootId: stack.parent?.root,
    EnableTerminationProtection: "false",
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

function describeResource(stack: StackState, resource: StackResource): XmlValue {
  return {
    LogicalResourceId: resource.logicalId,
    // CloudFormation has none for a resource that failed before it was created.
    PhysicalResourceId: resource.physicalId === "" ? undefined : resource.physicalId,
    ResourceType: resource.type,
    LastUpdatedTimestamp: new Date(stack.createdAt).toISOString(),
    ResourceStatus: resource.status,
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  };
}
