import {
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  paginateDescribeStacks,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { beforeEach, describe, expect, test } from "vitest";
import { createTestSandbox, type TestSandbox } from "../../support/world/index.js";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";

const lambdaArn = "arn:aws:lambda:us-east-1:123456789012:function";

let sandbox: TestSandbox;
let cloudFormation: Clients["cloudFormation"];

beforeEach(() => {
  sandbox = createTestSandbox({
    pageSizes: { stackResources: 2, stacks: 1 },
    stacks: [
      {
        name: "app",
        functions: [
          {
            name: "app-mail_event-send",
            versions: 1,
            aliases: { live: "1" },
            mappings: [{ source: "arn:aws:sqs:us-east-1:123456789012:mail" }],
          },
        ],
        resources: [
          { logicalId: "Broken", type: "AWS::SQS::Queue", physicalId: "", status: "CREATE_FAILED" },
        ],
        nested: [{ logicalId: "Jobs", functions: [{ name: "app-jobs_event-run" }] }],
      },
      { name: "other", status: "CREATE_IN_PROGRESS" },
    ],
  });
  cloudFormation = inProcessClients(sandbox).cloudFormation;
});

const describeStack = async (StackName: string) =>
  (await cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];

const resourcesOf = async (StackName: string) => {
  const resources = [];
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName })) {
    expect(page.StackResourceSummaries?.length).toBeLessThanOrEqual(2);
    resources.push(...(page.StackResourceSummaries ?? []));
  }
  return resources;
};

describe("a stack", () => {
  test("is described by name and by ARN", async () => {
    const byName = await describeStack("other");
    expect(byName).toMatchObject({ StackName: "other", StackStatus: "CREATE_IN_PROGRESS" });
    expect(byName?.StackId).toMatch(
      /^arn:aws:cloudformation:us-east-1:123456789012:stack\/other\/[0-9a-f-]{36}$/,
    );
    expect(await describeStack(byName?.StackId ?? "")).toEqual(byName);
    expect(byName?.CreationTime).toBeInstanceOf(Date);
  });

  test("is among all stacks, page by page, nested ones too", async () => {
    const names = [];
    for await (const page of paginateDescribeStacks({ client: cloudFormation }, {}))
      names.push(...(page.Stacks ?? []).map(({ StackName }) => StackName?.replace(/-[0-9A-F]{12}$/, "")));
    expect(names.sort()).toEqual(["app", "app-Jobs", "other"]);
  });

  test("lists its resources page by page, each with its own kind of physical id", async () => {
    const [uuid] = sandbox.world.mappingsOf("app-mail_event-send");
    const resources = await resourcesOf("app");
    const listed = resources.map(({ LogicalResourceId, ResourceType, PhysicalResourceId }) => [
      LogicalResourceId,
      ResourceType,
      PhysicalResourceId,
    ]);
    expect(listed).toEqual([
      ["Broken", "AWS::SQS::Queue", undefined],
      [
        "Jobs",
        "AWS::CloudFormation::Stack",
        expect.stringMatching(/^arn:aws:cloudformation:us-east-1:123456789012:stack\/app-Jobs-/),
      ],
      ["MailEventSendLambdaFunction", "AWS::Lambda::Function", "app-mail_event-send"],
      ["MailEventSendLambdaFunctionAliasLive", "AWS::Lambda::Alias", `${lambdaArn}:app-mail_event-send:live`],
      ["MailEventSendLambdaFunctionMapping1", "AWS::Lambda::EventSourceMapping", uuid],
      ["MailEventSendLambdaFunctionVersion1", "AWS::Lambda::Version", `${lambdaArn}:app-mail_event-send:1`],
    ]);
  });

  test("does not list what its nested stacks lock; they list it themselves", async () => {
    const nested = (await resourcesOf("app")).find(({ LogicalResourceId }) => LogicalResourceId === "Jobs");
    const inner = await resourcesOf(nested?.PhysicalResourceId ?? "");
    expect(inner.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual(["app-jobs_event-run"]);
    const described = await describeStack(nested?.PhysicalResourceId ?? "");
    expect(described).toMatchObject({
      ParentId: sandbox.world.stackId("app"),
      RootId: sandbox.world.stackId("app"),
    });
  });
});

describe("a stack that is not there", () => {
  test.each([
    () => cloudFormation.send(new DescribeStacksCommand({ StackName: "gone" })),
    () => cloudFormation.send(new ListStackResourcesCommand({ StackName: "gone" })),
  ])("is a ValidationError", async (call) => {
    const { name, status, message } = await refusalOf(call());
    expect({ name, status, message }).toEqual({
      name: "ValidationError",
      status: 400,
      message: "Stack with id gone does not exist",
    });
  });

  test("because it was deleted is found by its ARN only", async () => {
    const id = sandbox.world.stackId("app");
    sandbox.world.deleteStack("app");
    expect(await refusalOf(describeStack("app"))).toMatchObject({ name: "ValidationError" });
    expect(await describeStack(id)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
    const statuses = (await resourcesOf(id)).map(({ ResourceStatus }) => ResourceStatus);
    expect(new Set(statuses)).toEqual(new Set(["DELETE_COMPLETE"]));
    expect(sandbox.settings()).toEqual({});
  });
});

test("a template tells which function serves a custom resource", async () => {
  const ServiceToken = { "Fn::GetAtt": ["Seeder", "Arn"] };
  sandbox.world.addStack({
    name: "custom",
    functions: [{ name: "custom-seed_event-run", logicalId: "Seeder" }],
    resources: [{ logicalId: "Data", type: "Custom::Data", physicalId: "d", properties: { ServiceToken } }],
  });
  const { TemplateBody = "" } = await cloudFormation.send(new GetTemplateCommand({ StackName: "custom" }));
  expect(JSON.parse(TemplateBody)).toMatchObject({
    Resources: {
      Seeder: { Type: "AWS::Lambda::Function" },
      Data: { Type: "Custom::Data", Properties: { ServiceToken } },
    },
  });
});

test("a stack replaced by another of its name has another ARN", async () => {
  const before = sandbox.world.stackId("other");
  const after = sandbox.world.replaceStack({ name: "other", functions: [{ name: "new" }] });
  expect(after).not.toBe(before);
  expect(await describeStack("other")).toMatchObject({ StackId: after, StackStatus: "UPDATE_COMPLETE" });
});

test("a page token that was never given is refused", async () => {
  const call = cloudFormation.send(
    new ListStackResourcesCommand({ StackName: "app", NextToken: "nonsense" }),
  );
  expect(await refusalOf(call)).toMatchObject({ name: "ValidationError", status: 400 });
});

test("what a name holds is escaped in XML", async () => {
  expect(await refusalOf(describeStack("<a>&b"))).toMatchObject({
    message: "Stack with id <a>&b does not exist",
  });
});
