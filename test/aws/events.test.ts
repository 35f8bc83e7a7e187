import { expect, test } from "vitest";
import type { FunctionSeed } from "../../src/sandbox/index.js";
import { openAccount, type Account } from "../support/account.js";

const openWith = (fn: Omit<FunctionSeed, "name">): Account =>
  openAccount({ stacks: [{ name: "demo-dev", functions: [{ name: "job", ...fn }] }] });

test.each([
  [["events.amazonaws.com"], ["events"]],
  [
    ["s3.amazonaws.com", "sns.amazonaws.com", "s3.amazonaws.com"],
    ["s3", "sns"],
  ],
  [["logs.us-east-1.amazonaws.com"], ["logs"]],
  [["apigateway.amazonaws.com", "cognito-idp.amazonaws.com"], []],
  [[], []],
])(
  "a policy that lets %j invoke the function makes %j its asynchronous sources",
  async (invokedBy, sources) => {
    expect(await openWith({ invokedBy }).aws.functions.listAsyncSources("job")).toEqual(sources);
  },
);

test("a function without a policy, or none at all, has no sources", async () => {
  const { functions } = openWith({}).aws;
  expect(await functions.listAsyncSources("job")).toEqual([]);
  expect(await functions.listAsyncSources("gone")).toEqual([]);
});

test("a failure destination is told", async () => {
  const onFailure = "arn:aws:sqs:us-east-1:123456789012:failed";
  expect(await openWith({ onFailure }).aws.functions.listFailureDestinations("job")).toEqual([onFailure]);
  expect(await openWith({}).aws.functions.listFailureDestinations("job")).toEqual([]);
});
