import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listen, type Listening } from "../../src/sandbox/index.js";
import { demoStacks } from "../../src/sandbox/seed/demo.js";
import { createTestSandbox, type TestSandbox } from "../support/world/index.js";
import { callWithBoto3, runAwsCli } from "../support/python/python.js";

const render = "demo-dev-reports_event-render";
const arn = "arn:aws:lambda:us-east-1:123456789012:function";

let sandbox: TestSandbox;
let server: Listening;

const start = async (sizes: number): Promise<void> => {
  const pageSizes = { functions: sizes, provisioned: sizes, mappings: sizes, stackResources: sizes };
  const stacks = [...demoStacks, { name: "app", account: there }];
  sandbox = createTestSandbox({ stacks, pageSizes, mappingSettlesMs: 60_000, eventInvokeSettlesMs: 0 });
  server = await listen(sandbox);
};

beforeEach(() => start(2));

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

describe("boto3", () => {
  test("pages through every list and meets AWS's rules for workers", async () => {
    expect(await callWithBoto3(server.url, "worker")).toEqual({
      resources: [2, 2, 2, 1],
      functions: [2, 2, 1],
      mappings: [1],
      provisioned: [2],
      "stop too early": {
        code: "InvalidParameterValueException",
        message:
          " ReservedConcurrentExecutions  0 should not be lower than function's total provisioned concurrency [5].",
        status: 400,
      },
      unprovision: [204, 204],
      stop: { status: 200, result: { ReservedConcurrentExecutions: 0 } },
      "provision too early": {
        code: "InvalidParameterValueException",
        message:
          "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
        status: 400,
      },
      disable: "Disabling",
      "enable too early": {
        code: "ResourceInUseException",
        message: "Cannot update the event source mapping because it is in use.",
        status: 400,
      },
      account: 980,
      unknown: {
        code: "UnknownOperationException",
        message: "The sandbox does not know the operation GET /2018-10-31/layers.",
        status: 404,
      },
    });
  });
});

const there = "111122223333";
const session = `arn:aws:sts::${there}:assumed-role/jets/ada@laptop`;

describe("boto3", () => {
  test("assumes a role of another account, and is refused another's", async () => {
    const denied = (role: string) => ({
      code: "AccessDenied",
      message: `User: arn:aws:iam::123456789012:user/ada is not authorized to perform: sts:AssumeRole on resource: ${role}`,
      status: 403,
    });
    const user = "arn:aws:iam::123456789012:user/ada";
    expect(await callWithBoto3(server.url, "accounts")).toEqual({
      home: ["123456789012", user],
      there: [there, session],
      "seconds left": 900,
      stacks: [["app", "UPDATE_COMPLETE"]],
      "of another status": [],
      writer: session,
      "role that is not there": denied("arn:aws:iam::444455556666:role/jets"),
      "session of hours": {
        code: "ValidationError",
        message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        status: 400,
      },
      "token of none": {
        code: "UnrecognizedClientException",
        message: "The security token included in the request is invalid.",
        status: 403,
      },
    });
  });
});

describe("boto3", () => {
  test("keeps the events of a stopped function in a queue", async () => {
    const queue = "arn:aws:sqs:us-east-1:123456789012:events";
    const refused = { code: "InvalidParameterValueException", status: 400 };
    expect(await callWithBoto3(server.url, "events")).toEqual({
      "too early": { ...refused, message: `The destination ARN ${queue} is invalid.` },
      forbidden: {
        ...refused,
        message: `The function's execution role does not have permissions to call SendMessage on ${queue}`,
      },
      put: { OnFailure: { Destination: queue }, OnSuccess: {} },
      invoked: 202,
      record: {
        requestId: sandbox.world.events()[0]?.requestId,
        functionArn: `${arn}:demo-dev-cleanup_event-legacy:$LATEST`,
        condition: "ZeroReservedConcurrency",
        approximateInvokeCount: 0,
        requestPayload: { number: 1 },
      },
      "same request": true,
      listed: [`${arn}:demo-dev-cleanup_event-legacy:$LATEST`],
      deleted: 204,
      queues: ["demo-dev-dead-letters", "events"],
    });
  });
});

describe("the aws CLI", () => {
  const aws = (...args: readonly string[]): Promise<unknown> => runAwsCli(server.url, ...args);

  test("describes the stack and lists all pages of its resources", async () => {
    expect(await aws("cloudformation", "describe-stacks", "--stack-name", "demo-dev")).toMatchObject({
      Stacks: [{ StackName: "demo-dev", StackStatus: "UPDATE_COMPLETE" }],
    });
    const { length } = [
      ...(await aws(
        ...["cloudformation", "list-stack-resources", "--stack-name", "demo-dev"],
        ...["--query", "StackResourceSummaries[].LogicalResourceId | join(',', @)"],
      ).then((ids) => String(ids).split(","))),
    ];
    expect(length).toBe(7);
  });

  test("stops and restores a worker in the order that AWS asks for", async () => {
    const one = ["--function-name", render];
    const uuids = sandbox.world.mappingsOf("demo-dev-jobs_event-perform");
    for (const qualifier of ["live", "canary"])
      await aws("lambda", "delete-provisioned-concurrency-config", ...one, "--qualifier", qualifier);
    await aws("lambda", "put-function-concurrency", ...one, "--reserved-concurrent-executions", "0");
    await aws("lambda", "update-event-source-mapping", "--uuid", uuids[0] ?? "", "--no-enabled");
    expect(sandbox.settings()[render]).toEqual({ reserved: 0, provisioned: {}, mappings: {} });

    await aws("lambda", "delete-function-concurrency", ...one);
    await aws(
      ...["lambda", "put-provisioned-concurrency-config", ...one, "--qualifier", "live"],
      ...["--provisioned-concurrent-executions", "4"],
    );
    expect(await aws("lambda", "list-provisioned-concurrency-configs", ...one)).toMatchObject({
      ProvisionedConcurrencyConfigs: [{ FunctionArn: `${arn}:${render}:live` }],
    });
    expect(sandbox.settings()[render]).toEqual({ reserved: null, provisioned: { live: 4 }, mappings: {} });
  });

  test("sends events, and reads what became of them", async () => {
    const invoke = ["lambda", "invoke", "--invocation-type", "Event", "--function-name"];
    expect(await aws(...invoke, render, "/dev/null")).toEqual({ StatusCode: 202 });
    expect(sandbox.world.processedBy(render)).toEqual([{}]);

    await aws(
      "sqs",
      "create-queue",
      "--queue-name",
      "events",
      "--attributes",
      "MessageRetentionPeriod=1209600",
    );
    const url = `${server.url}/123456789012/events`;
    expect(await aws("sqs", "get-queue-url", "--queue-name", "events")).toEqual({ QueueUrl: url });
    const queue = ["--queue-url", url];
    await aws("sqs", "send-message", ...queue, "--message-body", "1");
    const received = await aws(
      "sqs",
      "receive-message",
      ...queue,
      "--query",
      "Messages[0].[Body,ReceiptHandle]",
    );
    const [body, handle] = Array.isArray(received) ? received.map(String) : [];
    expect(body).toBe("1");
    await aws("sqs", "delete-message", ...queue, "--receipt-handle", handle ?? "");
    expect(sandbox.world.messagesIn("events")).toEqual([]);
  });

  test("is in several accounts by the profiles of its configuration file", async () => {
    const config = `
[profile home]
aws_access_key_id = ada
aws_secret_access_key = secret
[profile own]
aws_access_key_id = AKIA${there}DEMO
aws_secret_access_key = secret
[profile role]
source_profile = home
role_arn = arn:aws:iam::${there}:role/jets
role_session_name = ada@laptop
`;
    const folder = await mkdtemp(join(tmpdir(), "profiles-"));
    vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
    // The aws CLI keeps sessions below it.
    vi.stubEnv("HOME", folder);
    await writeFile(join(folder, "config"), config);
    const arns = [];
    for (const profile of ["home", "own", "role"])
      arns.push(await aws("sts", "get-caller-identity", "--query", "Arn", "--profile", profile));
    await rm(folder, { recursive: true });
    expect(arns).toEqual([
      "arn:aws:iam::123456789012:user/ada",
      `arn:aws:iam::${there}:user/AKIA${there}DEMO`,
      session,
    ]);
  });

  test("keeps parameters", async () => {
    const name = ["--name", "/jets/demo-dev/maintenance/web"];
    await aws("ssm", "put-parameter", ...name, "--value", "on", "--type", "String");
    await aws("ssm", "put-parameter", ...name, "--value", "off", "--type", "String", "--overwrite");
    expect(await aws("ssm", "get-parameter", ...name, "--query", "Parameter.[Value,Version]")).toEqual([
      "off",
      2,
    ]);
    expect(
      await aws("ssm", "get-parameter-history", ...name, "--query", "Parameters[].LastModifiedUser"),
    ).toEqual(["arn:aws:iam::123456789012:user/ada", "arn:aws:iam::123456789012:user/ada"]);
    const list = [
      "get-parameters-by-path",
      "--path",
      "/jets",
      "--recursive",
      "--query",
      "Parameters[].Value",
    ];
    expect(await aws("ssm", ...list)).toEqual(["off"]);
    await aws("ssm", "delete-parameter", ...name);
    expect(sandbox.world.parameters()).toEqual({});
  });
});
