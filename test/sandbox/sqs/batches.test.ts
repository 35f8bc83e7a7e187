import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type Message,
  type SendMessageBatchCommandOutput,
} from "@aws-sdk/client-sqs";
import { beforeEach, expect, test } from "vitest";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import { openSandbox, type TimedSandbox } from "../../support/timed-sandbox.js";

const QueueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs";

let sandbox: TimedSandbox["sandbox"];
let sqs: Clients["sqs"];

beforeEach(() => {
  ({ sandbox } = openSandbox({ stacks: [] }));
  ({ sqs } = inProcessClients(sandbox));
  sandbox.world.addQueue("jobs", { MaximumMessageSize: "1024" });
});

const sendAll = (...bodies: readonly string[]): Promise<SendMessageBatchCommandOutput> => {
  const Entries = bodies.map((MessageBody, index) => ({ Id: `m${index}`, MessageBody }));
  return sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
};
const receive = async (): Promise<Message[]> =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ?? [];
const bodies = (): string[] => sandbox.world.messagesIn("jobs").map(({ body }) => body);

test("messages are sent together; one that is refused does not stop the others", async () => {
  const { Successful, Failed } = await sendAll("1", "x".repeat(1025), "3");
  expect(Successful?.map(({ Id }) => Id)).toEqual(["m0", "m2"]);
  expect(Failed).toEqual([
    {
      Id: "m1",
      SenderFault: true,
      Code: "InvalidParameterValue",
      Message: "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
    },
  ]);
  expect(bodies()).toEqual(["1", "3"]);
});

test("messages are deleted together", async () => {
  await sendAll("1", "2");
  const Entries = [...(await receive()), { ReceiptHandle: "nonsense" }].map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
  }));
  const { Successful, Failed } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  expect(Successful).toEqual([{ Id: "0" }, { Id: "1" }]);
  expect(Failed).toMatchObject([{ Id: "2", Code: "ReceiptHandleIsInvalid" }]);
  expect(bodies()).toEqual([]);
});

test("messages are shown again together", async () => {
  await sendAll("1", "2");
  const Entries = (await receive()).map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
    VisibilityTimeout: 0,
  }));
  await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  expect(await receive()).toHaveLength(2);
});

test("a batch is refused as a whole when it is empty, too long or ambiguous", async () => {
  sandbox.world.deleteQueue("jobs");
  sandbox.world.addQueue("jobs");
  const twice = { Id: "a", MessageBody: "1" };
  const send = (Entries: { Id: string; MessageBody: string }[]): Promise<unknown> =>
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const refused = [
    await refusalOf(sendAll()),
    await refusalOf(sendAll(...Array.from({ length: 11 }, String))),
    await refusalOf(sendAll("x".repeat(1_048_576), "x")),
    await refusalOf(send([twice, twice])),
    await refusalOf(send([{ ...twice, Id: "a b" }])),
  ];
  expect(refused.map(({ name, status }) => [name, status])).toEqual([
    ["EmptyBatchRequest", 400],
    ["TooManyEntriesInBatchRequest", 400],
    ["BatchRequestTooLong", 400],
    ["BatchEntryIdsNotDistinct", 400],
    ["InvalidBatchEntryId", 400],
  ]);
  expect(bodies()).toEqual([]);
});
