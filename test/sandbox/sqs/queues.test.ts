import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  paginateListQueues,
  PurgeQueueCommand,
  type QueueAttributeName,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import { openSandbox, type TimedSandbox } from "../../support/timed-sandbox.js";

const QueueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs";
const notThere = { name: "QueueDoesNotExist", status: 400, message: "The specified queue does not exist." };

let sandbox: TimedSandbox["sandbox"];
let clock: TimedSandbox["clock"];
let sqs: Clients["sqs"];

beforeEach(() => {
  ({ sandbox, clock } = openSandbox({ stacks: [] }));
  ({ sqs } = inProcessClients(sandbox));
});

const create = (
  QueueName: string,
  Attributes?: Record<string, string>,
): Promise<{ QueueUrl?: string | undefined }> => sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
const find = (QueueName: string): Promise<unknown> => sqs.send(new GetQueueUrlCommand({ QueueName }));
const remove = (): Promise<unknown> => sqs.send(new DeleteQueueCommand({ QueueUrl }));
const set = (Attributes: Record<string, string>): Promise<unknown> =>
  sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
const attributesOf = async (...AttributeNames: string[]): Promise<unknown> => {
  const names = AttributeNames as QueueAttributeName[];
  return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names }))).Attributes;
};

describe("a queue", () => {
  test("is created, found by its name, and listed", async () => {
    expect(await create("jobs")).toMatchObject({ QueueUrl });
    expect(await find("jobs")).toMatchObject({ QueueUrl });
    await create("mail");
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(2);
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "jo" }));
    expect(QueueUrls).toEqual([QueueUrl]);
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "x" }))).QueueUrls).toBeUndefined();
  });

  test("is listed a page at a time where pages are asked for", async () => {
    for (const name of ["a", "b", "c"]) await create(name);
    const sizes = [];
    for await (const page of paginateListQueues({ client: sqs, pageSize: 2 }, {}))
      sizes.push(page.QueueUrls?.length);
    expect(sizes).toEqual([2, 1]);
  });

  test("is created again as it is, and not otherwise", async () => {
    await create("jobs", { VisibilityTimeout: "60" });
    expect(await create("jobs")).toMatchObject({ QueueUrl });
    expect(await create("jobs", { VisibilityTimeout: "60", DelaySeconds: "0" })).toMatchObject({ QueueUrl });
    expect(await refusalOf(create("jobs", { VisibilityTimeout: "61" }))).toEqual({
      name: "QueueNameExists",
      status: 400,
      message:
        "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
    });
  });

  test("is there in its own region only", async () => {
    await create("jobs");
    const elsewhere = inProcessClients(sandbox, "eu-west-1").sqs;
    expect(await refusalOf(elsewhere.send(new GetQueueUrlCommand({ QueueName: "jobs" })))).toEqual(notThere);
    expect(await elsewhere.send(new CreateQueueCommand({ QueueName: "jobs" }))).toMatchObject({
      QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs",
    });
  });

  test("that is deleted is gone, and its name is free after a minute", async () => {
    await create("jobs");
    await remove();
    expect(await refusalOf(find("jobs"))).toEqual(notThere);
    expect(await refusalOf(remove())).toEqual(notThere);
    clock.advance(59_999);
    expect(await refusalOf(create("jobs"))).toEqual({
      name: "QueueDeletedRecently",
      status: 400,
      message:
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    });
    clock.advance(1);
    expect(await create("jobs")).toMatchObject({ QueueUrl });
  });

  test("of another account is not there", async () => {
    await create("jobs");
    const other = QueueUrl.replace("123456789012", "999999999999");
    expect(await refusalOf(sqs.send(new DeleteQueueCommand({ QueueUrl: other })))).toEqual(notThere);
  });

  test.each(["", "a b", "a/b", "x".repeat(81), "jobs.fifo"])("is refused the name %j", async (name) => {
    expect(await refusalOf(create(name))).toMatchObject({ status: 400 });
    expect(sandbox.home.sqs.queues.size).toBe(0);
  });

  test("is purged once a minute", async () => {
    await create("jobs");
    const purge = (): Promise<unknown> => sqs.send(new PurgeQueueCommand({ QueueUrl }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "1" }));
    await purge();
    expect(sandbox.world.messagesIn("jobs")).toEqual([]);
    clock.advance(59_999);
    expect(await refusalOf(purge())).toEqual({
      name: "PurgeQueueInProgress",
      status: 403,
      message: "Only one PurgeQueue operation on jobs is allowed every 60 seconds.",
    });
    clock.advance(1);
    expect(await purge()).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });
});

describe("the attributes of a queue", () => {
  test("have AWS's defaults", async () => {
    await create("jobs");
    expect(await attributesOf()).toBeUndefined();
    expect(await attributesOf("All")).toEqual({
      QueueArn: "arn:aws:sqs:us-east-1:123456789012:jobs",
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      CreatedTimestamp: "1767225600",
      LastModifiedTimestamp: "1767225600",
      VisibilityTimeout: "30",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      DelaySeconds: "0",
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
    });
  });

  test("are set at creation and later, and read by name", async () => {
    await create("jobs", { MessageRetentionPeriod: "1209600" });
    clock.advance(2000);
    await set({ VisibilityTimeout: "5", Policy: '{"Statement":[]}' });
    expect(
      await attributesOf("MessageRetentionPeriod", "VisibilityTimeout", "Policy", "LastModifiedTimestamp"),
    ).toEqual({
      MessageRetentionPeriod: "1209600",
      VisibilityTimeout: "5",
      Policy: '{"Statement":[]}',
      LastModifiedTimestamp: "1767225602",
    });
    await set({ Policy: "" });
    expect(await attributesOf("Policy")).toBeUndefined();
  });

  test.each([
    [{ Colour: "red" }, "InvalidAttributeName", "Unknown Attribute Colour."],
    [
      { VisibilityTimeout: "43201" },
      "InvalidAttributeValue",
      "Invalid value for the parameter VisibilityTimeout.",
    ],
    [
      { MessageRetentionPeriod: "59" },
      "InvalidAttributeValue",
      "Invalid value for the parameter MessageRetentionPeriod.",
    ],
    [
      { SqsManagedSseEnabled: "yes" },
      "InvalidAttributeValue",
      "Invalid value for the parameter SqsManagedSseEnabled.",
    ],
    [{ FifoQueue: "true" }, "InvalidAttributeName", "Unknown Attribute FifoQueue."],
    [{ Policy: "{" }, "InvalidAttributeValue", "Invalid value for the parameter Policy."],
  ])("are refused for %j", async (attributes, name, message) => {
    await create("jobs");
    expect(await refusalOf(set(attributes))).toEqual({ name, status: 400, message });
    expect(sandbox.home.sqs.queues.get("jobs")?.attributes).toEqual({});
  });

  test("that AWS does not have are refused to read", async () => {
    await create("jobs");
    expect(await refusalOf(attributesOf("Colour"))).toMatchObject({ name: "InvalidAttributeName" });
  });
});
