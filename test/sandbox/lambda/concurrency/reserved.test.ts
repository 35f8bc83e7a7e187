import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { type SandboxOptions } from "../../../../src/sandbox/index.js";
import { createTestSandbox, type TestSandbox } from "../../../support/world/index.js";
import { inProcessClients, refusalOf, type Clients } from "../../../support/sdk-clients.js";

const arn = "arn:aws:lambda:us-east-1:123456789012:function";
const wholeOnly =
  "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.";

let sandbox: TestSandbox;
let lambda: Clients["lambda"];

const start = (options: SandboxOptions = {}): void => {
  sandbox = createTestSandbox({
    stacks: [
      {
        name: "app",
        functions: [
          { name: "free" },
          { name: "provisioned", versions: 2, aliases: { live: "2" }, provisioned: { live: 2, 1: 3 } },
          { name: "edge", edge: true },
          { name: "managed", capacityProvider: "arn:aws:lambda:us-east-1:123456789012:capacity-provider:x" },
        ],
      },
    ],
    ...options,
  });
  lambda = inProcessClients(sandbox).lambda;
};

beforeEach(() => {
  start();
});

const put = (FunctionName: string, ReservedConcurrentExecutions: number): Promise<unknown> =>
  lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));

const get = async (FunctionName: string): Promise<number | undefined> =>
  (await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;

describe("reserved concurrency", () => {
  test("is absent, then n, then 0, then absent again", async () => {
    expect(await get("free")).toBeUndefined();
    expect(await put("free", 7)).toMatchObject({
      ReservedConcurrentExecutions: 7,
      $metadata: { httpStatusCode: 200 },
    });
    expect(await get("free")).toBe(7);
    await put("free", 0);
    expect(await get("free")).toBe(0);
    const deleted = await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "free" }));
    expect(deleted.$metadata.httpStatusCode).toBe(204);
    expect(await get("free")).toBeUndefined();
  });

  test("is shown by GetFunction, at 0 too, and not when unset", async () => {
    const shown = async (): Promise<unknown> =>
      (await lambda.send(new GetFunctionCommand({ FunctionName: "free" }))).Concurrency;
    expect(await shown()).toBeUndefined();
    await put("free", 0);
    expect(await shown()).toEqual({ ReservedConcurrentExecutions: 0 });
  });

  test("can be hidden by GetFunction at 0, as some emulators do", async () => {
    start({ hideZeroConcurrency: true });
    await put("free", 0);
    expect((await lambda.send(new GetFunctionCommand({ FunctionName: "free" }))).Concurrency).toBeUndefined();
    expect(await get("free")).toBe(0);
  });

  test.each(["free", `${arn}:free`, "123456789012:function:free", "function:free"])(
    "takes a function as %s",
    async (name) => {
      await put(name, 5);
      expect(sandbox.settings().free?.reserved).toBe(5);
    },
  );
});

describe("reserved concurrency is refused", () => {
  test.each([
    ["free:live", 1, "InvalidParameterValueException", 400, wholeOnly],
    [`${arn}:free:$LATEST`, 1, "InvalidParameterValueException", 400, wholeOnly],
    ["gone", 1, "ResourceNotFoundException", 404, `Function not found: ${arn}:gone:$LATEST`],
    [
      "arn:aws:lambda:eu-west-1:123456789012:function:free",
      1,
      "ResourceNotFoundException",
      404,
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
    [
      "free",
      -1,
      "ValidationException",
      400,
      "1 validation error detected: Value '-1' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
    [
      "free",
      901,
      "InvalidParameterValueException",
      400,
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    ],
    [
      "provisioned",
      4,
      "InvalidParameterValueException",
      400,
      " ReservedConcurrentExecutions  4 should not be lower than function's total provisioned concurrency [5].",
    ],
    [
      "provisioned",
      0,
      "InvalidParameterValueException",
      400,
      " ReservedConcurrentExecutions  0 should not be lower than function's total provisioned concurrency [5].",
    ],
    [
      "edge",
      0,
      "InvalidParameterValueException",
      400,
      "Reserved concurrency is not supported for Lambda@Edge functions.",
    ],
    [
      "managed",
      0,
      "InvalidParameterValueException",
      400,
      "Reserved concurrency is not supported for functions with a capacity provider.",
    ],
  ])("for %s at %i with %s", async (name, reserved, code, status, message) => {
    expect(await refusalOf(put(name, reserved))).toEqual({ name: code, status, message });
    expect(Object.values(sandbox.settings()).map((settings) => settings.reserved)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test("while the function is being updated", async () => {
    sandbox.world.setUpdating("free", 60_000);
    expect(await refusalOf(put("free", 0))).toEqual({
      name: "ResourceConflictException",
      status: 409,
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${arn}:free`,
    });
  });

  test("a read names the missing function without $LATEST", async () => {
    expect(await refusalOf(get("gone"))).toMatchObject({ message: `Function not found: ${arn}:gone` });
  });
});

describe("the account's concurrency", () => {
  const unreserved = async (): Promise<number | undefined> =>
    (await lambda.send(new GetAccountSettingsCommand({}))).AccountLimit?.UnreservedConcurrentExecutions;

  test("loses what is reserved and what is provisioned without a reservation", async () => {
    expect(await unreserved()).toBe(995);
    await put("free", 100);
    await put("provisioned", 10);
    expect(await unreserved()).toBe(890);
  });

  test("credits a function's own reservation back before it weighs the new one", async () => {
    await put("free", 800);
    await put("free", 895);
    expect(sandbox.settings().free?.reserved).toBe(895);
  });

  test("has a minimum that differs by account, which 0 never touches", async () => {
    start({ accountConcurrency: 20, unreservedMinimum: 10 });
    expect(await refusalOf(put("free", 6))).toMatchObject({
      message:
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
    });
    await put("free", 5);
    start({ accountConcurrency: 10, stacks: [{ name: "app", functions: [{ name: "free" }] }] });
    expect(await refusalOf(put("free", 1))).toMatchObject({ name: "InvalidParameterValueException" });
    await put("free", 0);
    expect(sandbox.settings().free?.reserved).toBe(0);
  });
});
