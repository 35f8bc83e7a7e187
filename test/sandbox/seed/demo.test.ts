import { DescribeStacksCommand, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import {
  GetFunctionCommand,
  paginateListEventSourceMappings,
  paginateListProvisionedConcurrencyConfigs,
} from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { createTestSandbox } from "../../support/world/index.js";
import { inProcessClients } from "../../support/sdk-clients.js";

async function functionsOf(
  stackName: string,
  client: ReturnType<typeof inProcessClients>,
): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateListStackResources(
    { client: client.cloudFormation },
    { StackName: stackName },
  ))
    for (const { ResourceType, PhysicalResourceId = "" } of page.StackResourceSummaries ?? []) {
      if (ResourceType === "AWS::Lambda::Function") found.push(PhysicalResourceId);
      if (ResourceType === "AWS::CloudFormation::Stack")
        found.push(...(await functionsOf(PhysicalResourceId, client)));
    }
  return found;
}

test("the demo application is a stack with nested stacks at two levels and its functions in them", async () => {
  const clients = inProcessClients(createTestSandbox());
  const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: "demo-dev" }));
  expect(Stacks?.[0]).toMatchObject({ StackName: "demo-dev", StackStatus: "UPDATE_COMPLETE" });
  expect((await functionsOf("demo-dev", clients)).sort()).toEqual([
    "demo-dev-cleanup_event-legacy",
    "demo-dev-cleanup_event-purge",
    "demo-dev-controller",
    "demo-dev-jobs_event-perform",
    "demo-dev-reports_event-render",
  ]);
});

test("the demo application has reserved concurrency unset, 0 and n", async () => {
  const { lambda } = inProcessClients(createTestSandbox());
  const reservedOf = async (FunctionName: string): Promise<number | undefined> =>
    (await lambda.send(new GetFunctionCommand({ FunctionName }))).Concurrency?.ReservedConcurrentExecutions;
  expect(await reservedOf("demo-dev-cleanup_event-purge")).toBeUndefined();
  expect(await reservedOf("demo-dev-cleanup_event-legacy")).toBe(0);
  expect(await reservedOf("demo-dev-jobs_event-perform")).toBe(20);
});

test("the demo application has provisioned concurrency on two aliases and a queue's mapping", async () => {
  const { lambda: client } = inProcessClients(
    createTestSandbox({ pageSizes: { provisioned: 1, mappings: 1 } }),
  );
  const provisioned = [];
  const input = { FunctionName: "demo-dev-reports_event-render" };
  for await (const page of paginateListProvisionedConcurrencyConfigs({ client }, input))
    provisioned.push(...(page.ProvisionedConcurrencyConfigs ?? []));
  expect(provisioned.map(({ Status, RequestedProvisionedConcurrentExecutions: n }) => [n, Status])).toEqual([
    [1, "READY"],
    [4, "READY"],
  ]);
  const mappings = [];
  for await (const page of paginateListEventSourceMappings({ client }, {}))
    mappings.push(...(page.EventSourceMappings ?? []));
  expect(mappings.map(({ State, EventSourceArn }) => [State, EventSourceArn])).toEqual([
    ["Enabled", "arn:aws:sqs:us-east-1:123456789012:demo-dev-jobs"],
  ]);
});
