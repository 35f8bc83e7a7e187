import { describe, expect, test } from "vitest";
import { openAccount, type Account } from "../support/account.js";

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

test("deleting takes ten names at a time, and whatever of them exists", async () => {
  const account = await openWith(...named(11), "/kept");
  await account.aws.parameters.delete([...named(11), "/a/missing"]);
  expect(account.countCalls()).toEqual({ DeleteParameters: 2 });
  expect(Object.keys(account.sandbox.world.parameters())).toEqual(["/kept"]);
});

test("Ctrl-C does not keep the hold from being released", async () => {
  const { openAws } = await openWith();
  const aws = openAws(AbortSignal.abort());
  await expect(aws.parameters.uninterrupted.put("/a/b", "released")).resolves.toEqual({
    version: 1,
    repeated: false,
  });
  await expect(aws.parameters.put("/a/b", "started")).rejects.toMatchObject({ code: "interrupted" });
  await expect(aws.functions.get("job")).rejects.toMatchObject({ code: "interrupted" });
});
