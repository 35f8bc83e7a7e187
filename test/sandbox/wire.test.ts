import { DescribeInstanceInformationCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { ListQueueTagsCommand } from "@aws-sdk/client-sqs";
import { ListLayersCommand } from "@aws-sdk/client-lambda";
import { DescribeStacksCommand, ListStackSetsCommand } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { type WireRequest, type WireResponse } from "../../src/sandbox/index.js";
import { openSandbox } from "../support/timed-sandbox.js";
import { createTestSandbox } from "../support/world/index.js";
import { inProcessClients, refusalOf } from "../support/sdk-clients.js";
import { createVirtualClock } from "../support/virtual-clock.js";

const ask = async (request: Partial<WireRequest>): Promise<WireResponse> => {
  const answer = await createTestSandbox().handle({
    method: "POST",
    path: "/",
    headers: {},
    body: "",
    ...request,
  });
  if (answer === "drop") throw new Error("The connection was dropped.");
  return answer;
};

test("an operation that the sandbox does not know is refused by name, in each service's form", async () => {
  const { lambda, ssm, sqs, cloudFormation } = inProcessClients(createTestSandbox());
  expect(await refusalOf(lambda.send(new ListLayersCommand({})))).toEqual({
    name: "UnknownOperationException",
    status: 404,
    message: "The sandbox does not know the operation GET /2018-10-31/layers.",
  });
  expect(await refusalOf(ssm.send(new DescribeInstanceInformationCommand({})))).toEqual({
    name: "UnknownOperationException",
    status: 400,
    message: "The sandbox does not know the operation DescribeInstanceInformation.",
  });
  expect(
    await refusalOf(
      sqs.send(
        new ListQueueTagsCommand({ QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/jobs" }),
      ),
    ),
  ).toEqual({
    name: "UnknownOperationException",
    status: 400,
    message: "The sandbox does not know the operation ListQueueTags.",
  });
  expect(await refusalOf(cloudFormation.send(new ListStackSetsCommand({})))).toMatchObject({
    name: "InvalidAction",
    status: 400,
    message: expect.stringContaining("ListStackSets") as string,
  });
});

test("a service that the sandbox does not have is refused by name", async () => {
  const authorization = "AWS4-HMAC-SHA256 Credential=a/20260131/us-east-1/s3/aws4_request, Signature=x";
  const answer = await ask({ method: "GET", path: "/bucket", headers: { authorization } });
  expect(answer.status).toBe(404);
  expect(answer.body).toContain("does not know s3");
});

test("requests without a signature are told apart by their looks", async () => {
  const headers = { "x-amz-target": "AmazonSSM.GetParametersByPath" };
  expect((await ask({ headers, body: '{"Path":"/a"}' })).body).toBe('{"Parameters":[]}');
  const list = { headers: { "x-amz-target": "AmazonSQS.ListQueues" }, body: "{}" };
  expect((await ask(list)).body).toContain('/123456789012/demo-dev-dead-letters"');
  const query = { headers: {}, body: "Action=DescribeStacks&StackName=demo-dev" };
  expect((await ask(query)).body).toContain("<StackName>demo-dev</StackName>");
  const get = { method: "GET", path: "/2019-09-30/functions/demo-dev-cleanup_event-legacy/concurrency" };
  expect((await ask(get)).body).toBe('{"ReservedConcurrentExecutions":0}');
  expect((await ask({ method: "GET", path: "/" })).status).toBe(404);
});

test.each([
  ["{", 400, "SerializationException"],
  ["[]", 400, "SerializationException"],
  ['{"Name":1}', 400, "SerializationException"],
  ["{}", 400, "ValidationException"],
  ['{"Name":"/a","Value":"x","Type":"Number"}', 400, "ValidationException"],
  ['{"Name":"/a","Value":"x","Type":"String","Overwrite":"yes"}', 400, "SerializationException"],
])("a body that makes no sense is refused, not a crash: %s", async (body, status, code) => {
  const answer = await ask({ headers: { "x-amz-target": "AmazonSSM.PutParameter" }, body });
  expect(answer.status).toBe(status);
  expect(answer.body).toContain(`"__type":"${code}"`);
});

test.each([
  ["PUT", "/2017-10-31/functions/f/concurrency", "nonsense", 400],
  ["PUT", "/2017-10-31/functions/f/concurrency", '{"ReservedConcurrentExecutions":"many"}', 400],
  ["PUT", "/2017-10-31/functions/f/concurrency", "{}", 400],
  ["GET", "/2015-03-31/functions/%E0%A4%A", "", 400],
  ["GET", "/2015-03-31/event-source-mappings?MaxItems=x", "", 400],
  ["PUT", "/2019-09-30/functions/f/provisioned-concurrency", '{"ProvisionedConcurrentExecutions":1}', 400],
])("a request that makes no sense is refused, not a crash: %s %s %s", async (method, path, body, status) => {
  expect((await ask({ method, path, body })).status).toBe(status);
});

test("every answer has a request id of its own and the date by the sandbox's clock", async () => {
  const sandbox = createTestSandbox({ clock: createVirtualClock() });
  const { cloudFormation } = inProcessClients(sandbox);
  const command = new DescribeStacksCommand({ StackName: "demo-dev" });
  const ids = [];
  for (let call = 0; call < 2; call++) ids.push((await cloudFormation.send(command)).$metadata.requestId);
  expect(new Set(ids).size).toBe(2);
  const answer = await sandbox.handle({
    method: "GET",
    path: "/2015-03-31/functions",
    headers: {},
    body: "",
  });
  expect(answer).toMatchObject({ headers: { date: "Thu, 01 Jan 2026 00:00:00 GMT" } });
});

test("another region is another AWS, with nothing deployed and parameters of its own", async () => {
  const sandbox = createTestSandbox();
  const there = inProcessClients(sandbox, "eu-central-1");
  const describe = there.cloudFormation.send(new DescribeStacksCommand({ StackName: "demo-dev" }));
  expect(await refusalOf(describe)).toMatchObject({ message: "Stack with id demo-dev does not exist" });
  await there.ssm.send(new PutParameterCommand({ Name: "/a", Value: "x", Type: "String" }));
  expect(sandbox.world.parameters()).toEqual({});
});

test("every call is logged with what it was about and how it ended", async () => {
  const { clock, sandbox } = openSandbox();
  const { cloudFormation, ssm } = inProcessClients(sandbox);
  await refusalOf(cloudFormation.send(new DescribeStacksCommand({ StackName: "gone" })));
  clock.advance(1000);
  await ssm.send(new PutParameterCommand({ Name: "/a", Value: "x", Type: "String" }));
  const home = { account: "123456789012", region: "us-east-1" };
  expect(sandbox.calls).toEqual([
    {
      ...home,
      service: "CloudFormation",
      operation: "DescribeStacks",
      target: "gone",
      resource: "arn:aws:cloudformation:us-east-1:123456789012:stack/gone/*",
      changing: false,
      time: clock.now().getTime() - 1000,
      status: 400,
      errorCode: "ValidationError",
      dropped: false,
    },
    {
      ...home,
      service: "SSM",
      operation: "PutParameter",
      target: "/a",
      resource: "arn:aws:ssm:us-east-1:123456789012:parameter/a",
      changing: true,
      time: clock.now().getTime(),
      status: 200,
      errorCode: undefined,
      dropped: false,
    },
  ]);
  sandbox.clearCalls();
  expect(sandbox.calls).toEqual([]);
});
