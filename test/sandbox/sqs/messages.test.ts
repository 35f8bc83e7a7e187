import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import { openSandbox, type TimedSandbox } from "../../support/timed-sandbox.js";

const QueueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs";
const mebibyte = 1_048_576;

let sandbox: TimedSandbox["sandbox"];
let clock: TimedSandbox["clock"];
let sqs: Clients["sqs"];

beforeEach(() => {
  ({ sandbox, clock } = openSandbox({ stacks: [] }));
  ({ sqs } = inProcessClients(sandbox));
  sandbox.world.addQueue("jobs");
});

const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}): Promise<unknown> =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
const remove = (ReceiptHandle: string | undefined): Promise<unknown> =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const hide = (ReceiptHandle: string | undefined, VisibilityTimeout: number): Promise<unknown> =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
const bodiesOf = (messages: readonly Message[]): unknown[] => messages.map(({ Body }) => Body);
const counts = async (): Promise<unknown[]> => {
  const number = "ApproximateNumberOfMessages";
  const names = [number, `${number}NotVisible`, `${number}Delayed`] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
  );
  return names.map((name) => Attributes?.[name]);
};

describe("a message", () => {
  test("is sent, received and deleted", async () => {
    await send("1");
    expect(await counts()).toEqual(["1", "0", "0"]);
    const [message] = await receive();
    expect(message).toMatchObject({ Body: "1" });
    expect(message).not.toHaveProperty("Attributes");
    expect(await counts()).toEqual(["0", "1", "0"]);
    await remove(message?.ReceiptHandle);
    expect(await counts()).toEqual(["0", "0", "0"]);
    expect(await remove(message?.ReceiptHandle)).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  test("comes back when its visibility timeout is over", async () => {
    await send("1");
    await receive({ VisibilityTimeout: 10 });
    clock.advance(9999);
    expect(await receive()).toEqual([]);
    clock.advance(1);
    expect(bodiesOf(await receive())).toEqual(["1"]);
    clock.advance(30_000);
    expect(bodiesOf(await receive())).toEqual(["1"]);
  });

  test("tells who sent it, when, and how often it was received", async () => {
    await send("1");
    clock.advance(1000);
    await receive({ VisibilityTimeout: 0 });
    clock.advance(1000);
    const [message] = await receive({ MessageSystemAttributeNames: ["All"] });
    expect(message?.Attributes).toEqual({
      SenderId: "ada",
      SentTimestamp: "1767225600000",
      ApproximateReceiveCount: "2",
      ApproximateFirstReceiveTimestamp: "1767225601000",
    });
  });

  test("that was received again is deleted by its newest receipt only", async () => {
    await send("1");
    const [first] = await receive({ VisibilityTimeout: 0 });
    const [second] = await receive({ VisibilityTimeout: 0 });
    await remove(first?.ReceiptHandle);
    expect(sandbox.world.messagesIn("jobs")).toHaveLength(1);
    await remove(second?.ReceiptHandle);
    expect(sandbox.world.messagesIn("jobs")).toEqual([]);
  });

  test("is hidden for longer, or shown at once, by its receipt", async () => {
    await send("1");
    const [first] = await receive();
    await hide(first?.ReceiptHandle, 100);
    clock.advance(99_999);
    expect(await receive()).toEqual([]);
    clock.advance(1);
    const [second] = await receive();
    await hide(second?.ReceiptHandle, 0);
    expect(bodiesOf(await receive({ VisibilityTimeout: 0 }))).toEqual(["1"]);
    expect(await refusalOf(hide(second?.ReceiptHandle, 5))).toEqual({
      name: "MessageNotInflight",
      status: 400,
      message: "The specified message isn't in flight.",
    });
  });

  test("waits for its delay", async () => {
    await send("1", { DelaySeconds: 5 });
    expect(await counts()).toEqual(["0", "0", "1"]);
    expect(await receive()).toEqual([]);
    clock.advance(5000);
    expect(bodiesOf(await receive())).toEqual(["1"]);
  });

  test("is gone when the queue's retention period is over", async () => {
    await send("1");
    clock.advance(345_599_999);
    expect(await counts()).toEqual(["1", "0", "0"]);
    clock.advance(1);
    expect(await counts()).toEqual(["0", "0", "0"]);
    expect(await receive()).toEqual([]);
  });

  test("carries attributes, which are shown when asked for", async () => {
    const attributes = {
      General: { DataType: "String", StringValue: "Kenobi" },
      Hello: { DataType: "String", StringValue: "There" },
      "Help.Me": { DataType: "String", StringValue: "Me" },
    };
    // The digests are those that AWS answered to the same attributes.
    expect(await send("msg", { MessageAttributes: attributes })).toMatchObject({
      MD5OfMessageBody: "6e2baaf3b97dbeef01c0043275f9a0e7",
      MD5OfMessageAttributes: "4c360f3fdafd970e05fae2f149d997f5",
    });
    const ask = async (...MessageAttributeNames: string[]): Promise<unknown> => {
      const [message] = await receive({ VisibilityTimeout: 0, MessageAttributeNames });
      return [Object.keys(message?.MessageAttributes ?? {}), message?.MD5OfMessageAttributes];
    };
    expect(await ask("All")).toEqual([Object.keys(attributes), "4c360f3fdafd970e05fae2f149d997f5"]);
    expect(await ask("Hello", "General")).toEqual([["General", "Hello"], "fca026605781cb4126a1e9044df24232"]);
    expect(await ask("Hel.*")).toEqual([["Hello", "Help.Me"], "83fee93c1bcd8b9a5a923ffacdc636c7"]);
    expect(await ask("x")).toEqual([[], undefined]);
  });

  test("carries bytes", async () => {
    const BinaryValue = Uint8Array.of(0, 1, 255);
    await send("1", { MessageAttributes: { a: { DataType: "Binary", BinaryValue } } });
    const [message] = await receive({ MessageAttributeNames: ["All"] });
    expect(message?.MessageAttributes?.a?.BinaryValue).toEqual(BinaryValue);
  });
});

test("messages come from the oldest to the newest, ten at most", async () => {
  for (let number = 1; number <= 12; number++) await send(String(number));
  expect(bodiesOf(await receive())).toEqual(["1"]);
  expect(bodiesOf(await receive({ MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }))).toEqual(
    Array.from({ length: 10 }, (_, index) => String(index + 2)),
  );
  expect(bodiesOf(await receive({ MaxNumberOfMessages: 10 }))).toEqual(["12"]);
  expect(await receive({ MaxNumberOfMessages: 10, WaitTimeSeconds: 20 })).toEqual([]);
});

describe("a message is refused", () => {
  const tooLong = `One or more parameters are invalid. Reason: Message must be shorter than ${mebibyte} bytes.`;

  test("over a mebibyte, in bytes", async () => {
    await send("ä".repeat(mebibyte / 2));
    expect(await refusalOf(send(`${"ä".repeat(mebibyte / 2)}x`))).toMatchObject({
      status: 400,
      message: tooLong,
    });
    const attribute = { DataType: "String", StringValue: "x" };
    expect(
      await refusalOf(send("x".repeat(mebibyte - 7), { MessageAttributes: { a: attribute } })),
    ).toMatchObject({
      message: tooLong,
    });
  });

  test("without a body, or with characters that XML does not have", async () => {
    expect(await refusalOf(send(""))).toMatchObject({
      status: 400,
      message: "The request must contain the parameter MessageBody.",
    });
    expect(await refusalOf(send("\u0000"))).toMatchObject({ name: "InvalidMessageContents", status: 400 });
  });

  test("with an attribute of no known type", async () => {
    const attribute = { DataType: "Date", StringValue: "x" };
    expect(await refusalOf(send("1", { MessageAttributes: { a: attribute } }))).toMatchObject({
      status: 400,
    });
  });
});

test.each([
  [
    { MaxNumberOfMessages: 11 },
    "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
  ],
  [
    { WaitTimeSeconds: 21 },
    "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be between 0 and 20, if provided.",
  ],
  [
    { VisibilityTimeout: -1 },
    "Value -1 for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200, if provided.",
  ],
])("a receipt is refused for %j", async (input, message) => {
  expect(await refusalOf(receive(input))).toMatchObject({ status: 400, message });
});

test("a receipt handle that SQS never gave, or gave for another queue, is refused", async () => {
  sandbox.world.addQueue("other");
  sandbox.world.addMessage("other", "1");
  const [message] = await receive({ QueueUrl: QueueUrl.replace("jobs", "other") });
  for (const handle of ["nonsense", message?.ReceiptHandle])
    expect(await refusalOf(remove(handle))).toEqual({
      name: "ReceiptHandleIsInvalid",
      status: 400,
      message: "The input receipt handle is invalid.",
    });
});
