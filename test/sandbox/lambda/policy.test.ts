import { GetPolicyCommand } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { createTestSandbox } from "../../support/world/index.js";
import { inProcessClients, refusalOf } from "../../support/sdk-clients.js";

const arn = "arn:aws:lambda:us-east-1:123456789012:function";

const { lambda } = inProcessClients(
  createTestSandbox({
    stacks: [
      {
        name: "app",
        functions: [
          { name: "scheduled", invokedBy: ["events.amazonaws.com", "s3.amazonaws.com"] },
          { name: "quiet" },
          { name: "edge", edge: true },
        ],
      },
    ],
  }),
);

const policyOf = async (FunctionName: string, Qualifier?: string): Promise<unknown> => {
  const { Policy = "" } = await lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }));
  return JSON.parse(Policy);
};

test("a policy tells which services may invoke the function", async () => {
  expect(await policyOf("scheduled")).toMatchObject({
    Statement: [
      {
        Principal: { Service: "events.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: `${arn}:scheduled`,
      },
      { Principal: { Service: "s3.amazonaws.com" } },
    ],
  });
});

test("a Lambda@Edge function's version may be read by the replicator", async () => {
  expect(await policyOf("edge", "1")).toMatchObject({
    Statement: [{ Principal: { Service: "replicator.lambda.amazonaws.com" } }],
  });
});

test("a function without a policy has none to get", async () => {
  expect(await refusalOf(policyOf("quiet"))).toEqual({
    name: "ResourceNotFoundException",
    status: 404,
    message: "The resource you requested does not exist.",
  });
});
