import {
  PutFunctionEventInvokeConfigCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetFunctionCommand,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { beforeEach, describe, expect, test } from "vitest";
import { type FaultAction } from "../../../src/sandbox/index.js";
import { createTestSandbox, type TestSandbox } from "../../support/world/index.js";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";

let sandbox: TestSandbox;
let clients: Clients;

beforeEach(() => {
  sandbox = createTestSandbox({ stacks: [{ name: "app", functions: [{ name: "one" }, { name: "two" }] }] });
  clients = inProcessClients(sandbox);
});

const stop = (FunctionName: string): Promise<unknown> =>
  clients.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
const look = (FunctionName: string): Promise<unknown> =>
  clients.lambda.send(new GetFunctionCommand({ FunctionName }));
const reserved = (): (number | null)[] =>
  Object.values(sandbox.settings()).map((settings) => settings.reserved);

describe("a fault", () => {
  const action = { kind: "internal" } as const;

  test("strikes once, and the call can be made again", async () => {
    sandbox.addFault({ operation: "PutFunctionConcurrency", action });
    expect(await refusalOf(stop("one"))).toMatchObject({ name: "ServiceException", status: 500 });
    await stop("one");
    expect(reserved()).toEqual([0, null]);
  });

  test("strikes the nth matching call, and as many as it is told to", async () => {
    sandbox.addFault({ operation: "PutFunctionConcurrency", nth: 2, times: 2, action });
    await stop("one");
    await refusalOf(stop("one"));
    await refusalOf(stop("one"));
    await stop("two");
    expect(sandbox.calls.map(({ status }) => status)).toEqual([200, 500, 500, 200]);
  });

  test("strikes one target only, with whatever qualifier", async () => {
    sandbox.addFault({ target: "two", action });
    await stop("one");
    await refusalOf(look("two:1"));
    expect(sandbox.calls.map(({ target, status }) => [target, status])).toEqual([
      ["one", 200],
      ["two", 500],
    ]);
  });

  test("strikes only calls that change something, whatever the service", async () => {
    sandbox.addFault({ changing: true, times: 2, action });
    await look("one");
    await refusalOf(stop("one"));
    const put = new PutParameterCommand({ Name: "/a", Value: "x", Type: "String" });
    expect(await refusalOf(clients.ssm.send(put))).toMatchObject({
      name: "InternalServerError",
      status: 500,
    });
    await stop("one");
  });

  test("can be taken back", async () => {
    sandbox.addFault({ action });
    sandbox.clearFaults();
    await stop("one");
  });
});

describe("what happens to the call", () => {
  test.each([
    [{ kind: "refuse", status: 400, code: "TooManyUpdates", message: "Busy." }, "TooManyUpdates", 400],
    [{ kind: "throttled" }, "TooManyRequestsException", 429],
    [{ kind: "conflict" }, "ResourceConflictException", 409],
    [{ kind: "denied" }, "AccessDeniedException", 403],
  ] as const)("%j: refused before it took effect", async (action: FaultAction, name, status) => {
    sandbox.addFault({ action });
    expect(await refusalOf(stop("one"))).toMatchObject({ name, status });
    expect(reserved()).toEqual([null, null]);
  });

  test("refused although it took effect", async () => {
    sandbox.addFault({ action: { kind: "internal", when: "after" } });
    expect(await refusalOf(stop("one"))).toMatchObject({ status: 500 });
    expect(reserved()).toEqual([0, null]);
  });

  test("the connection is lost before or after it took effect", async () => {
    sandbox.addFault({ target: "one", action: { kind: "drop", when: "before" } });
    sandbox.addFault({ target: "two", action: { kind: "drop", when: "after" } });
    await expect(stop("one")).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(stop("two")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(reserved()).toEqual([null, 0]);
    expect(sandbox.calls).toMatchObject([{ dropped: true, status: 0 }, { dropped: true }]);
  });

  test("somebody else changes something in between", async () => {
    const meddle = (): void => {
      sandbox.world.setReserved("two", 7);
    };
    sandbox.addFault({ action: { kind: "hook", when: "before", run: meddle } });
    await stop("one");
    expect(reserved()).toEqual([0, 7]);
  });

  test("Application Auto Scaling puts provisioned concurrency back", async () => {
    sandbox.world.publishVersion("one");
    sandbox.world.setProvisioned("one", "1", 2);
    const putBack = (): void => {
      sandbox.world.setProvisioned("one", "1", 2);
    };
    const operation = "DeleteProvisionedConcurrencyConfig";
    sandbox.addFault({ operation, times: 2, action: { kind: "hook", when: "after", run: putBack } });
    const input = { FunctionName: "one", Qualifier: "1" };
    const attempts = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      await clients.lambda.send(new DeleteProvisionedConcurrencyConfigCommand(input));
      attempts.push(
        (await stop("one").then(
          () => undefined,
          (error: unknown) => error,
        )) === undefined,
      );
    }
    expect(attempts).toEqual([false, false, true]);
  });

  test.each([
    ["before", null],
    ["after", 0],
  ] as const)("the caller is killed %s it took effect", async (when, expected) => {
    const killed: string[] = [];
    sandbox.addFault({ action: { kind: "kill", when, run: () => void killed.push(when) } });
    await expect(stop("one")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(killed).toEqual([when]);
    expect(reserved()).toEqual([expected, null]);
  });
});

describe("each service throttles, breaks, is busy and forbids in its own words", () => {
  const ask = {
    ssm: (): Promise<unknown> => clients.ssm.send(new GetParameterCommand({ Name: "/a" })),
    cloudFormation: (): Promise<unknown> =>
      clients.cloudFormation.send(new DescribeStacksCommand({ StackName: "app" })),
  };
  test.each([
    ["ssm", "throttled", "ThrottlingException", 400],
    ["ssm", "internal", "InternalServerError", 500],
    ["ssm", "conflict", "TooManyUpdates", 400],
    ["ssm", "denied", "AccessDeniedException", 400],
    ["cloudFormation", "throttled", "Throttling", 400],
    ["cloudFormation", "internal", "InternalFailure", 500],
    ["cloudFormation", "conflict", "OperationInProgressException", 409],
    ["cloudFormation", "denied", "AccessDenied", 403],
  ] as const)("%s %s: %s %i", async (service, kind, name, status) => {
    sandbox.addFault({ action: { kind } });
    expect(await refusalOf(ask[service]())).toMatchObject({ name, status });
  });

  test("and two changes of one event invoke configuration at once are a conflict of their own", async () => {
    sandbox.addFault({ operation: "PutFunctionEventInvokeConfig", action: { kind: "conflict" } });
    const put = new PutFunctionEventInvokeConfigCommand({ FunctionName: "one", MaximumRetryAttempts: 0 });
    expect(await refusalOf(clients.lambda.send(put))).toEqual({
      name: "ResourceConflictException",
      status: 409,
      message:
        "The EventInvokeConfig for function arn:aws:lambda:us-east-1:123456789012:function:one could not be updated due to a concurrent update operation.",
    });
  });

  test("and a refusal of permission names the action and the resource", async () => {
    sandbox.addFault({ action: { kind: "denied" } });
    expect((await refusalOf(stop("one"))).message).toBe(
      "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: lambda:PutFunctionConcurrency on resource: arn:aws:lambda:us-east-1:123456789012:function:one because no identity-based policy allows the lambda:PutFunctionConcurrency action",
    );
  });
});
