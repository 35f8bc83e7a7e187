import type { StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { mapBounded, type MissingStack } from "../../maintenance/index.js";
import { isStackMissing } from "../call/refusals.js";
import { readPages, type ServiceCall } from "../call/service.js";
import type { CloudFormationCalls } from "../sdk/cloudformation.js";
import { listServiceFunctions } from "./custom-resources.js";

/** What is in a stack and in those nested in it. */
export interface Contents {
  /** The stacks one by one. */
  readonly stacks: readonly StackResources[];
  readonly resources: readonly StackResourceSummary[];
  /** The names of the functions that CloudFormation calls for custom resources. */
  readonly serving: readonly string[];
  /** The nested stacks that are listed and are not there. */
  readonly missing: readonly MissingStack[];
}

/** What one stack lists itself. */
export interface StackResources {
  /** Its name or ARN. */
  readonly stack: string;
  readonly resources: readonly StackResourceSummary[];
}

/** Lists what is in a stack, by its name or ARN, and in those nested in it at any depth. */
export async function listContents(call: ServiceCall<CloudFormationCalls>, stack: string): Promise<Contents> {
  const listed = await listResources(call, stack);
  const resources = listed.filter(exists);
  const nested = resources.filter(({ ResourceType }) => ResourceType === "AWS::CloudFormation::Stack");
  const [serving, below] = await Promise.all([
    listServiceFunctions(call, stack, resources),
    mapBounded(nested, (resource) => listNested(call, resource)),
  ]);
  return {
    stacks: [{ stack, resources }, ...below.flatMap((inner) => inner.stacks)],
    resources: [...resources, ...below.flatMap((inner) => inner.resources)],
    serving: [...serving, ...below.flatMap((inner) => inner.serving)],
    missing: below.flatMap((inner) => inner.missing),
  };
}

/** A stack that was deleted by hand is still listed by the one around it. */
async function listNested(
  call: ServiceCall<CloudFormationCalls>,
  { PhysicalResourceId: id = "", LogicalResourceId: logicalId = "" }: StackResourceSummary,
): Promise<Contents> {
  const missing = { name: /:stack\/([^/]+)/.exec(id)?.[1] ?? id, logicalId };
  try {
    const contents = await listContents(call, id);
    const isEmpty = contents.resources.length === 0 && contents.missing.length === 0;
    return isEmpty && (await isDeleted(call, id)) ? { ...contents, missing: [missing] } : contents;
  } catch (error) {
    if (!isStackMissing(error)) throw error;
    return { stacks: [], resources: [], serving: [], missing: [missing] };
  }
}

/** For 90 days a deleted stack answers to its ARN: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
async function isDeleted(call: ServiceCall<CloudFormationCalls>, id: string): Promise<boolean> {
  const answer = await call("cloudformation:DescribeStacks", id, (cloudFormation) =>
    cloudFormation.describeStacks({ StackName: id }),
  );
  return answer.Stacks?.[0]?.StackStatus === "DELETE_COMPLETE";
}

async function listResources(
  call: ServiceCall<CloudFormationCalls>,
  stack: string,
): Promise<StackResourceSummary[]> {
  const pages = await readPages((next) =>
    call("cloudformation:ListStackResources", stack, (cloudFormation) =>
      cloudFormation.listStackResources({ StackName: stack, NextToken: next }),
    ),
  );
  return pages.flatMap((page) => page.StackResourceSummaries ?? []);
}

/**
 * Reads whatever has a physical id. Its status does not say whether it exists: with rollback disabled, what failed to
 * be created or deleted stays, and so does what is retained (`DELETE_SKIPPED`). A name that was freed with
 * `DELETE_COMPLETE` may belong to another stack now.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
 */
const exists = ({ PhysicalResourceId, ResourceStatus }: StackResourceSummary): boolean =>
  PhysicalResourceId !== undefined && PhysicalResourceId !== "" && ResourceStatus !== "DELETE_COMPLETE";
