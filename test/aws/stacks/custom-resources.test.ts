import { describe, expect, test } from "vitest";
import type { FunctionSeed, ResourceSeed, StackContent } from "../../../src/sandbox/index.js";
import { openAccount, type Account } from "../../support/account.js";

const openWith = (content: StackContent): Account =>
  openAccount({ stacks: [{ name: "demo-dev", ...content }] });

const provider: FunctionSeed = { name: "demo-dev-provider", logicalId: "Provider" };
const other: FunctionSeed = { name: "demo-dev-other", logicalId: "Other" };
const arn = "arn:aws:lambda:us-east-1:123456789012:function:demo-dev-provider";

const made = (ServiceToken: unknown, type = "Custom::Bucket"): ResourceSeed => ({
  logicalId: "Made",
  type,
  physicalId: "made-1",
  properties: { ServiceToken },
});

/** The functions that deployments wait for. */
const servingIn = async ({ aws }: Account): Promise<string[]> =>
  (await aws.stacks.listFunctions("demo-dev")).flatMap(({ name, servesDeployments }) =>
    servesDeployments ? [name] : [],
  );

describe("the functions that CloudFormation calls for custom resources", () => {
  test.each([
    ["its ARN", arn],
    ["the ARN of its alias", `${arn}:live`],
    ["Fn::GetAtt with a list", { "Fn::GetAtt": ["Provider", "Arn"] }],
    ["Fn::GetAtt with a text", { "Fn::GetAtt": "Provider.Arn" }],
    ["Fn::Sub of the function", { "Fn::Sub": "${Provider.Arn}" }],
    [
      "Fn::Sub with names of its own",
      { "Fn::Sub": ["${Own}:live", { Own: { "Fn::GetAtt": ["Provider", "Arn"] } }] },
    ],
    [
      "Fn::Join",
      { "Fn::Join": [":", ["arn:aws:lambda", { Ref: "AWS::Region" }, "function", { Ref: "Provider" }]] },
    ],
    ["a Ref to its alias", { Ref: "ProviderAliasLive" }],
  ])("are found by %s", async (_, token) => {
    const live = { ...provider, versions: 1, aliases: { live: "1" } };
    const account = openWith({ functions: [live, other], resources: [made(token)] });
    expect(await servingIn(account)).toEqual(["demo-dev-provider"]);
    expect(account.countCalls()).toEqual({ ListStackResources: 1, GetTemplate: 1 });
  });

  test.each([
    ["Fn::GetAtt", { "Fn::GetAtt": ["Provider", "Arn"] }],
    ["a Ref, which is its ARN then", { Ref: "Provider" }],
    ["its partial ARN", "123456789012:function:demo-dev-provider"],
    ["a partial ARN without an account", "function:demo-dev-provider"],
  ])("are found by %s where their physical id is an ARN", async (_, token) => {
    const resources = [
      { logicalId: "Provider", type: "AWS::Lambda::Function", physicalId: arn },
      { logicalId: "Other", type: "AWS::Lambda::Function", physicalId: arn.replace("provider", "arn") },
      made(token),
    ];
    expect(await servingIn(openWith({ resources }))).toEqual(["demo-dev-provider"]);
  });

  test("are found for the type AWS::CloudFormation::CustomResource too", async () => {
    const resources = [made(arn, "AWS::CloudFormation::CustomResource")];
    expect(await servingIn(openWith({ functions: [provider, other], resources }))).toEqual([provider.name]);
  });

  test.each([
    ["a tag", "!GetAtt Provider.Arn"],
    ["a tag with a list", "!GetAtt [Provider, Arn]"],
    ["!Sub", "!Sub '${Provider.Arn}'"],
    ["a mapping", "\n        Fn::GetAtt:\n          - Provider\n          - Arn"],
  ])("are found in YAML by %s", async (_, token) => {
    const template = `Resources:\n  Made:\n    Type: Custom::Bucket\n    Properties:\n      ServiceToken: ${token}\n`;
    const account = openWith({ functions: [provider, other], resources: [made(arn)], template });
    expect(await servingIn(account)).toEqual(["demo-dev-provider"]);
  });

  test("are found in the outer stack by a nested one that has their ARN as a parameter", async () => {
    const resources = [made({ Ref: "ProviderArn" })];
    const parameters = { ProviderArn: arn, OtherArn: arn.replace("provider", "other") };
    const account = openWith({
      functions: [provider, other],
      nested: [{ logicalId: "Inner", resources, parameters }],
    });
    expect(await servingIn(account)).toEqual(["demo-dev-provider"]);
    expect(account.countCalls()).toEqual({ ListStackResources: 2, GetTemplate: 1, DescribeStacks: 1 });
  });

  test("are found in a nested stack by the outer one that has their ARN as an output of it", async () => {
    const outputs = { ProviderArn: arn, OtherArn: arn.replace("provider", "other") };
    const account = openWith({
      resources: [made({ "Fn::GetAtt": ["Inner", "Outputs.ProviderArn"] })],
      nested: [{ logicalId: "Inner", functions: [provider, other], outputs }],
    });
    expect(await servingIn(account)).toEqual(["demo-dev-provider"]);
    expect(account.countCalls()).toEqual({ ListStackResources: 2, GetTemplate: 1, DescribeStacks: 1 });
  });

  test("are none where a topic or another account's function makes the resource, or nothing does", async () => {
    for (const token of [
      "arn:aws:sns:us-east-1:123456789012:topic",
      { "Fn::ImportValue": "Shared" },
      undefined,
    ]) {
      expect(await servingIn(openWith({ functions: [provider], resources: [made(token)] }))).toEqual([]);
    }
  });

  test("cost nothing where there are no custom resources", async () => {
    const gone = { ...made(arn), status: "DELETE_COMPLETE" };
    const account = openWith({ functions: [provider], resources: [gone] });
    expect(await servingIn(account)).toEqual([]);
    expect(account.countCalls()).toEqual({ ListStackResources: 1 });
  });

  test.each(["Resources: [", "{", "no template", "{}"])(
    "are not guessed at where the template is none: %s",
    async (template) => {
      const account = openWith({ functions: [provider], resources: [made(arn)], template });
      await expect(servingIn(account)).rejects.toMatchObject({
        code: "aws_refused",
        message:
          "The template of demo-dev, which says which functions make its custom resources, cannot be read.",
        hint: "See it with `aws cloudformation get-template --template-stage Processed --stack-name demo-dev`.",
      });
    },
  );

  test("are not guessed at where the template may not be read", async () => {
    const account = openWith({ functions: [provider], resources: [made(arn)] });
    account.sandbox.addFault({ operation: "GetTemplate", action: { kind: "denied" } });
    await expect(servingIn(account)).rejects.toMatchObject({
      code: "access_denied",
      message: expect.stringContaining("cloudformation:GetTemplate"),
    });
  });
});
