import {
  DeleteFunctionEventInvokeConfigCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import type { FunctionSeed } from "../../../../src/sandbox/index.js";
import { inProcessClients, type Clients } from "../../../support/sdk-clients.js";
import { openSandbox, type TimedSandbox } from "../../../support/timed-sandbox.js";

const queue = "arn:aws:sqs:us-east-1:123456789012";
const megabyte = 1_048_576;

let sandbox: TimedSandbox["sandbox"];
let clock: TimedSandbox["clock"];
let clients: Clients;

const start = (seed: Omit<FunctionSeed, "name"> = {}): void => {
  const functions = [{ name: "worker", reserved: 0, versions: 1, aliases: { live: "1" }, ...seed }];
  const stacks = [{ name: "app", functions }];
  ({ sandbox, clock } = openSandbox({ stacks, eventInvokeSettlesMs: 5000 }));
  clients = inProcessClients(sandbox);
};

beforeEach(() => {
  start();
});

const invoke = (Payload: string, Qualifier?: string): Promise<unknown> =>
  clients.lambda.send(
    new InvokeCommand({ FunctionName: "worker", InvocationType: "Event", Payload, Qualifier }),
  );
const putDestination = (name: string): Promise<unknown> =>
  clients.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "worker",
      DestinationConfig: { OnFailure: { Destination: `${queue}:${name}` } },
    }),
  );
const bodiesIn = (name: string): unknown[] =>
  sandbox.world.messagesIn(name).map(({ body }): unknown => JSON.parse(body));
const fates = (): unknown[] => sandbox.world.events().map((event) => event.fates);

describe("at a reserved concurrency of 0 an event", () => {
  test("goes to the failure destination as a record", async () => {
    start({ onFailure: `${queue}:failed` });
    clock.advance(1234);
    expect(await invoke('{"number":1}')).toMatchObject({ StatusCode: 202 });
    expect(bodiesIn("failed")).toEqual([
      {
        version: "1.0",
        timestamp: "2026-01-01T00:00:01.234Z",
        requestContext: {
          requestId: sandbox.world.events()[0]?.requestId,
          functionArn: "arn:aws:lambda:us-east-1:123456789012:function:worker:$LATEST",
          condition: "ZeroReservedConcurrency",
          approximateInvokeCount: 0,
        },
        requestPayload: { number: 1 },
      },
    ]);
    expect(fates()).toEqual([["destination"]]);
  });

  test("goes by the configuration of the alias or version that it was sent to", async () => {
    start({ onFailure: `${queue}:failed`, onFailureOf: { live: `${queue}:live` } });
    await invoke("1", "live");
    await invoke("2", "1");
    expect(bodiesIn("failed")).toEqual([]);
    expect(bodiesIn("live")).toMatchObject([
      {
        requestContext: { functionArn: "arn:aws:lambda:us-east-1:123456789012:function:worker:live" },
        requestPayload: 1,
      },
    ]);
    expect(fates()).toEqual([["destination"], []]);
    expect(sandbox.world.lostBy("worker")).toEqual([2]);
  });

  test("keeps its numbers in the record", async () => {
    start({ onFailure: `${queue}:failed` });
    await invoke('{"id": 12345678901234567890, "price": 1.0}');
    expect(sandbox.world.messagesIn("failed")[0]?.body).toContain(
      '"requestPayload":{"id": 12345678901234567890, "price": 1.0}}',
    );
  });

  test("goes to the dead-letter queue as it is, besides the destination", async () => {
    start({ deadLetter: `${queue}:dead`, onFailure: `${queue}:failed` });
    await invoke('{"number":1}');
    expect(bodiesIn("failed")).toHaveLength(1);
    const { Messages } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/dead",
        MessageAttributeNames: ["All"],
      }),
    );
    expect(Messages).toMatchObject([
      {
        Body: '{"number":1}',
        MessageAttributes: {
          RequestID: { StringValue: sandbox.world.events()[0]?.requestId },
          ErrorCode: { DataType: "Number", StringValue: "429" },
          ErrorMessage: { StringValue: "Rate Exceeded." },
        },
      },
    ]);
    expect(fates()).toEqual([["destination", "deadLetter"]]);
  });

  test("is lost without either", async () => {
    await invoke('{"number":1}');
    expect(fates()).toEqual([[]]);
    expect(sandbox.world.lostBy("worker")).toEqual([{ number: 1 }]);
    expect(sandbox.world.processedBy("worker")).toEqual([]);
  });

  test("is not lost where the destination is none that the sandbox knows", async () => {
    start({ onFailure: "arn:aws:sns:us-east-1:123456789012:failed" });
    await invoke("1");
    expect(fates()).toEqual([["destination"]]);
  });
});

describe("a record is not delivered", () => {
  beforeEach(() => {
    start({ onFailure: `${queue}:failed` });
  });

  test("to a queue that is not there any more", async () => {
    sandbox.world.deleteQueue("failed");
    await invoke("1");
    expect(fates()).toEqual([["undelivered"]]);
    expect(sandbox.world.lostBy("worker")).toEqual([1]);
  });

  test("where the role may not send any more, unless the queue's policy lets it", async () => {
    sandbox.world.setSendableBy("lambda", []);
    await invoke("1");
    const statement = {
      Effect: "Allow",
      Principal: "*",
      Action: "sqs:SendMessage",
      Resource: `${queue}:failed`,
    };
    sandbox.world.deleteQueue("failed");
    sandbox.world.addQueue("failed", { Policy: JSON.stringify({ Statement: [statement] }) });
    await invoke("2");
    expect(fates()).toEqual([["undelivered"], ["destination"]]);
  });

  test("when it is larger than a message may be, though the event is not", async () => {
    await invoke(JSON.stringify("x".repeat(megabyte - 2)));
    await invoke(JSON.stringify("x".repeat(megabyte - 2 - 400)));
    expect(fates()).toEqual([["undelivered"], ["destination"]]);
  });
});

describe("a configuration that was changed", () => {
  beforeEach(() => {
    start({ onFailure: `${queue}:old` });
    sandbox.world.addQueue("new");
    sandbox.world.setSendableBy("lambda", [`${queue}:*`]);
  });

  test("counts once it is active; until then the one before does", async () => {
    await putDestination("new");
    clock.advance(4999);
    await invoke("1");
    clock.advance(1);
    await invoke("2");
    expect(bodiesIn("old")).toMatchObject([{ requestPayload: 1 }]);
    expect(bodiesIn("new")).toMatchObject([{ requestPayload: 2 }]);
  });

  test("twice becomes active twice", async () => {
    await putDestination("new");
    clock.advance(3000);
    await clients.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: "worker" }));
    await invoke("1");
    clock.advance(2000);
    await invoke("2");
    clock.advance(3000);
    await invoke("3");
    expect(bodiesIn("old")).toMatchObject([{ requestPayload: 1 }]);
    expect(bodiesIn("new")).toMatchObject([{ requestPayload: 2 }]);
    expect(sandbox.world.lostBy("worker")).toEqual([3]);
  });
});
