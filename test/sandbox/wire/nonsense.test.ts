import fc from "fast-check";
import { expect, test } from "vitest";
import { createTestSandbox } from "../../support/world/index.js";

const segment = fc.oneof(
  fc.constantFrom(
    "2015-03-31",
    "2019-09-30",
    "2017-10-31",
    "functions",
    "demo-dev-controller",
    "concurrency",
  ),
  fc.constantFrom(
    "provisioned-concurrency",
    "event-source-mappings",
    "configuration",
    "invocations",
    "event-invoke-config",
    "aliases",
  ),
  fc.string(),
);
const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record({ Name: fc.anything(), Value: fc.anything(), Path: fc.anything(), Names: fc.anything() })
    .map(asJson),
  fc
    .record({
      QueueName: fc.oneof(fc.constant("demo-dev-dead-letters"), fc.anything()),
      QueueUrl: fc.oneof(fc.constant("/123456789012/demo-dev-dead-letters"), fc.anything()),
      MessageBody: fc.oneof(fc.string(), fc.anything()),
      MessageAttributes: fc.anything(),
      Attributes: fc.anything(),
      AttributeNames: fc.anything(),
      Entries: fc.anything(),
      ReceiptHandle: fc.anything(),
    })
    .map(asJson),
  fc
    .tuple(
      fc.constantFrom("AssumeRole", "GetCallerIdentity", "ListStacks", "x"),
      fc.constantFrom(
        "RoleArn",
        "StackStatusFilter.member.1",
        "StackStatusFilter.member.0",
        "DurationSeconds",
      ),
      fc.string(),
    )
    .map(([Action, name, value]) =>
      new URLSearchParams({
        Action,
        Version: "2011-06-15",
        RoleSessionName: "ada",
        [name]: value,
      }).toString(),
    ),
  fc.constantFrom("Action=DescribeStacks", "Action=ListStackResources&StackName=demo-dev&NextToken=x"),
);
const headers = fc.record({
  "x-amz-target": fc.option(
    fc.constantFrom(
      ...[
        "PutParameter",
        "GetParameters",
        "GetParametersByPath",
        "DescribeParameters",
        "DeleteParameters",
        "x",
      ].map((operation) => `AmazonSSM.${operation}`),
      ...[
        "CreateQueue",
        "SetQueueAttributes",
        "SendMessage",
        "SendMessageBatch",
        "ReceiveMessage",
        "DeleteMessage",
        "ListQueues",
      ].map((operation) => `AmazonSQS.${operation}`),
    ),
    { nil: undefined },
  ),
});

function asJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item));
}

test("whatever comes over the wire is answered, never a crash", async () => {
  const sandbox = createTestSandbox();
  const method = fc.constantFrom("GET", "PUT", "POST", "DELETE", "PATCH");
  const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join("/")}`);
  await fc.assert(
    fc.asyncProperty(fc.record({ method, path, headers, body }), async (request) => {
      const answer = await sandbox.handle(request);
      expect(answer).toMatchObject({ status: expect.any(Number) as number });
    }),
    { numRuns: 2000 },
  );
});
