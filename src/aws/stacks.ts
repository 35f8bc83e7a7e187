import type { Stack as CloudFormationStack, StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { JetsError, mapBounded, type StackFunction, type Stacks } from "../maintenance/index.js";
import type { Call } from "./call.js";
import { listServiceFunctions } from "./custom-resources.js";
import { isRefusal } from "./errors.js";
import type { CloudFormationCalls } from "./sdk/cloudformation.js";

/** CloudFormation. `connect` gives the client, loaded at the first call. */
export function createStacks(connect: () => Promise<CloudFormationCalls>, call: Call): Stacks {
  const orNotDeployed = async <Answer>(name: string, answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      // ValidationError is generic; only its text tells a missing stack from a bad request.
      if (isRefusal(error, "ValidationError", /does not exist/))
        throw notDeployed(name, await (await connect()).place(), error);
      throw error;
    }
  };

  const listResources = async (name: string): Promise<StackResourceSummary[]> => {
    const cloudFormation = await connect();
    const resources: StackResourceSummary[] = [];
    let next: string | undefined;
    do {
      const page = await call("cloudformation:ListStackResources", name, () =>
        cloudFormation.listStackResources({ StackName: name, NextToken: next }),
      );
      resources.push(...(page.StackResourceSummaries ?? []).filter(exists));
      next = page.NextToken;
    } while (next !== undefined && next !== "");
    return resources;
  };

  const listAll = async (name: string): Promise<Contents> => {
    const resources = await listResources(name);
    const nested = resources.filter((resource) => resource.ResourceType === "AWS::CloudFormation::Stack");
    const [serving, below] = await Promise.all([
      listServiceFunctions(await connect(), call, name, resources),
      mapBounded(nested, ({ PhysicalResourceId = "" }) => listAll(PhysicalResourceId)),
    ]);
    return {
      resources: [...resources, ...below.flatMap((stack) => stack.resources)],
      serving: [...serving, ...below.flatMap((stack) => stack.serving)],
    };
  };

  return {
    async get(name) {
      const cloudFormation = await connect();
      const answer = await orNotDeployed(
        name,
        call("cloudformation:DescribeStacks", name, () => cloudFormation.describeStacks({ StackName: name })),
      );
      const stack = answer.Stacks?.[0];
      // A change set was made for it and never executed: nothing of it exists.
      if (stack === undefined || stack.StackStatus === "REVIEW_IN_PROGRESS")
        throw notDeployed(name, await cloudFormation.place());
      return { name, id: stack.StackId ?? name, status: stack.StackStatus ?? "UNKNOWN" };
    },

    listFunctions: async (name) => functionsAmong(await orNotDeployed(name, listAll(name))),

    async list() {
      const cloudFormation = await connect();
      const names: string[] = [];
      let next: string | undefined;
      do {
        const page = await call("cloudformation:DescribeStacks", "*", () =>
          cloudFormation.describeAllStacks({ NextToken: next }),
        );
        names.push(...(page.Stacks ?? []).filter(isOutermost).map(({ StackName = "" }) => StackName));
        next = page.NextToken;
      } while (next !== undefined && next !== "");
      return names;
    },
  };
}

const isOutermost = ({ ParentId, StackStatus }: CloudFormationStack): boolean =>
  ParentId === undefined && StackStatus !== "REVIEW_IN_PROGRESS";

/** What is in a stack and in those nested in it. */
interface Contents {
  readonly resources: readonly StackResourceSummary[];
  /** The names of the functions that CloudFormation calls for custom resources. */
  readonly serving: readonly string[];
}

const gone = new Set(["DELETE_COMPLETE", "DELETE_SKIPPED", "CREATE_FAILED"]);

const exists = ({ PhysicalResourceId, ResourceStatus }: StackResourceSummary): boolean =>
  PhysicalResourceId !== undefined && PhysicalResourceId !== "" && !gone.has(ResourceStatus ?? "");

function functionsAmong({ resources, serving }: Contents): StackFunction[] {
  const published = new Set(
    resources.filter(isPublication).map(({ PhysicalResourceId }) => functionOf(PhysicalResourceId)),
  );
  return resources
    .filter(({ ResourceType }) => ResourceType === "AWS::Lambda::Function")
    .map(({ PhysicalResourceId = "", LogicalResourceId = "" }) => ({
      name: PhysicalResourceId,
      logicalId: LogicalResourceId,
      published: published.has(PhysicalResourceId),
      servesDeployments: serving.includes(PhysicalResourceId),
    }));
}

const isPublication = ({ ResourceType }: StackResourceSummary): boolean =>
  ResourceType === "AWS::Lambda::Alias" || ResourceType === "AWS::Lambda::Version";

/** The physical id of an alias or a version is `arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER`. */
const functionOf = (arn = ""): string => arn.split(":")[6] ?? "";

function notDeployed(name: string, place: string, cause?: unknown): JetsError {
  return new JetsError(
    "not_deployed",
    "Project has not been deployed",
    `There is no stack ${name} in ${place}: deploy it, or name another with --stack, --region or --profile.`,
    { cause },
  );
}
