import { describe, expect, test } from "vitest";
import type { FunctionSeed } from "../../../src/sandbox/index.js";
import { openAccount, type Account } from "../../support/account.js";

const openWith = (fn: Omit<FunctionSeed, "name">): Account =>
  openAccount({ stacks: [{ name: "demo-dev", functions: [{ name: "job", ...fn }] }] });

const queue = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`;

/** Each caller's source, with a question mark where it cannot be told whether it waits for the answer. */
async function callersOf({ aws }: Account, qualifier?: string): Promise<string[]> {
  const callers = await aws.functions.listCallers("job", qualifier);
  return callers.map(({ source, isAsync }) => (isAsync ? source : `${source}?`));
}

const openWithStatements = (...statements: readonly object[]): Account =>
  openWith({
    policies: {
      $LATEST: statements.map((one) => ({ Effect: "Allow", Action: "lambda:InvokeFunction", ...one })),
    },
  });

const service = (name: string): object => ({ Principal: { Service: name } });

test.each([
  [["events.amazonaws.com"], ["events"]],
  [
    ["s3.amazonaws.com", "sns.amazonaws.com", "s3.amazonaws.com"],
    ["s3", "sns"],
  ],
  [["logs.us-east-1.amazonaws.com"], ["logs"]],
  [["s3.amazonaws.com.cn"], ["s3"]],
  [["lambda.alarms.cloudwatch.amazonaws.com"], ["cloudwatch"]],
  [["apigateway.amazonaws.com", "cognito-idp.amazonaws.com", "alexa-appkit.amazon.com"], []],
  [["connect.amazonaws.com"], ["connect.amazonaws.com?"]],
  [["brand-new.amazonaws.com"], ["brand-new.amazonaws.com?"]],
  [[], []],
])("a policy that lets %j invoke the function makes %j its callers", async (invokedBy, callers) => {
  expect(await callersOf(openWith({ invokedBy }))).toEqual(callers);
});

describe("of a policy's statements", () => {
  const account = "arn:aws:iam::210987654321:root";

  test.each<[string, object, readonly string[]]>([
    ["any principal", { Principal: "*" }, ["anyone who is allowed to?"]],
    ["any principal, in the long form", { Principal: { AWS: "*" } }, ["anyone who is allowed to?"]],
    ["an account", { Principal: { AWS: account } }, [`${account}?`]],
    [
      "a list of principals",
      { Principal: { AWS: [account], Service: ["s3.amazonaws.com"] } },
      [`${account}?`, "s3"],
    ],
    ["NotPrincipal", { NotPrincipal: { AWS: account } }, ["everyone whom its policy does not exclude?"]],
    ["a pattern of actions", { ...service("s3.amazonaws.com"), Action: ["lambda:invoke*"] }, ["s3"]],
    [
      "NotAction",
      { ...service("s3.amazonaws.com"), Action: undefined, NotAction: "lambda:GetFunction" },
      ["s3"],
    ],
    ["an action that invokes nothing", { ...service("s3.amazonaws.com"), Action: "lambda:GetFunction" }, []],
    ["a function URL's first", { Principal: "*", Action: "lambda:InvokeFunctionUrl" }, []],
    [
      "a function URL's second",
      { Principal: "*", Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } } },
      [],
    ],
    [
      "another condition",
      { ...service("s3.amazonaws.com"), Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:s3:::bucket" } } },
      ["s3"],
    ],
    ["a denial", { ...service("s3.amazonaws.com"), Effect: "Deny" }, []],
  ])("%s says who calls", async (_, statement, callers) => {
    expect(await callersOf(openWithStatements(statement))).toEqual(callers);
  });

  test("a denial without a condition takes back what another one allows, one with a condition does not", async () => {
    const allowed = [service("s3.amazonaws.com"), service("sns.amazonaws.com")];
    const denial = { ...service("s3.amazonaws.com"), Effect: "Deny" };
    const condition = { StringEquals: { "AWS:SourceAccount": "210987654321" } };
    expect(await callersOf(openWithStatements(...allowed, denial))).toEqual(["sns"]);
    expect(await callersOf(openWithStatements(...allowed, { ...denial, Condition: condition }))).toEqual([
      "s3",
      "sns",
    ]);
    expect(await callersOf(openWithStatements(...allowed, { Principal: "*", Effect: "Deny" }))).toEqual([]);
  });

  test.each([
    ["a statement without an effect", [{ Effect: undefined, ...service("s3.amazonaws.com") }]],
    ["a principal that is none", [{ Principal: 7 }]],
  ])("%s makes the policy one that cannot be read", async (_, statements) => {
    await expect(callersOf(openWithStatements(...statements))).rejects.toMatchObject({
      code: "aws_refused",
      message: "The resource policy of job cannot be read.",
    });
  });
});

test("each alias and version has a policy of its own", async () => {
  const allowed = { Effect: "Allow", Action: "lambda:InvokeFunction", ...service("sns.amazonaws.com") };
  const account = openWith({ versions: 1, aliases: { live: "1" }, policies: { live: [allowed] } });
  expect(await callersOf(account)).toEqual([]);
  expect(await callersOf(account, "live")).toEqual(["sns"]);
  expect(await callersOf(account, "1")).toEqual([]);
});

test("a function without a policy, or none at all, has no callers", async () => {
  const { functions } = openWith({}).aws;
  expect(await functions.listCallers("job")).toEqual([]);
  expect(await functions.listCallers("job", "gone")).toEqual([]);
  expect(await functions.listCallers("gone")).toEqual([]);
});

test("failure destinations are told by what they are of", async () => {
  const { functions } = openWith({
    versions: 1,
    aliases: { live: "1" },
    onFailure: queue("failed"),
    onFailureOf: { live: queue("failed-live") },
  }).aws;
  expect(await functions.listEventConfigs("job")).toEqual(
    new Map([
      ["$LATEST", { onFailure: queue("failed") }],
      ["live", { onFailure: queue("failed-live") }],
    ]),
  );
  expect(await openWith({}).aws.functions.listEventConfigs("job")).toEqual(new Map());
});

test("published versions are listed to the end, with the dead-letter queue that each was published with", async () => {
  const account = openAccount({
    pageSizes: { versions: 1 },
    stacks: [{ name: "demo-dev", functions: [{ name: "job", versions: 1, deadLetter: queue("dead") }] }],
  });
  account.sandbox.world.configure("job", { deadLetterTarget: undefined });
  account.sandbox.world.publishVersion("job");
  expect(await account.aws.functions.listVersions("job")).toEqual(
    new Map([
      ["1", queue("dead")],
      ["2", undefined],
    ]),
  );
});
