import { describe, expect, test } from "vitest";
import type { FunctionSeed, SandboxOptions } from "../../../src/sandbox/index.js";
import { openAccount, type Account } from "../../support/account.js";

const openWith = (functions: readonly FunctionSeed[], options: SandboxOptions = {}): Account =>
  openAccount({ stacks: [{ name: "demo-dev", functions }], ...options });

const three: FunctionSeed[] = [
  { name: "unset" },
  { name: "zero", reserved: 0 },
  { name: "five", reserved: 5 },
];

const reservedOf = async ({ aws: { functions } }: Account, name: string): Promise<unknown> => {
  const live = await functions.get(name);
  return live?.reserved === undefined ? functions.getReserved(name) : live.reserved;
};

describe("reserved concurrency", () => {
  test.each([
    ["unset", null, { GetFunction: 1, GetFunctionConcurrency: 1 }],
    ["zero", 0, { GetFunction: 1 }],
    ["five", 5, { GetFunction: 1 }],
  ])("is told apart: %s is %j", async (name, reserved, calls) => {
    const account = openWith(three);
    expect(await reservedOf(account, name)).toBe(reserved);
    expect(account.countCalls()).toEqual(calls);
  });

  test("of 0 is found where GetFunction does not show it", async () => {
    const account = openWith(three, { hideZeroConcurrency: true });
    expect(await reservedOf(account, "zero")).toBe(0);
    expect(await reservedOf(account, "unset")).toBe(null);
    expect(account.countCalls()).toEqual({ GetFunction: 2, GetFunctionConcurrency: 2 });
  });

  test("is shown with the function, or only asked for", async () => {
    const { aws } = openWith(three);
    expect(await aws.functions.getShownReserved("zero")).toBe(0);
    expect(await aws.functions.getShownReserved("unset")).toBe(undefined);
    expect(await aws.functions.getReserved("gone")).toBe(undefined);
    await expect(aws.functions.getShownReserved("gone")).rejects.toMatchObject({ code: "aws_refused" });
  });

  test("is not taken from another call where GetFunction is to show it", async () => {
    const account = openWith(three);
    account.sandbox.addFault({ operation: "GetFunction", action: { kind: "denied" } });
    await expect(account.aws.functions.getShownReserved("zero")).rejects.toMatchObject({
      code: "access_denied",
    });
    expect(account.countCalls()).toEqual({ GetFunction: 1 });
  });

  test("is read in two calls where GetFunction is denied", async () => {
    const account = openWith([{ name: "five", reserved: 5, timeout: 77, role: "five" }]);
    account.sandbox.addFault({ operation: "GetFunction", action: { kind: "denied" } });
    expect(await account.aws.functions.get("five")).toEqual({
      name: "five",
      reserved: 5,
      timeoutSeconds: 77,
      role: "arn:aws:iam::123456789012:role/five",
    });
    expect(account.countCalls()).toEqual({
      GetFunction: 1,
      GetFunctionConcurrency: 1,
      GetFunctionConfiguration: 1,
    });
  });

  test("is not guessed where all of it is denied", async () => {
    const account = openWith(three);
    for (const operation of ["GetFunction", "GetFunctionConcurrency"])
      account.sandbox.addFault({ operation, times: 9, action: { kind: "denied" } });
    await expect(account.aws.functions.get("unset")).rejects.toMatchObject({
      code: "access_denied",
      message: expect.stringMatching(/lambda:GetFunctionConcurrency on arn:aws:lambda:.*:function:unset/),
    });
  });

  test("is set, and unset", async () => {
    const account = openWith(three);
    const { functions } = account.aws;
    expect(await functions.putReserved("five", null)).toBe(true);
    expect(await functions.putReserved("unset", 7)).toBe(true);
    expect(await functions.putReserved("zero", 0)).toBe(true);
    expect(account.sandbox.settings()).toMatchObject({
      five: { reserved: null },
      unset: { reserved: 7 },
      zero: { reserved: 0 },
    });
    expect(await functions.putReserved("gone", 1)).toBe(false);
    expect(await functions.putReserved("gone", null)).toBe(false);
  });

  test("that does not fit is refused in AWS's words", async () => {
    const { aws } = openWith(three, { accountConcurrency: 200 });
    await expect(aws.functions.putReserved("five", 150)).rejects.toMatchObject({
      code: "aws_refused",
      message: expect.stringContaining("UnreservedConcurrentExecution below its minimum value of [100]"),
    });
  });
});

describe("stopping", () => {
  test("sets reserved concurrency to 0", async () => {
    const account = openWith(three);
    expect(await account.aws.functions.stop("five")).toBe("stopped");
    expect(account.sandbox.settings()).toMatchObject({ five: { reserved: 0 } });
  });

  test("says that provisioned concurrency is in the way", async () => {
    const account = openWith([{ name: "job", versions: 1, provisioned: { "1": 2 } }]);
    expect(await account.aws.functions.stop("job")).toBe("has provisioned concurrency");
  });

  test("says that the function is gone", async () => {
    expect(await openWith(three).aws.functions.stop("gone")).toBe("missing");
  });

  test("fails for any other reason", async () => {
    const { aws, sandbox } = openWith(three);
    sandbox.addFault({ operation: "PutFunctionConcurrency", action: { kind: "denied" } });
    await expect(aws.functions.stop("five")).rejects.toMatchObject({ code: "access_denied" });
  });

  test("waits while another change of the function is under way", async () => {
    const account = openWith(three);
    account.sandbox.addFault({ operation: "PutFunctionConcurrency", times: 3, action: { kind: "conflict" } });
    expect(await account.aws.functions.stop("five")).toBe("stopped");
    expect(account.countCalls()).toEqual({ PutFunctionConcurrency: 4 });
  });
});

describe("a function tells", () => {
  test("its timeout, its dead-letter queue and its execution role", async () => {
    const deadLetter = "arn:aws:sqs:us-east-1:123456789012:dead";
    const { aws } = openWith([{ name: "job", reserved: 1, timeout: 900, deadLetter, role: "job" }]);
    expect(await aws.functions.get("job")).toEqual({
      name: "job",
      reserved: 1,
      timeoutSeconds: 900,
      deadLetterTarget: deadLetter,
      role: "arn:aws:iam::123456789012:role/job",
      tags: {},
    });
  });

  test.each([
    [{ capacityProvider: "arn:aws:lambda:us-east-1:123456789012:capacity-provider:x" }, "managed instances"],
    [{ durableSeconds: 60 }, "durable"],
  ])("why it cannot be stopped: %j", async (seed, reason) => {
    const { aws } = openWith([{ name: "job", ...seed }]);
    expect((await aws.functions.get("job"))?.unstoppable).toContain(reason);
  });

  test("that it does not exist", async () => {
    expect(await openWith([]).aws.functions.get("gone")).toBeUndefined();
  });
});

describe("provisioned concurrency", () => {
  const qualifiers = Array.from({ length: 60 }, (_, index) => String(index + 1));

  test("is listed on every page, by qualifier", async () => {
    const provisioned = Object.fromEntries(qualifiers.map((qualifier) => [qualifier, 1]));
    const { aws } = openWith([{ name: "job", versions: 60, provisioned }], { accountConcurrency: 10_000 });
    const listed = await aws.functions.listProvisioned("job");
    expect(listed.map(({ qualifier }) => Number(qualifier)).sort((a, b) => a - b)).toEqual(
      qualifiers.map(Number),
    );
    expect(listed[0]).toMatchObject({ requested: 1 });
  });

  test("comes and goes on aliases and versions", async () => {
    const account = openWith([{ name: "job", versions: 2, aliases: { live: "2" }, provisioned: { "1": 2 } }]);
    const { functions } = account.aws;
    expect(await functions.putProvisioned("job", "live", 3)).toBe(true);
    await functions.deleteProvisioned("job", "1");
    account.clock.advance(1_000);
    expect(await functions.listProvisioned("job")).toEqual([
      { qualifier: "live", requested: 3, status: "READY" },
    ]);
    expect(await functions.getProvisioned("job", "live")).toEqual({
      qualifier: "live",
      requested: 3,
      status: "READY",
    });
    expect(await functions.getProvisioned("job", "1")).toBeUndefined();
    expect(await functions.getProvisioned("job", "none")).toBeUndefined();
  });

  test("has nothing to do on what is gone", async () => {
    const { functions } = openWith([{ name: "job" }]).aws;
    expect(await functions.listProvisioned("gone")).toEqual([]);
    expect(await functions.putProvisioned("job", "old", 1)).toBe(false);
    await expect(functions.deleteProvisioned("job", "old")).resolves.toBeUndefined();
  });
});

test("the account tells its concurrency, and how much of it is unreserved", async () => {
  const { aws } = openWith(three);
  expect(await aws.functions.getAccountConcurrency()).toEqual({ total: 1_000, unreserved: 995 });
});
