import { afterAll, beforeAll, expect, test } from "vitest";
import * as v from "valibot";
import { runJets } from "../support/process/jets.js";
import { startMendedMoto, type MendedMoto } from "../support/python/mended-moto.js";
import { callWithBoto3, runAwsCli } from "../support/python/python.js";
import type { Run } from "../support/process/fake-shell.js";

// On moto_server, which sends no event to a failure destination: the queue is filled by hand, with records as AWS writes them.

const fn = ["--function-name", "app-fn"];
const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:app-fn";
const queueArn = "arn:aws:sqs:us-east-1:123456789012:jets-app-events";

let moto: MendedMoto;
let queueUrl: string;

beforeAll(async () => {
  moto = await startMendedMoto();
  await callWithBoto3(moto.url, "deploy");
  queueUrl = `${moto.url}/123456789012/jets-app-events`;
});

afterAll(() => moto.close());

const aws = (...args: string[]): Promise<unknown> => runAwsCli(moto.url, ...args);

function jets(command: string, ...args: string[]): Promise<Run> {
  return runJets([`maintenance:${command}`, "--stack", "app", ...args], {
    AWS_ENDPOINT_URL: moto.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ada",
    AWS_SECRET_ACCESS_KEY: "secret",
  });
}

const turnOn = (): Promise<Run> =>
  jets("on", "--yes", "--role", "worker", "--include", "app-fn", "--keep-events");
const turnOff = (): Promise<Run> => jets("off", "--role", "worker");

/** The record that Lambda sends to a failure destination, with the text of an event in it. */
const record = (payload: string, condition = "ZeroReservedConcurrency"): string =>
  `{"version":"1.0","timestamp":"2026-01-02T03:04:05.678Z","requestContext":{"requestId":"e4b46cbf-b738-xmpl-8880-a18cdf61200e","functionArn":"${functionArn}:$LATEST","condition":"${condition}","approximateInvokeCount":0},"requestPayload":${payload}}`;

async function keep(...records: string[]): Promise<void> {
  for (const body of records)
    await aws("sqs", "send-message", "--queue-url", queueUrl, "--message-body", body);
}

const configs = async (): Promise<unknown> => aws("lambda", "list-function-event-invoke-configs", ...fn);

/** What is configured for the events of the function. */
const shown = (config: object): unknown => ({
  FunctionEventInvokeConfigs: [
    { FunctionArn: functionArn, LastModified: expect.anything() as unknown, ...config },
  ],
});
const onFailure = { OnFailure: { Destination: queueArn } };

test("a queue is made that takes messages from the worker's role, and is the failure destination until off", async () => {
  expect(await turnOn()).toMatchObject({ exitCode: 0, stdout: "" });
  const { Attributes: attributes } = v.parse(
    v.object({ Attributes: v.record(v.string(), v.string()) }),
    await aws("sqs", "get-queue-attributes", "--queue-url", queueUrl, "--attribute-names", "All"),
  );
  expect(attributes).toMatchObject({
    QueueArn: queueArn,
    MessageRetentionPeriod: "1209600",
    SqsManagedSseEnabled: "true",
  });
  expect(JSON.parse(attributes.Policy ?? "")).toMatchObject({
    Statement: [
      {
        Action: "sqs:SendMessage",
        Resource: queueArn,
        Condition: {
          StringEquals: { "aws:PrincipalAccount": "123456789012" },
          ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::123456789012:role/lambda"] },
        },
      },
    ],
  });
  expect(await configs()).toEqual(shown({ DestinationConfig: onFailure }));
  expect((await jets("status", "--role", "worker")).stdout).toBe("on\n");
  expect(await turnOff()).toMatchObject({ exitCode: 0, stdout: "" });
  expect(await configs()).toEqual({ FunctionEventInvokeConfigs: [] });
});

test("what was configured for events is there meanwhile, and alone afterwards", async () => {
  const onSuccess = { OnSuccess: { Destination: "arn:aws:sqs:us-east-1:123456789012:done" } };
  const configure = ["--maximum-retry-attempts", "1", "--destination-config", JSON.stringify(onSuccess)];
  await aws("lambda", "put-function-event-invoke-config", ...fn, ...configure);
  const before = await configs();
  expect(before).toEqual(shown({ MaximumRetryAttempts: 1, DestinationConfig: onSuccess }));
  expect((await turnOn()).exitCode).toBe(0);
  expect(await configs()).toEqual(
    shown({ MaximumRetryAttempts: 1, DestinationConfig: { ...onSuccess, ...onFailure } }),
  );
  expect((await turnOff()).exitCode).toBe(0);
  expect(await configs()).toEqual(before);
});

test("events that AWS would have put into the queue come to their function, text for text; other messages stay", async () => {
  expect((await turnOn()).exitCode).toBe(0);
  // Written anew by a program, this number would be another one.
  const event = '{"id": 12345678901234567890, "text": "\\u00e9é"}';
  await keep(record(event), record("{}", "RetriesExhausted"), "of another program");
  expect((await turnOff()).stderr).toContain("Replayed 1 event\n");
  expect(moto.events).toEqual([event]);
  expect(await jets("events")).toEqual({
    exitCode: 0,
    stdout: "",
    stderr:
      "2 messages in jets-app-events failed for another reason, or are no event; they are not replayed\n",
  });
});

test("events that wait are shown and replayed by maintenance:events, and what stays is deleted", async () => {
  await keep(record('{"n": 1}'), record('{"n": 2}'));
  expect((await jets("events")).stdout).toBe("app-fn\t2\t2026-01-02T03:04:05.678Z\n");
  const { exitCode, stderr } = await jets("events", "--replay");
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/Replayed 2 events\n$/);
  expect(moto.events.slice(-2).sort()).toEqual(['{"n": 1}', '{"n": 2}']);
  expect((await jets("events", "--purge", "--yes")).exitCode).toBe(0);
  expect(await jets("events")).toMatchObject({ stdout: "", stderr: "No events of app wait\n" });
});
