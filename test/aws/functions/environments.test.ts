import { inspect } from "node:util";
import { expect, test } from "vitest";
import type { FunctionSeed } from "../../../src/sandbox/index.js";
import { openAccount, type Account } from "../../support/account.js";

const openWith = (seed: Partial<FunctionSeed> = {}): Account =>
  openAccount({
    pageSizes: { aliases: 2 },
    updateSettlesMs: 0,
    stacks: [{ name: "demo-dev", functions: [{ name: "web", environment: { JETS_ENV: "dev" }, ...seed }] }],
  });

test("variables are read with their revision and what became of the last update", async () => {
  const { aws, sandbox } = openWith({ versions: 1 });
  sandbox.world.configure("web", { environment: {} });
  const update = "Successful";
  expect(await aws.functions.getEnvironment("web")).toEqual({
    variables: {},
    revision: expect.stringMatching(/^[\da-f-]{36}$/),
    update,
  });
  expect(await aws.functions.getEnvironment("web", "1")).toMatchObject({
    variables: { JETS_ENV: "dev" },
    update,
  });
  expect(await aws.functions.getEnvironment("web", "2")).toBeUndefined();
  expect(await aws.functions.getEnvironment("gone")).toBeUndefined();
});

test("variables are written as long as nobody else has changed the function", async () => {
  const { aws, sandbox } = openWith();
  const { revision = "" } = (await aws.functions.getEnvironment("web")) ?? {};
  expect(await aws.functions.putVariables("web", { A: "1" }, revision)).toBe("written");
  expect(await aws.functions.putVariables("web", { A: "2" }, revision)).toBe("changed meanwhile");
  expect(sandbox.world.variablesOf("web")).toEqual({ A: "1" });
  expect(await aws.functions.putVariables("gone", {}, revision)).toBe("missing");
});

test("variables that do not fit are told without what they lock, whichever of its two ways AWS says it in", async () => {
  const { aws, sandbox } = openWith();
  const { revision = "" } = (await aws.functions.getEnvironment("web")) ?? {};
  expect(await aws.functions.putVariables("web", { A: "x".repeat(4_096) }, revision)).toBe("too large");
  sandbox.addFault({
    operation: "UpdateFunctionConfiguration",
    action: {
      kind: "refuse",
      status: 413,
      code: "RequestEntityTooLargeException",
      message: "Request must be smaller than 5120 bytes for the UpdateFunctionConfiguration operation",
    },
  });
  expect(await aws.functions.putVariables("web", { A: "x".repeat(5_000) }, revision)).toBe("too large");
});

test.each([
  [400, "InvalidParameterValueException", "aws_refused"],
  [400, "ValidationException", "aws_refused"],
  [500, "ServiceException", "aws_refused"],
  [400, "ExpiredTokenException", "credentials_expired"],
  [429, "TooManyRequestsException", "throttled"],
  [403, "AccessDeniedException", "access_denied"],
])("nothing that AWS says about variables gets any further with %i %s", async (status, code, ours) => {
  const { aws, sandbox } = openWith();
  const { revision = "" } = (await aws.functions.getEnvironment("web")) ?? {};
  sandbox.addFault({
    operation: "UpdateFunctionConfiguration",
    times: 20,
    action: { kind: "refuse", status, code, message: `Not these: {SECRET=hunter2}` },
  });
  const put = aws.functions.putVariables("web", { SECRET: "hunter2" }, revision);
  const error: unknown = await put.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: ours,
    message: expect.stringContaining("UpdateFunctionConfiguration"),
  });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  if (ours !== "access_denied") expect(error).toHaveProperty("message", expect.stringContaining(code));
});

test("aliases are listed on every page, with each version that they stand for", async () => {
  const { aws, sandbox } = openWith({ versions: 3, aliases: { a: "1", b: "2", c: "$LATEST", d: "3" } });
  sandbox.world.setAlias("web", "b", "2", { 3: 0.1 });
  expect(await aws.functions.listAliases("web")).toEqual([
    { name: "a", versions: ["1"] },
    { name: "b", versions: ["2", "3"] },
    { name: "c", versions: ["$LATEST"] },
    { name: "d", versions: ["3"] },
  ]);
  expect(await aws.functions.listAliases("gone")).toEqual([]);
});
