import { ListStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { GetFunctionCommand, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listen, type Listening } from "../../src/sandbox/index.js";
import { createTestSandbox, type TestSandbox } from "../support/world/index.js";
import { httpClients } from "../support/sdk-clients.js";

let sandbox: TestSandbox;
let server: Listening;

beforeEach(async () => {
  sandbox = createTestSandbox();
  server = await listen(sandbox);
});

afterEach(async () => {
  await server.close();
});

test("unmodified SDK clients reach all three services over HTTP", async () => {
  const { cloudFormation, lambda, ssm } = httpClients(server.url);
  const { StackResourceSummaries: resources = [] } = await cloudFormation.send(
    new ListStackResourcesCommand({ StackName: "demo-dev" }),
  );
  expect(resources.map(({ LogicalResourceId }) => LogicalResourceId)).toContain("JobsEvent");

  const FunctionName = "demo-dev-jobs_event-perform";
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  const { Concurrency } = await lambda.send(new GetFunctionCommand({ FunctionName }));
  expect(Concurrency?.ReservedConcurrentExecutions).toBe(0);

  await ssm.send(new PutParameterCommand({ Name: "/jets/demo-dev/x", Value: "ä", Type: "String" }));
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/jets/demo-dev/x" }));
  expect(Parameter).toMatchObject({ Value: "ä", Version: 1, Type: "String" });
});

test("it listens on 127.0.0.1 only", () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test("a dropped call closes the connection without an answer", async () => {
  sandbox.addFault({ operation: "GetParameter", action: { kind: "drop", when: "before" } });
  const { ssm } = httpClients(server.url);
  await expect(ssm.send(new GetParameterCommand({ Name: "/x" }))).rejects.toMatchObject({
    code: "ECONNRESET",
  });
});

test("a port that is taken is an error", async () => {
  const port = Number(new URL(server.url).port);
  await expect(listen(createTestSandbox(), { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
