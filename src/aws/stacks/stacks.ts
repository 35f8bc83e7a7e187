import type { Stack as CloudFormationStack } from "@aws-sdk/client-cloudformation";
import { JetsError, mapBounded, type Stack, type Stacks } from "../../maintenance/index.js";
import { isStackMissing } from "../call/refusals.js";
import { readPages, type ServiceCall } from "../call/service.js";
import type { CloudFormationCalls } from "../sdk/cloudformation.js";
import { listContents, type Contents } from "./contents.js";
import { functionsAmong, type StackPlace } from "./functions.js";
import { listRoleCallers } from "./role-callers.js";

/** What was listed of each stack: it is the larger part of the work, and is not done twice in one run. */
export type Listed = Map<string, Promise<Contents>>;

/** CloudFormation. `whereabouts` gives region and, where known, account, for what is said of a missing stack. */
export function createStacks(
  call: ServiceCall<CloudFormationCalls>,
  whereabouts: () => Promise<string>,
  listed: Listed,
): Stacks {
  const get = (name: string): Promise<Stack> => getStack(name, call, whereabouts);

  const list = (name: string): Promise<Contents> => {
    const contents = orNotDeployed(name, listContents(call, name), whereabouts);
    listed.set(name, contents);
    return contents;
  };

  return {
    get,

    async listFunctions(name, onMissing = ignore) {
      const contents = await list(name);
      contents.missing.forEach(onMissing);
      return functionsAmong(name, contents, async () => placeOf(await get(name)));
    },

    async listRoleCallers(name, { thorough }) {
      const { stacks } = await (listed.get(name) ?? list(name));
      const callers = await mapBounded(stacks, (stack) => listRoleCallers(call, stack, thorough));
      return callers.flat();
    },

    async list() {
      const pages = await readPages((next) =>
        call("cloudformation:DescribeStacks", "*", (cloudFormation) =>
          cloudFormation.describeAllStacks({ NextToken: next }),
        ),
      );
      const stacks = pages.flatMap((page) => page.Stacks ?? []);
      return stacks.filter(isOutermost).map(({ StackName = "" }) => StackName);
    },
  };
}

async function getStack(
  name: string,
  call: ServiceCall<CloudFormationCalls>,
  whereabouts: () => Promise<string>,
): Promise<Stack> {
  const described = call("cloudformation:DescribeStacks", name, (cloudFormation) =>
    cloudFormation.describeStacks({ StackName: name }),
  );
  const { Stacks: [stack] = [] } = await orNotDeployed(name, described, whereabouts);
  // A change set was made for it and never executed: nothing of it exists.
  if (stack === undefined || stack.StackStatus === "REVIEW_IN_PROGRESS")
    throw notDeployed(name, await whereabouts());
  return { name, id: stack.StackId ?? name, status: stack.StackStatus ?? "UNKNOWN" };
}

/** The answer. @throws JetsError `not_deployed` where AWS says that there is no such stack */
async function orNotDeployed<Answer>(
  name: string,
  answer: Promise<Answer>,
  whereabouts: () => Promise<string>,
): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (isStackMissing(error)) throw notDeployed(name, await whereabouts(), error);
    throw error;
  }
}

const isOutermost = ({ ParentId, StackStatus }: CloudFormationStack): boolean =>
  ParentId === undefined && StackStatus !== "REVIEW_IN_PROGRESS";

/** A stack's ARN is `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID`. */
function placeOf({ id }: Stack): StackPlace {
  const [, , , region = "", account = ""] = id.split(":");
  return { region, account };
}

function ignore(): void {
  // The caller wants the functions alone.
}

function notDeployed(name: string, place: string, cause?: unknown): JetsError {
  return new JetsError(
    "not_deployed",
    "Project has not been deployed",
    `There is no stack ${name} in ${place}: deploy it, or name another with --stack, --region or --profile.`,
    { cause },
  );
}
