import { describe, expect, test } from "vitest";
import type { ResourceSeed, StackContent } from "../../../src/sandbox/index.js";
import { openAccount, type Account } from "../../support/account.js";

const openWith = (content: StackContent): Account =>
  openAccount({ stacks: [{ name: "demo-dev", ...content }] });

const queue = (index: number): ResourceSeed => ({
  logicalId: `Queue${index}`,
  type: "AWS::SQS::Queue",
  physicalId: `https://queue/${index}`,
});

const listed = (resource: Pick<ResourceSeed, "physicalId" | "status">): ResourceSeed => ({
  logicalId: "Fn",
  type: "AWS::Lambda::Function",
  ...resource,
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
      {
        name: "aliased",
        logicalId: "Aliased",
        published: true,
        qualifiers: ["live", "1"],
        servesDeployments: false,
      },
      { name: "plain", logicalId: "Plain", published: false, qualifiers: [], servesDeployments: false },
      {
        name: "versioned",
        logicalId: "Versioned",
        published: true,
        qualifiers: ["1"],
        servesDeployments: false,
      },
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
      { name: "job", published: true, qualifiers: ["live"], servesDeployments: false },
    ]);
  });

  test("are left out once they are DELETE_COMPLETE: their name may be another stack's by now", async () => {
    const gone = listed({ physicalId: "gone", status: "DELETE_COMPLETE" });
    expect(await namesIn(openWith({ resources: [gone], functions: [{ name: "job" }] }))).toEqual(["job"]);
  });

  test.each([
    "CREATE_FAILED",
    "UPDATE_FAILED",
    "ROLLBACK_FAILED",
    "DELETE_FAILED",
    "DELETE_SKIPPED",
    "DELETE_IN_PROGRESS",
    "A_WORD_TO_COME",
  ])("are looked into though they are %s", async (status) => {
    const kept = listed({ physicalId: "kept", status });
    expect(await namesIn(openWith({ resources: [kept] }))).toEqual(["kept"]);
    const nested = { logicalId: "Inner", status, functions: [{ name: "job" }] };
    expect(await namesIn(openWith({ nested: [nested] }))).toEqual(["job"]);
  });

  test("are left out while they have no name yet", async () => {
    const coming = { logicalId: "Soon", type: "AWS::Lambda::Function", physicalId: "" };
    expect(await namesIn(openWith({ resources: [coming] }))).toEqual([]);
  });
});

const arn = "arn:aws:lambda:us-east-1:123456789012:function:job";

describe("a function's physical id", () => {
  test.each([
    "job",
    "job:$LATEST",
    "function:job",
    "123456789012:function:job",
    "123456789012:job",
    "us-east-1:123456789012:function:job",
    arn,
    `${arn}:$LATEST`,
    `${arn}:live`,
  ])("is reduced to its bare name: %s", async (physicalId) => {
    expect(await namesIn(openWith({ resources: [listed({ physicalId })] }))).toEqual(["job"]);
  });

  test("costs a call only where it says where the function is", async () => {
    const account = openWith({ resources: [listed({ physicalId: "function:job" })] });
    await namesIn(account);
    expect(account.countCalls()).toEqual({ ListStackResources: 1 });
    const other = openWith({ nested: [{ logicalId: "Inner", resources: [listed({ physicalId: arn })] }] });
    await namesIn(other);
    expect(other.countCalls()).toEqual({ ListStackResources: 2, DescribeStacks: 1 });
  });

  test("that is a partial ARN is known by its alias", async () => {
    const alias = { logicalId: "Live", type: "AWS::Lambda::Alias", physicalId: `${arn}:live` };
    const resources = [listed({ physicalId: "123456789012:function:job" }), alias];
    expect(await openWith({ resources }).aws.stacks.listFunctions("demo-dev")).toMatchObject([
      { name: "job", published: true },
    ]);
  });

  test("that is listed twice, in two spellings, is one function: that of the row that did not fail", async () => {
    const old = { ...listed({ physicalId: "job", status: "DELETE_SKIPPED" }), logicalId: "Old" };
    const nested = [{ logicalId: "Inner", resources: [listed({ physicalId: arn })] }];
    expect(await openWith({ resources: [old], nested }).aws.stacks.listFunctions("demo-dev")).toEqual([
      { name: "job", logicalId: "Fn", published: false, qualifiers: [], servesDeployments: false },
    ]);
  });

  test.each([
    "arn:aws:lambda:us-east-1:123456789012:layer:job:1",
    "arn:aws:lambda:us-east-1:123456789012:event-source-mapping:a7b8",
    "arn:aws:s3:::job",
    "my job",
    "jöb",
    "a:b:c",
  ])("that is none is refused: %j", async (physicalId) => {
    const { aws } = openWith({ resources: [listed({ physicalId })] });
    await expect(aws.stacks.listFunctions("demo-dev")).rejects.toMatchObject({
      code: "failed",
      message: `The physical id of Fn of demo-dev does not name a function: "${physicalId}".`,
    });
  });

  test.each([
    ["another account", arn.replace("1234", "9999")],
    ["another region", arn.replace("us-east-1", "eu-west-1")],
    ["another account, by a partial ARN", "999999999999:function:job"],
  ])("of %s is refused: a function of the same name here is not meant", async (_, physicalId) => {
    const { aws } = openWith({ resources: [listed({ physicalId })], functions: [{ name: "job" }] });
    await expect(aws.stacks.listFunctions("demo-dev")).rejects.toMatchObject({
      code: "failed",
      message: `The function Fn of demo-dev is not where the stack is, in us-east-1 of account 123456789012: "${physicalId}".`,
    });
  });

  test("of an alias that is none is refused too", async () => {
    const alias = { logicalId: "Live", type: "AWS::Lambda::Alias", physicalId: "a:b:c" };
    await expect(openWith({ resources: [alias] }).aws.stacks.listFunctions("demo-dev")).rejects.toMatchObject(
      {
        message: expect.stringContaining("The physical id of Live of demo-dev does not name a function"),
      },
    );
  });
});

describe("a nested stack that was deleted by hand", () => {
  const missingIn = async ({ aws }: Account): Promise<unknown> => {
    const missing: unknown[] = [];
    const functions = await aws.stacks.listFunctions("demo-dev", (stack) => missing.push(stack));
    return { missing, functions: functions.map(({ name }) => name) };
  };

  test.each([
    ["its ARN", "arn:aws:cloudformation:us-east-1:123456789012:stack/demo-dev-Jobs-1AB/5d6f"],
    ["its name", "demo-dev-Jobs-1AB"],
  ])("is named by %s, and the others are looked into", async (_, physicalId) => {
    const gone = { logicalId: "Jobs", type: "AWS::CloudFormation::Stack", physicalId };
    const account = openWith({
      resources: [gone],
      nested: [{ logicalId: "Other", functions: [{ name: "job" }] }],
    });
    expect(await missingIn(account)).toEqual({
      missing: [{ name: "demo-dev-Jobs-1AB", logicalId: "Jobs" }],
      functions: ["job"],
    });
  });

  test("is named while it still answers to its ARN too, at any depth", async () => {
    const inner = { logicalId: "Inner", name: "demo-dev-inner", functions: [{ name: "gone" }] };
    const account = openWith({
      functions: [{ name: "job" }],
      nested: [{ logicalId: "Outer", functions: [{ name: "outer" }], nested: [inner] }],
    });
    account.sandbox.world.deleteStack("demo-dev-inner");
    expect(await missingIn(account)).toEqual({
      missing: [{ name: "demo-dev-inner", logicalId: "Inner" }],
      functions: ["job", "outer"],
    });
  });

  test("hands nothing on to custom resources", async () => {
    const account = openWith({
      functions: [{ name: "job" }],
      resources: [
        { logicalId: "Gone", type: "AWS::CloudFormation::Stack", physicalId: "demo-dev-Gone-1" },
        {
          logicalId: "Made",
          type: "Custom::Thing",
          physicalId: "made",
          properties: { ServiceToken: { "Fn::GetAtt": ["Gone", "Outputs.Provider"] } },
        },
      ],
    });
    expect(await missingIn(account)).toMatchObject({ missing: [{ logicalId: "Gone" }], functions: ["job"] });
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
