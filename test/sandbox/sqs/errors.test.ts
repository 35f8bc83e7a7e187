import {
  SQSServiceException,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { listen } from "../../../src/sandbox/index.js";
import { httpClients, inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import { openSandbox, type TimedSandbox } from "../../support/timed-sandbox.js";

const QueueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs";

let sandbox: TimedSandbox["sandbox"];
let clock: TimedSandbox["clock"];
let sqs: Clients["sqs"];

beforeEach(() => {
  ({ sandbox, clock } = openSandbox({ stacks: [] }));
  ({ sqs } = inProcessClients(sandbox));
  sandbox.world.addQueue("jobs");
});

const send = (MessageBody = "1"): Promise<unknown> =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

describe("a call to SQS", () => {
  test("is logged with its queue, and whether it changes something", async () => {
    await send();
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await refusalOf(sqs.send(new GetQueueUrlCommand({ QueueName: "gone" })));
    const home = { account: "123456789012", region: "us-east-1" };
    expect(sandbox.calls).toEqual([
      {
        ...home,
        service: "SQS",
        operation: "SendMessage",
        target: "jobs",
        resource: "arn:aws:sqs:us-east-1:123456789012:jobs",
        changing: true,
        time: clock.now().getTime(),
        status: 200,
        errorCode: undefined,
        dropped: false,
      },
      expect.objectContaining({ operation: "ReceiveMessage", changing: true }),
      expect.objectContaining({
        target: "gone",
        changing: false,
        errorCode: "QueueDoesNotExist",
        status: 400,
      }),
    ]);
  });

  test.each([
    ["throttled", "RequestThrottled", 403, "Request is throttled."],
    ["conflict", "RequestThrottled", 403, "Request is throttled."],
    ["internal", "InternalFailure", 500, "The request processing has failed because of an unknown error."],
  ] as const)("may be %s", async (kind, name, status, message) => {
    sandbox.addFault({ operation: "SendMessage", target: "jobs", action: { kind } });
    expect(await refusalOf(send())).toEqual({ name, status, message });
    expect(sandbox.world.messagesIn("jobs")).toEqual([]);
  });

  test("may be forbidden, in SQS's own spelling", async () => {
    sandbox.addFault({ changing: true, action: { kind: "denied" } });
    expect(await refusalOf(send())).toMatchObject({
      status: 403,
      message:
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:123456789012:jobs because no identity-based policy allows the sqs:sendmessage action",
    });
  });

  test("may lose its answer", async () => {
    sandbox.addFault({ operation: "SendMessage", action: { kind: "drop", when: "after" } });
    await refusalOf(send());
    expect(sandbox.world.messagesIn("jobs")).toHaveLength(1);
  });

  test("has no quota", async () => {
    ({ sandbox } = openSandbox({ stacks: [], quotas: true }));
    ({ sqs } = inProcessClients(sandbox));
    sandbox.world.addQueue("jobs");
    for (let number = 0; number < 50; number++) await send();
    expect(sandbox.world.messagesIn("jobs")).toHaveLength(50);
  });
});

test("a refusal also has the code that older clients know", async () => {
  const get = sqs.send(new GetQueueUrlCommand({ QueueName: "gone" }));
  const error: unknown = await get.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SQSServiceException);
  expect(error).toMatchObject({
    name: "QueueDoesNotExist",
    Error: { Code: "AWS.SimpleQueueService.NonExistentQueue", Type: "Sender" },
  });
});

test("a queue's URL is at the address that the sandbox was reached by", async () => {
  const server = await listen(sandbox);
  const { sqs: overHttp } = httpClients(server.url);
  const { QueueUrl: url } = await overHttp.send(new GetQueueUrlCommand({ QueueName: "jobs" }));
  expect(url).toBe(`${server.url}/123456789012/jobs`);
  await overHttp.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "1" }));
  await server.close();
  expect(sandbox.world.messagesIn("jobs")).toHaveLength(1);
});
