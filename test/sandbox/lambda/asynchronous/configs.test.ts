import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  ListFunctionEventInvokeConfigsCommand,
  paginateListFunctionEventInvokeConfigs,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import type { SandboxOptions } from "../../../../src/sandbox/index.js";
import { inProcessClients, refusalOf, type Clients } from "../../../support/sdk-clients.js";
import { openSandbox, type TimedSandbox } from "../../../support/timed-sandbox.js";

const arn = "arn:aws:lambda:us-east-1:123456789012:function";
const topic = "arn:aws:sns:us-east-1:123456789012:failed";
const queue = "arn:aws:sqs:us-east-1:123456789012";

let sandbox: TimedSandbox["sandbox"];
let clock: TimedSandbox["clock"];
let lambda: Clients["lambda"];

const start = (options: SandboxOptions = {}): void => {
  const functions = [
    { name: "scheduled", onFailure: topic, maximumEventAge: 60, versions: 2, aliases: { live: "2" } },
    { name: "quiet", role: "quiet" },
  ];
  ({ sandbox, clock } = openSandbox({ stacks: [{ name: "app", functions }], ...options }));
  ({ lambda } = inProcessClients(sandbox));
};

beforeEach(() => {
  start();
});

const put = (
  FunctionName: string,
  input: Omit<PutFunctionEventInvokeConfigCommandInput, "FunctionName"> = {},
): Promise<unknown> => lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...input }));
const get = (FunctionName: string, Qualifier?: string): Promise<unknown> =>
  lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier }));
const onFailure = (Destination: string): PutFunctionEventInvokeConfigCommandInput["DestinationConfig"] => ({
  OnFailure: { Destination },
});

describe("an event invoke configuration", () => {
  test("is shown, and listed, without what is not set", async () => {
    const { $metadata, ...config } = await lambda.send(
      new GetFunctionEventInvokeConfigCommand({ FunctionName: "scheduled" }),
    );
    expect($metadata.httpStatusCode).toBe(200);
    expect(config).toEqual({
      LastModified: new Date("2026-01-01T00:00:00Z"),
      FunctionArn: `${arn}:scheduled:$LATEST`,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: topic }, OnSuccess: {} },
    });
    const list = await lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName: "scheduled" }));
    expect(list.FunctionEventInvokeConfigs).toEqual([config]);
  });

  test("that is put loses what it is not given", async () => {
    clock.advance(5000);
    expect(await put("scheduled", { MaximumRetryAttempts: 0 })).toMatchObject({
      LastModified: new Date("2026-01-01T00:00:05Z"),
      FunctionArn: `${arn}:scheduled:$LATEST`,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: {}, OnSuccess: {} },
    });
    expect(sandbox.world.eventInvokeConfigsOf("scheduled")).toEqual({
      $LATEST: { maximumRetryAttempts: 0 },
    });
  });

  test("that is updated keeps what it is not given", async () => {
    const update = { FunctionName: "scheduled", MaximumRetryAttempts: 1 };
    await lambda.send(new UpdateFunctionEventInvokeConfigCommand(update));
    expect(sandbox.world.eventInvokeConfigsOf("scheduled")).toEqual({
      $LATEST: { onFailure: topic, maximumEventAge: 60, maximumRetryAttempts: 1 },
    });
  });

  test("is one for each alias and version", async () => {
    const Qualifiers = ["live", "1", "$LATEST"];
    for (const [index, Qualifier] of Qualifiers.entries())
      await put("scheduled", { Qualifier, MaximumEventAgeInSeconds: 100 + index });
    expect(await get("scheduled", "live")).toMatchObject({
      FunctionArn: `${arn}:scheduled:live`,
      MaximumEventAgeInSeconds: 100,
    });
    expect(await get(`${arn}:scheduled:1`)).toMatchObject({ MaximumEventAgeInSeconds: 101 });
    expect(await get("scheduled")).toMatchObject({ MaximumEventAgeInSeconds: 102 });
  });

  test("is listed a page at a time", async () => {
    start({ pageSizes: { eventInvokeConfigs: 2 } });
    for (const Qualifier of ["live", "1"]) await put("scheduled", { Qualifier, MaximumRetryAttempts: 0 });
    const sizes = [];
    const pages = paginateListFunctionEventInvokeConfigs({ client: lambda }, { FunctionName: "scheduled" });
    for await (const page of pages) sizes.push(page.FunctionEventInvokeConfigs?.length);
    expect(sizes).toEqual([2, 1]);
  });

  test("is deleted once", async () => {
    const remove = (): Promise<unknown> =>
      lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: "scheduled" }));
    expect(await remove()).toMatchObject({ $metadata: { httpStatusCode: 204 } });
    const missing = {
      name: "ResourceNotFoundException",
      status: 404,
      message: `The function ${arn}:scheduled:$LATEST doesn't have an EventInvokeConfig`,
    };
    expect(await refusalOf(remove())).toEqual(missing);
    expect(await refusalOf(get("scheduled"))).toEqual(missing);
    expect(sandbox.world.eventInvokeConfigsOf("scheduled")).toEqual({});
  });

  test("may be changed while the function is being updated", async () => {
    sandbox.world.setUpdating("scheduled", 60_000);
    expect(await put("scheduled", { MaximumRetryAttempts: 0 })).toMatchObject({ MaximumRetryAttempts: 0 });
  });
});

describe("a call about an event invoke configuration is refused", () => {
  test.each([
    [{ MaximumRetryAttempts: 3 }, "ValidationException", /less than or equal to 2/],
    [{ MaximumEventAgeInSeconds: 59 }, "ValidationException", /greater than or equal to 60/],
    [{ MaximumEventAgeInSeconds: 21_601 }, "ValidationException", /less than or equal to 21600/],
    [
      {},
      "InvalidParameterValueException",
      /^You must specify at least one of error handling or destination setting\.$/,
    ],
    [
      { DestinationConfig: onFailure("failed") },
      "InvalidParameterValueException",
      /^The provided destination config DestinationConfig\(onSuccess=null, onFailure=OnFailure\(destination=failed\)\) is invalid\.$/,
    ],
  ])("for %j", async (input, name, message) => {
    const refused = await refusalOf(put("quiet", input));
    expect(refused).toMatchObject({ name, status: 400 });
    expect(refused.message).toMatch(message);
    expect(sandbox.world.eventInvokeConfigsOf("quiet")).toEqual({});
  });

  test("for what is not there", async () => {
    const missing = {
      name: "ResourceNotFoundException",
      status: 404,
      message: "The function doesn't exist.",
    };
    expect(await refusalOf(put("gone", { MaximumRetryAttempts: 0 }))).toEqual(missing);
    expect(await refusalOf(put("quiet", { Qualifier: "9", MaximumRetryAttempts: 0 }))).toEqual(missing);
    const list = lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName: "gone" }));
    expect(await refusalOf(list)).toEqual(missing);
    const FunctionName = "quiet";
    const update = new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 });
    expect(await refusalOf(lambda.send(update))).toMatchObject({
      message: `The function ${arn}:quiet:$LATEST doesn't have an EventInvokeConfig`,
    });
  });
});

describe("a queue as destination", () => {
  const failed = `${queue}:failed`;
  const statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "sqs:SendMessage",
    Resource: failed,
    Condition: {
      StringEquals: { "aws:PrincipalAccount": "123456789012" },
      ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/quiet" },
    },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const noPermission = {
    name: "InvalidParameterValueException",
    status: 400,
    message: `The function's execution role does not have permissions to call SendMessage on ${failed}`,
  };
  const putQueue = (): Promise<unknown> => put("quiet", { DestinationConfig: onFailure(failed) });

  test("has to be there", async () => {
    for (const Destination of [failed, `${failed}.fifo`])
      expect(await refusalOf(put("quiet", { DestinationConfig: onFailure(Destination) }))).toEqual({
        name: "InvalidParameterValueException",
        status: 400,
        message: `The destination ARN ${Destination} is invalid.`,
      });
  });

  test("is refused while the execution role may not send to it", async () => {
    sandbox.world.addQueue("failed");
    expect(await refusalOf(putQueue())).toEqual(noPermission);
    sandbox.world.setSendableBy("quiet", [`${queue}:fail*`]);
    expect(await putQueue()).toMatchObject({ DestinationConfig: onFailure(failed) });
  });

  test("is taken if its own policy lets the role send", async () => {
    sandbox.world.addQueue("failed", { Policy });
    expect(await putQueue()).toMatchObject({ DestinationConfig: onFailure(failed) });
  });

  test("is refused in spite of its policy where only the role's permissions count", async () => {
    start({ queuePolicyCounts: false });
    sandbox.world.addQueue("failed", { Policy });
    expect(await refusalOf(putQueue())).toEqual(noPermission);
    sandbox.world.setSendableBy("quiet", [failed]);
    expect(await putQueue()).toMatchObject({ DestinationConfig: onFailure(failed) });
  });

  test("is refused in spite of the role's permissions if its policy forbids", async () => {
    const forbids = JSON.stringify({ Statement: { ...statement, Effect: "Deny" } });
    sandbox.world.addQueue("failed", { Policy: forbids });
    sandbox.world.setSendableBy("quiet", ["*"]);
    expect(await refusalOf(putQueue())).toEqual(noPermission);
  });

  test("that is seeded is there, and may be put again", async () => {
    const own = {
      name: "own",
      role: "own",
      onFailure: failed,
      onSuccess: `${queue}:done`,
      deadLetter: `${queue}:dead`,
    };
    start({ stacks: [{ name: "app", functions: [own], sendableBy: { own: [`${queue}:more`] } }] });
    sandbox.world.addQueue("more");
    for (const name of ["failed", "done", "dead", "more"])
      expect(await put("own", { DestinationConfig: onFailure(`${queue}:${name}`) })).toBeDefined();
  });

  test("of another account or region is not looked at", async () => {
    for (const Destination of [failed.replace("us-east-1", "eu-west-1"), failed.replace("1234", "9999")])
      expect(await put("quiet", { DestinationConfig: onFailure(Destination) })).toBeDefined();
  });
});
