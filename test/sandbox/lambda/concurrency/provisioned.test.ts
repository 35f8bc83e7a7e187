import {
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { openSandbox } from "../../../support/timed-sandbox.js";
import type { TestSandbox } from "../../../support/world/index.js";
import { inProcessClients, refusalOf, type Clients } from "../../../support/sdk-clients.js";
import type { VirtualClock } from "../../../support/virtual-clock.js";

const arn = "arn:aws:lambda:us-east-1:123456789012:function";

let clock: VirtualClock;
let sandbox: TestSandbox;
let lambda: Clients["lambda"];

beforeEach(() => {
  ({ clock, sandbox } = openSandbox({
    provisionedSettlesMs: 1000,
    stacks: [
      {
        name: "app",
        functions: [{ name: "fn", versions: 3, aliases: { live: "2", twin: "2", old: "1" } }],
      },
    ],
  }));
  lambda = inProcessClients(sandbox).lambda;
});

const put = (
  Qualifier: string,
  ProvisionedConcurrentExecutions: number,
  FunctionName = "fn",
): Promise<unknown> =>
  lambda.send(
    new PutProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier, ProvisionedConcurrentExecutions }),
  );
const get = (Qualifier: string): Promise<unknown> =>
  lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName: "fn", Qualifier }));
const remove = (Qualifier: string): Promise<unknown> =>
  lambda.send(new DeleteProvisionedConcurrencyConfigCommand({ FunctionName: "fn", Qualifier }));
const reserve = (ReservedConcurrentExecutions: number): Promise<unknown> =>
  lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "fn", ReservedConcurrentExecutions }));

describe("provisioned concurrency", () => {
  test("is IN_PROGRESS at first and READY in time", async () => {
    expect(await put("live", 3)).toMatchObject({
      RequestedProvisionedConcurrentExecutions: 3,
      AllocatedProvisionedConcurrentExecutions: 0,
      AvailableProvisionedConcurrentExecutions: 0,
      Status: "IN_PROGRESS",
      $metadata: { httpStatusCode: 202 },
    });
    clock.advance(999);
    expect(await get("live")).toMatchObject({ Status: "IN_PROGRESS" });
    clock.advance(1);
    expect(await get("live")).toMatchObject({
      Status: "READY",
      AllocatedProvisionedConcurrentExecutions: 3,
      AvailableProvisionedConcurrentExecutions: 3,
    });
  });

  test("ends FAILED with a reason where the function cannot start", async () => {
    sandbox.world.failProvisioned("fn", "FUNCTION_ERROR_INIT_FAILURE");
    await put("live", 3);
    clock.advance(1000);
    expect(await get("live")).toMatchObject({
      Status: "FAILED",
      StatusReason: "FUNCTION_ERROR_INIT_FAILURE",
    });
  });

  test("is listed by alias and version, page by page", async () => {
    await put("old", 1);
    await put("3", 2);
    const first = await lambda.send(
      new ListProvisionedConcurrencyConfigsCommand({ FunctionName: "fn", MaxItems: 1 }),
    );
    const second = await lambda.send(
      new ListProvisionedConcurrencyConfigsCommand({
        FunctionName: "fn",
        MaxItems: 1,
        Marker: first.NextMarker,
      }),
    );
    const arns = [first, second].map((page) =>
      page.ProvisionedConcurrencyConfigs?.map((one) => one.FunctionArn),
    );
    expect(arns).toEqual([[`${arn}:fn:3`], [`${arn}:fn:old`]]);
    expect(second.NextMarker).toBeUndefined();
  });

  test("of an alias is not visible through its version", async () => {
    await put("live", 1);
    expect(await refusalOf(get("2"))).toMatchObject({
      name: "ProvisionedConcurrencyConfigNotFoundException",
    });
  });

  test("goes with its alias", async () => {
    await put("live", 1);
    sandbox.world.deleteAlias("fn", "live");
    expect(sandbox.settings().fn?.provisioned).toEqual({});
  });

  test("can be deleted again and again", async () => {
    await put("live", 1);
    expect(await remove("live")).toMatchObject({ $metadata: { httpStatusCode: 204 } });
    expect(await remove("live")).toMatchObject({ $metadata: { httpStatusCode: 204 } });
  });

  test("fills the reservation exactly, but not beyond it", async () => {
    await reserve(5);
    await put("live", 3);
    await put("old", 2);
    expect(await refusalOf(put("old", 3))).toEqual({
      name: "InvalidParameterValueException",
      status: 400,
      message:
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
    });
  });

  test("may be put anew on the same alias within its own share", async () => {
    await reserve(5);
    await put("live", 5);
    await put("live", 4);
    expect(sandbox.settings().fn?.provisioned).toEqual({ live: 4 });
  });
});

describe("provisioned concurrency is refused", () => {
  test.each([
    [
      "$LATEST",
      1,
      "InvalidParameterValueException",
      400,
      "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    ],
    [
      "live",
      0,
      "ValidationException",
      400,
      "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    ["gone", 1, "ResourceNotFoundException", 404, `Cannot find alias arn: ${arn}:fn:gone`],
    ["9", 1, "ResourceNotFoundException", 404, `Function not found: ${arn}:fn:9`],
    [
      "live",
      901,
      "InvalidParameterValueException",
      400,
      "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    ],
    [
      "live",
      1001,
      "InvalidParameterValueException",
      400,
      "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
    ],
  ])("on %s at %i", async (qualifier, requested, name, status, message) => {
    expect(await refusalOf(put(qualifier, requested))).toEqual({ name, status, message });
  });

  test("at reserved 0", async () => {
    await reserve(0);
    expect(await refusalOf(put("live", 1))).toMatchObject({
      name: "InvalidParameterValueException",
      status: 400,
    });
  });

  test("on an alias whose version has it", async () => {
    await put("2", 1);
    expect(await refusalOf(put("live", 1))).toEqual({
      name: "ResourceConflictException",
      status: 409,
      message:
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    });
  });

  test("on a version whose alias has it", async () => {
    await put("live", 1);
    expect(await refusalOf(put("2", 1))).toEqual({
      name: "ResourceConflictException",
      status: 409,
      message: "Version is pointed by a Provisioned Concurrency alias",
    });
  });

  test("on a second alias of the same version", async () => {
    await put("live", 1);
    expect(await refusalOf(put("twin", 1))).toMatchObject({ name: "ResourceConflictException", status: 409 });
  });

  test("on an alias that sends a share elsewhere", async () => {
    sandbox.world.setAlias("fn", "live", "2", { 1: 0.1 });
    expect(await refusalOf(put("live", 1))).toMatchObject({ name: "ResourceConflictException", status: 409 });
  });

  test.each([get, remove])(
    "to be asked about or deleted on $LATEST, or where there is no such alias",
    async (call) => {
      expect(await refusalOf(call("$LATEST"))).toEqual({
        name: "InvalidParameterValueException",
        status: 400,
        message: "The function resource provided must be an alias or a published version.",
      });
      expect(await refusalOf(call("gone"))).toEqual({
        name: "ResourceNotFoundException",
        status: 404,
        message: `Cannot find alias arn: ${arn}:fn:gone`,
      });
    },
  );

  test("to be found where there is none", async () => {
    expect(await refusalOf(get("live"))).toEqual({
      name: "ProvisionedConcurrencyConfigNotFoundException",
      status: 404,
      message: "No Provisioned Concurrency Config found for this function",
    });
  });
});
