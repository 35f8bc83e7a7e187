import { DescribeParametersCommand, PutParameterCommand, type ParameterTier } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { openAccount, type Account } from "../support/account.js";
import { inProcessClients } from "../support/sdk-clients.js";

async function openWith(...names: readonly string[]): Promise<Account> {
  const account = openAccount({ stacks: [] });
  for (const name of names) await account.aws.parameters.put(name, `value of ${name}`);
  account.countCalls();
  return account;
}

const named = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `/a/b/${String(index).padStart(2, "0")}`);

describe("reading", () => {
  test("finds the parameters that exist, with the time of their last change by AWS's clock", async () => {
    const { aws, clock } = await openWith("/a/b");
    const modifiedAt = clock.now();
    clock.advance(60_000);
    expect(await aws.parameters.get("/a/b", "/a/missing")).toEqual([
      { name: "/a/b", value: "value of /a/b", modifiedAt, version: 1 },
    ]);
  });

  test("asks for ten names at a time, which is all that AWS takes", async () => {
    const account = await openWith(...named(25));
    const found = await account.aws.parameters.get(...named(25));
    expect(found.map(({ name }) => name)).toEqual(named(25));
    expect(account.countCalls()).toEqual({ GetParameters: 3 });
    expect(await account.aws.parameters.get()).toEqual([]);
    expect(account.countCalls()).toEqual({});
  });

  test("lists every page of everything below a path, with the time by AWS's clock", async () => {
    const account = await openWith(...named(25), "/a/bc", "/z");
    const { parameters, asOf } = await account.aws.parameters.list("/a/b");
    expect(parameters.map(({ name }) => name)).toEqual(named(25));
    // HTTP's dates have whole seconds.
    expect(asOf.getTime()).toBe(Math.floor(account.clock.now().getTime() / 1_000) * 1_000);
    expect(account.countCalls()).toEqual({ GetParametersByPath: 3 });
  });
});

describe("the history of a parameter", () => {
  test("is its versions with who wrote them, oldest first", async () => {
    const { aws, clock } = await openWith("/a/b");
    const first = clock.now();
    clock.advance(60_000);
    await aws.parameters.put("/a/b", "new");
    const modifiedBy = "arn:aws:iam::123456789012:user/test";
    expect(await aws.parameters.history("/a/b")).toEqual([
      { name: "/a/b", value: "value of /a/b", modifiedAt: first, modifiedBy, version: 1 },
      { name: "/a/b", value: "new", modifiedAt: clock.now(), modifiedBy, version: 2 },
    ]);
  });

  test("is empty for a parameter that does not exist, and fails for any other reason", async () => {
    const { aws, sandbox } = await openWith();
    expect(await aws.parameters.history("/a/b")).toEqual([]);
    sandbox.addFault({ operation: "GetParameterHistory", action: { kind: "denied" } });
    await expect(aws.parameters.history("/a/b")).rejects.toMatchObject({ code: "access_denied" });
  });
});

describe("writing", () => {
  test("creates a parameter once", async () => {
    const { aws } = await openWith();
    expect(await aws.parameters.create("/a/lock", "mine")).toBe(true);
    expect(await aws.parameters.create("/a/lock", "yours")).toBe(false);
    expect(await aws.parameters.get("/a/lock")).toMatchObject([{ value: "mine" }]);
  });

  test("fails for any other reason than a name that is taken", async () => {
    const { aws, sandbox } = await openWith();
    sandbox.addFault({ operation: "PutParameter", action: { kind: "denied" } });
    await expect(aws.parameters.create("/a/lock", "mine")).rejects.toMatchObject({ code: "access_denied" });
  });

  test("overwrites a parameter, and makes it plain and standard", async () => {
    const { aws, sandbox } = await openWith("/a/b");
    await aws.parameters.put("/a/b", "new");
    expect(sandbox.world.parameters()).toMatchObject({ "/a/b": "new" });
  });

  test("waits while others write the same parameter", async () => {
    const { aws, sandbox } = await openWith();
    const tooMany = { kind: "refuse", status: 400, code: "TooManyUpdates", message: "Others" } as const;
    sandbox.addFault({ operation: "PutParameter", times: 3, action: tooMany });
    await aws.parameters.put("/a/b", "in the end");
    expect(sandbox.world.parameters()).toMatchObject({ "/a/b": "in the end" });
  });
});

describe("writing in a tier", () => {
  const put = (account: Account, tier: ParameterTier, name = "/a/b"): Promise<unknown> =>
    inProcessClients(account.sandbox).ssm.send(
      new PutParameterCommand({ Name: name, Value: "theirs", Type: "String", Tier: tier, Overwrite: true }),
    );
  const tierOf = async ({ sandbox }: Account, name: string): Promise<string | undefined> => {
    const { Parameters = [] } = await inProcessClients(sandbox).ssm.send(new DescribeParametersCommand({}));
    return Parameters.find(({ Name }) => Name === name)?.Tier;
  };
  const full = {
    kind: "refuse",
    status: 400,
    code: "ParameterLimitExceeded",
    message: "You have reached the maximum number of standard parameters",
  } as const;

  test("a parameter that somebody has made Advanced is overwritten, and stays Advanced", async () => {
    const account = await openWith("/a/b");
    await put(account, "Advanced");
    expect(await account.aws.parameters.put("/a/b", "ours")).toMatchObject({ version: 3 });
    expect(account.sandbox.world.parameters()).toEqual({ "/a/b": "ours" });
    expect(await tierOf(account, "/a/b")).toBe("Advanced");
  });

  test("also where the account's default tier would make it Standard", async () => {
    const account = await openWith("/a/b");
    await put(account, "Advanced");
    const message = "This parameter uses the advanced-parameter tier. You can't downgrade a parameter";
    const downgrade = { kind: "refuse", status: 400, code: "ValidationException", message } as const;
    account.sandbox.addFault({ operation: "PutParameter", times: 2, action: downgrade });
    await account.aws.parameters.put("/a/b", "ours");
    expect(account.sandbox.world.parameters()).toEqual({ "/a/b": "ours" });
  });

  test("a new one is Standard", async () => {
    const account = await openWith("/a/b");
    await account.aws.parameters.create("/a/c", "ours");
    expect(await tierOf(account, "/a/b")).toBe("Standard");
    expect(await tierOf(account, "/a/c")).toBe("Standard");
  });

  test("beyond AWS's limit it is what the account's default makes it", async () => {
    const account = await openWith();
    account.sandbox.addFault({ operation: "PutParameter", action: full });
    expect(await account.aws.parameters.create("/a/c", "ours")).toBe(true);
    expect(account.countCalls()).toEqual({ PutParameter: 2 });
  });

  test.each(["create", "put"] as const)(
    "at the limit %s says which one that is, and makes nothing Advanced",
    async (how) => {
      const account = openAccount({ stacks: [], parameterLimit: 1 });
      await account.aws.parameters.put("/a/b", "x");
      await expect(account.aws.parameters[how]("/a/c", "y")).rejects.toMatchObject({
        code: "aws_refused",
        message:
          "The parameter /a/c could not be created: this account has all the 10,000 standard parameters that AWS allows in a region.",
        hint: expect.stringMatching(/^Delete some that are not needed any more, or /) as string,
      });
      expect(account.sandbox.world.parameters()).toEqual({ "/a/b": "x" });
      expect(await account.aws.parameters.create("/a/b", "y")).toBe(false);
      await account.aws.parameters.put("/a/b", "z");
    },
  );
});

test("deleting takes ten names at a time, and whatever of them exists", async () => {
  const account = await openWith(...named(11), "/kept");
  await account.aws.parameters.delete([...named(11), "/a/missing"]);
  expect(account.countCalls()).toEqual({ DeleteParameters: 2 });
  expect(Object.keys(account.sandbox.world.parameters())).toEqual(["/kept"]);
});

test("Ctrl-C does not keep the lock from being released", async () => {
  const { openAws } = await openWith();
  const aws = openAws(AbortSignal.abort());
  await expect(aws.parameters.uninterrupted.put("/a/b", "released")).resolves.toEqual({
    version: 1,
    repeated: false,
  });
  await expect(aws.parameters.put("/a/b", "started")).rejects.toMatchObject({ code: "interrupted" });
  await expect(aws.functions.get("job")).rejects.toMatchObject({ code: "interrupted" });
});
