import type { Stack as CloudFormationStack } from "@aws-sdk/client-cloudformation";
import { JetsError, mapBounded, type Stack, type Stacks } from "../../maintenance/index.js";
import type { Call } from "../call/call.js";
import type { CloudFormationCalls } from "../sdk/cloudformation.js";
import { isStackMissing } from "../call/errors.js";
import { listRoleCallers } from "./role-callers.js";
import { listContents, type Contents } from "./contents.js";
import { functionsAmong, type StackPlace } from "./functions.js";

/** CloudFormation. `connect` gives the client, loaded at the first call. */
export function createStacks(connect: () => Promise<CloudFormationCalls>, call: Call): Stacks {
  const orNotDeployed = async <Answer>(name: string, answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      if (isStackMissing(error)) throw notDeployed(name, await (await connect()).place(), error);
      throw error;
    }
  };

  const get: Stacks["get"] = async (name) => {
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
  };

  // Listing the stacks is the larger part of the work, and is not done twice in one run.
  const listed = new Map<string, Promise<Contents>>();
  const list = async (name: string): Promise<Contents> => {
    const contents = orNotDeployed(name, listContents(await connect(), call, name));
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
      const cloudFormation = await connect();
      const callers = await mapBounded(stacks, (stack) =>
        listRoleCallers(cloudFormation, call, stack, thorough),
      );
      return callers.flat();
    },

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

/** A stack's ARN is `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID`. */
function placeOf({ id }: Stack): StackPlace {
  const [, , , region = "", account = ""] = id.split(":");
  return { region, account };
}

function ignore(): void {
  // Whoever only wants the functions.
}

function notDeployed(name: string, place: string, cause?: unknown): JetsError {
  return new JetsError(
    "not_deployed",
    "Project has not been deployed",
    `There is no stack ${name} in ${place}: deploy it, or name another with --stack, --region or --profile.`,
    { cause },
  );
}
