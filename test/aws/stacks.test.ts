import { describe, expect, test } from "vitest";
import type { ResourceSeed, StackContent } from "../../src/sandbox/index.js";
import { openAccount, type Account } from "../support/account.js";

const openWith = (content: StackContent): Account =>
  openAccount({ stacks: [{ name: "demo-dev", ...content }] });

const queue = (index: number): ResourceSeed => ({
  logicalId: `Queue${index}`,
  type: "AWS::SQS::Queue",
  physicalId: `https://queue/${index}`,
});

const namesIn = async ({ aws }: Account): Promise<string[]> =>
  (await aws.stacks.listFunctions("demo-dev")).map(({ name }) => name).sort();

describe("a stack's functions", () => {
  test("are found on every page", async () => {
    const functions = Array.from({ length: 250 }, (_, index) => ({ name: `job${index}` }));
    const account = openWith({ functions });
    expect(await namesIn(account)).toEqual(functions.map(({ name }) => name).sort());
    expect(account.countCalls()).toEqual({ ListStackResources: 3 });
  });

  test("are found behind pages that hold no function, or nothing at all", async () => {
    const resources = Array.from({ length: 5 }, (_, index) => queue(index));
    const account = openAccount({
      stacks: [{ name: "demo-dev", resources, functions: [{ name: "job" }] }],
      pageSizes: { stackResources: 1 },
      emptyFirstPages: true,
    });
    expect(await namesIn(account)).toEqual(["job"]);
  });

  test("are found in stacks nested at any depth", async () => {
    let content: StackContent = { functions: [{ name: "job9" }] };
    for (let depth = 8; depth >= 0; depth -= 1) {
      content = {
        functions: [{ name: `job${depth}` }],
        nested: [{ logicalId: `Level${depth}`, ...content }],
      };
    }
    const account = openWith(content);
    expect(await namesIn(account)).toEqual(Array.from({ length: 10 }, (_, index) => `job${index}`));
    expect(account.countCalls()).toEqual({ ListStackResources: 10 });
  });

  test("say by which logical id the template knows them, and whether the stack publishes them", async () => {
    const account = openWith({
      functions: [
        { name: "plain", logicalId: "Plain" },
        { name: "versioned", logicalId: "Versioned", versions: 1 },
        { name: "aliased", logicalId: "Aliased", versions: 1, aliases: { live: "1" } },
      ],
    });
    expect(await account.aws.stacks.listFunctions("demo-dev")).toEqual([
      { name: "aliased", logicalId: "Aliased", published: true, servesDeployments: false },
      { name: "plain", logicalId: "Plain", published: false, servesDeployments: false },
      { name: "versioned", logicalId: "Versioned", published: true, servesDeployments: false },
    ]);
  });

  test("are published wherever in the application the alias stands", async () => {
    const alias = {
      logicalId: "Live",
      type: "AWS::Lambda::Alias",
      physicalId: "arn:aws:lambda:us-east-1:123456789012:function:job:live",
    };
    const account = openWith({
      functions: [{ name: "job" }],
      nested: [{ logicalId: "Aliases", resources: [alias] }],
    });
    expect(await account.aws.stacks.listFunctions("demo-dev")).toMatchObject([
      { name: "job", published: true, servesDeployments: false },
    ]);
  });

  test.each(["DELETE_COMPLETE", "DELETE_SKIPPED", "CREATE_FAILED"])(
    "are left out once they are %s",
    async (status) => {
      const gone = { logicalId: "Gone", type: "AWS::Lambda::Function", physicalId: "gone", status };
      expect(await namesIn(openWith({ resources: [gone], functions: [{ name: "job" }] }))).toEqual(["job"]);
    },
  );

  test("are left out while they have no name yet", async () => {
    const coming = { logicalId: "Soon", type: "AWS::Lambda::Function", physicalId: "" };
    expect(await namesIn(openWith({ resources: [coming] }))).toEqual([]);
  });
});

test("a stack tells its id and status", async () => {
  const { aws } = openWith({ status: "UPDATE_IN_PROGRESS" });
  expect(await aws.stacks.get("demo-dev")).toEqual({
    name: "demo-dev",
    id: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:123456789012:stack\/demo-dev\//),
    status: "UPDATE_IN_PROGRESS",
  });
});

describe("a stack that is not there", () => {
  const missing = {
    code: "not_deployed",
    message: "Project has not been deployed",
    hint: "There is no stack shop-dev in us-east-1: deploy it, or name another with --stack, --region or --profile.",
  };

  test("is told apart from other errors, whichever call finds out", async () => {
    const { aws } = openWith({});
    await expect(aws.stacks.get("shop-dev")).rejects.toMatchObject(missing);
    await expect(aws.stacks.listFunctions("shop-dev")).rejects.toMatchObject(missing);
  });

  test("is not what a ValidationError about something else means", async () => {
    const { aws, sandbox } = openWith({});
    sandbox.addFault({
      operation: "DescribeStacks",
      action: {
        kind: "refuse",
        status: 400,
        code: "ValidationError",
        message: "1 validation error detected",
      },
    });
    await expect(aws.stacks.get("demo-dev")).rejects.toMatchObject({ code: "aws_refused" });
  });

  test("is not what a refused permission means", async () => {
    const { aws, sandbox } = openWith({});
    sandbox.addFault({ operation: "ListStackResources", action: { kind: "denied" } });
    await expect(aws.stacks.listFunctions("demo-dev")).rejects.toMatchObject({
      code: "access_denied",
      message: expect.stringContaining("cloudformation:ListStackResources on arn:aws:cloudformation:"),
    });
  });
});

test("a stack that a change set was made for, and that never came to be, is not deployed", async () => {
  const { aws } = openWith({ status: "REVIEW_IN_PROGRESS" });
  await expect(aws.stacks.get("demo-dev")).rejects.toMatchObject({ code: "not_deployed" });
});
