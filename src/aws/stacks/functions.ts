import type { StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { JetsError, parseFunctionId, type FunctionId, type StackFunction } from "../../maintenance/index.js";
import type { Contents } from "./contents.js";

/** Where a stack is, by its ARN. */
export type StackPlace = Required<Pick<FunctionId, "region" | "account">>;

/**
 * The functions among what a stack holds, each once, by its bare name.
 * @param locate tells where the stack is; asked only where a physical id says where its function is
 * @throws JetsError `failed` when a physical id is no function's, or one's of another account or region
 */
export async function functionsAmong(
  stack: string,
  { resources, serving }: Contents,
  locate: () => Promise<StackPlace>,
): Promise<StackFunction[]> {
  const listed = resources
    .filter(({ ResourceType }) => ResourceType === "AWS::Lambda::Function")
    .map((resource) => ({ resource, id: idOf(stack, resource) }));
  if (listed.some(({ id }) => id.region !== undefined || id.account !== undefined)) {
    const place = await locate();
    for (const { resource, id } of listed) verifyPlace(stack, resource, id, place);
  }
  const qualifiers = new Map<string, string[]>();
  for (const resource of resources.filter(isPublication)) {
    const { name } = idOf(stack, resource);
    // The physical id is `arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER`.
    qualifiers.set(name, [
      ...(qualifiers.get(name) ?? []),
      resource.PhysicalResourceId?.split(":").at(-1) ?? "",
    ]);
  }
  const functions = new Map<string, StackFunction>();
  // What failed or was retained comes last: the row of a function that moved within the application says more.
  for (const { resource, id } of [...listed.filter(isSettled), ...listed.filter((one) => !isSettled(one))]) {
    if (functions.has(id.name)) continue;
    functions.set(id.name, {
      name: id.name,
      logicalId: resource.LogicalResourceId ?? "",
      published: qualifiers.has(id.name),
      qualifiers: qualifiers.get(id.name) ?? [],
      servesDeployments: serving.includes(id.name),
    });
  }
  return [...functions.values()];
}

const isSettled = ({ resource }: { readonly resource: StackResourceSummary }): boolean =>
  !/_FAILED$|^DELETE_/.test(resource.ResourceStatus ?? "");

const isPublication = ({ ResourceType }: StackResourceSummary): boolean =>
  ResourceType === "AWS::Lambda::Alias" || ResourceType === "AWS::Lambda::Version";

function idOf(
  stack: string,
  { LogicalResourceId = "", PhysicalResourceId = "", ResourceType = "" }: StackResourceSummary,
): FunctionId {
  const id = parseFunctionId(PhysicalResourceId);
  if (id !== undefined) return id;
  throw new JetsError(
    "failed",
    `The physical id of ${LogicalResourceId} of ${stack} does not name a function: "${PhysicalResourceId}".`,
    `A ${ResourceType} must have a function's name or ARN as physical id; see what \`aws cloudformation list-stack-resources --stack-name ${stack}\` lists. Nothing was changed.`,
  );
}

function verifyPlace(
  stack: string,
  { LogicalResourceId = "", PhysicalResourceId = "" }: StackResourceSummary,
  { region, account }: FunctionId,
  place: StackPlace,
): void {
  if ((region ?? place.region) === place.region && (account ?? place.account) === place.account) return;
  throw new JetsError(
    "failed",
    `The function ${LogicalResourceId} of ${stack} is not where the stack is, in ${place.region} of account ${place.account}: "${PhysicalResourceId}".`,
    "A function of another account or region can't be stopped from here; give it a name in the template instead of an ARN. Nothing was changed.",
  );
}
