import { beforeEach, describe, expect, test } from "vitest";
import { createPorts } from "../../src/aws/index.js";
import type { Queues } from "../../src/maintenance/index.js";
import { openAccount, type Account } from "../support/account.js";
import { inFrontOf, type Rewriter } from "../support/network/rewriter.js";
import { requestHandlerFor } from "../support/sdk-clients.js";
import { clientsFor } from "../support/shared-clients.js";

const policy = `{"Version":"2012-10-17","Statement":[]}`;
const settings = { policy, retentionSeconds: 1_209_600 };

let account: Account;
let rewriter: Rewriter;
let queues: Queues;

beforeEach(() => {
  account = openAccount();
  rewriter = inFrontOf(account.sandbox);
  const { clock } = account;
  queues = createPorts(clientsFor(requestHandlerFor(rewriter.sandbox)), { clock, random: () => 0.5 }).queues;
});

/** A queue with so many messages, and its URL. */
async function fill(count: number): Promise<string> {
  account.sandbox.world.addQueue("q");
  for (let at = 0; at < count; at += 1) account.sandbox.world.addMessage("q", `message ${at}`);
  return (await queues.find("q")) ?? "";
}

const left = (): string[] => account.sandbox.world.messagesIn("q").map(({ body }) => body);

describe("a queue", () => {
  test("is found by its name; one that is not there is not", async () => {
    expect(await queues.find("q")).toBeUndefined();
    expect(await fill(0)).toMatch(/\/123456789012\/q$/);
  });

  test("is made with what it is to have, encrypted", async () => {
    expect(await queues.create("q", settings)).toBe(true);
    expect(account.sandbox.home.sqs.queues.get("q")?.attributes).toEqual({
      Policy: policy,
      MessageRetentionPeriod: "1209600",
      SqsManagedSseEnabled: "true",
    });
    expect(await queues.create("q", settings)).toBe(true);
  });

  test("is not made where there is another one of its name by now", async () => {
    account.sandbox.world.addQueue("q", { MessageRetentionPeriod: "60" });
    expect(await queues.create("q", settings)).toBe(false);
    expect(account.sandbox.home.sqs.queues.get("q")?.attributes).toEqual({ MessageRetentionPeriod: "60" });
  });

  test("is described with all its messages, those that are being received included", async () => {
    const url = await fill(3);
    await queues.receive(url, 60);
    expect(await queues.describe(url)).toEqual({ retentionSeconds: 345_600, messages: 3 });
    await queues.change(url, settings);
    expect(await queues.describe(url)).toEqual({ ...settings, messages: 3 });
    account.sandbox.world.deleteQueue("q");
    expect(await queues.describe(url)).toBeUndefined();
  });

  test("is emptied at once, and AWS refuses to do so twice in a minute", async () => {
    const url = await fill(3);
    await queues.purge(url);
    expect(left()).toEqual([]);
    await expect(queues.purge(url)).rejects.toMatchObject({
      code: "aws_refused",
      message: expect.stringContaining("sqs:PurgeQueue on q: PurgeQueueInProgress"),
    });
  });

  test("that throttles is asked again", async () => {
    const url = await fill(1);
    account.sandbox.addFault({ operation: "ReceiveMessage", times: 3, action: { kind: "throttled" } });
    expect(await queues.receive(url, 60)).toHaveLength(1);
  });

  test("that throttles for good is an error that says so", async () => {
    const url = await fill(1);
    account.sandbox.addFault({ operation: "ReceiveMessage", times: 9_999, action: { kind: "throttled" } });
    await expect(queues.receive(url, 60)).rejects.toMatchObject({ code: "throttled" });
  });
});

describe("messages", () => {
  test("are received at most ten at a time, with when they were sent, and are hidden meanwhile", async () => {
    const url = await fill(12);
    const first = await queues.receive(url, 60);
    expect(first.map(({ body }) => body)).toEqual(Array.from({ length: 10 }, (_, at) => `message ${at}`));
    expect(first[0]?.sentAt).toEqual(new Date(account.sandbox.world.messagesIn("q")[0]?.sentAt ?? 0));
    expect(await queues.receive(url, 60)).toHaveLength(2);
    expect(await queues.receive(url, 60)).toEqual([]);
    account.clock.advance(61_000);
    const again = await queues.receive(url, 60);
    expect(again.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    expect(again[0]?.receipt).not.toBe(first[0]?.receipt);
  });

  test("are deleted and shown again in batches of ten", async () => {
    const url = await fill(25);
    const all = [];
    for (let at = 0; at < 3; at += 1) all.push(...(await queues.receive(url, 600)));
    const receipts = all.map(({ receipt }) => receipt);
    account.countCalls();
    await queues.delete(url, receipts.slice(0, 12));
    await queues.show(url, receipts.slice(12));
    expect(account.countCalls()).toEqual({ DeleteMessageBatch: 2, ChangeMessageVisibilityBatch: 2 });
    expect(left()).toHaveLength(13);
    expect(await queues.receive(url, 60)).toHaveLength(10);
  });

  test("that are none take no call", async () => {
    const url = await fill(0);
    account.countCalls();
    await queues.delete(url, []);
    await queues.show(url, []);
    expect(account.countCalls()).toEqual({});
  });

  /** AWS answers that entry 1 of a batch was not deleted, so many times. */
  const failDeletion = (times: number): void => {
    const Failed = [{ Id: "1", SenderFault: false, Code: "InternalError", Message: "Try again" }];
    rewriter.rewrite({
      operation: "DeleteMessageBatch",
      times,
      answer: (_, response) => ({ ...response, body: JSON.stringify({ Successful: [{ Id: "0" }], Failed }) }),
    });
  };

  test("of which one is not deleted are tried again, that one alone", async () => {
    const url = await fill(2);
    const receipts = (await queues.receive(url, 60)).map(({ receipt }) => receipt);
    failDeletion(2);
    account.countCalls();
    await queues.delete(url, receipts);
    expect(account.countCalls()).toEqual({ DeleteMessageBatch: 3 });
    expect(left()).toEqual([]);
  });

  test("of which one is never deleted are an error with what AWS says", async () => {
    const url = await fill(2);
    const receipts = (await queues.receive(url, 60)).map(({ receipt }) => receipt);
    failDeletion(99);
    await expect(queues.delete(url, receipts)).rejects.toMatchObject({
      code: "aws_refused",
      message: "AWS refused sqs:DeleteMessage on a message of q: InternalError: Try again.",
    });
  });

  test("whose time is over are no error when they are shown", async () => {
    const url = await fill(1);
    const receipts = (await queues.receive(url, 1)).map(({ receipt }) => receipt);
    account.clock.advance(5_000);
    await queues.show(url, receipts);
    expect(await queues.receive(url, 60)).toHaveLength(1);
  });
});

test("a permission that is missing is named as IAM names it, of batches as well", async () => {
  const url = await fill(1);
  const receipts = (await queues.receive(url, 60)).map(({ receipt }) => receipt);
  account.sandbox.addFault({ times: 99, action: { kind: "denied" } });
  for (const [call, action] of [
    [() => queues.find("q"), "sqs:GetQueueUrl"],
    [() => queues.create("q", settings), "sqs:CreateQueue"],
    [() => queues.describe(url), "sqs:GetQueueAttributes"],
    [() => queues.change(url, settings), "sqs:SetQueueAttributes"],
    [() => queues.receive(url, 60), "sqs:ReceiveMessage"],
    [() => queues.delete(url, receipts), "sqs:DeleteMessage"],
    [() => queues.show(url, receipts), "sqs:ChangeMessageVisibility"],
    [() => queues.purge(url), "sqs:PurgeQueue"],
  ] as const)
    await expect(call()).rejects.toMatchObject({
      code: "access_denied",
      message: `Access denied: ${action} on arn:aws:sqs:us-east-1:123456789012:q.`,
    });
});
