import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  paginateGetParametersByPath,
  PutParameterCommand,
  type PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import { beforeEach, describe, expect, test } from "vitest";
import { type SandboxOptions } from "../../../src/sandbox/index.js";
import { createTestSandbox, type TestSandbox } from "../../support/world/index.js";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.js";

let clock: VirtualClock;
let sandbox: TestSandbox;
let ssm: Clients["ssm"];

const start = (options: SandboxOptions = {}): void => {
  clock = createVirtualClock();
  sandbox = createTestSandbox({ stacks: [], clock, ...options });
  ssm = inProcessClients(sandbox).ssm;
};

beforeEach(() => {
  start();
});

const put = (Name: string, Value = "x", more: Partial<PutParameterCommandInput> = {}): Promise<unknown> =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
const get = (Name: string): Promise<unknown> => ssm.send(new GetParameterCommand({ Name }));
const deleteOne = (Name: string): Promise<unknown> => ssm.send(new DeleteParameterCommand({ Name }));

describe("a parameter", () => {
  test("is created once, and overwritten when asked", async () => {
    expect(await put("/a/b", "1")).toMatchObject({ Version: 1, Tier: "Standard" });
    expect(await refusalOf(put("/a/b", "2"))).toEqual({
      name: "ParameterAlreadyExists",
      status: 400,
      message:
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    });
    clock.advance(5000);
    expect(await put("/a/b", "2", { Overwrite: true, Type: undefined })).toMatchObject({ Version: 2 });
    expect(await get("/a/b")).toMatchObject({
      Parameter: {
        Name: "/a/b",
        Value: "2",
        Type: "String",
        Version: 2,
        ARN: "arn:aws:ssm:us-east-1:123456789012:parameter/a/b",
        DataType: "text",
        LastModifiedDate: new Date("2026-01-01T00:00:05Z"),
      },
    });
  });

  test("is read by version and by ARN", async () => {
    await put("/a", "1");
    await put("/a", "2", { Overwrite: true });
    expect(await get("/a:1")).toMatchObject({ Parameter: { Value: "1" } });
    expect(await get("arn:aws:ssm:us-east-1:123456789012:parameter/a")).toMatchObject({
      Parameter: { Value: "2" },
    });
    expect(await refusalOf(get("/a:7"))).toEqual({
      name: "ParameterVersionNotFound",
      status: 400,
      message: "Systems Manager could not find version 7 of /a. Verify the version and try again.",
    });
  });

  test("that is not there is ParameterNotFound to read, delete and look back on", async () => {
    const history = ssm.send(new GetParameterHistoryCommand({ Name: "/gone" }));
    for (const call of [get("/gone"), deleteOne("/gone"), history])
      expect(await refusalOf(call)).toMatchObject({ name: "ParameterNotFound", status: 400 });
  });

  test("keeps its history, with who wrote it, until it is deleted", async () => {
    await put("/a", "1");
    await put("/a", "2", { Overwrite: true });
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: "/a" }));
    expect(Parameters).toMatchObject([
      { Value: "1", Version: 1, LastModifiedUser: "arn:aws:iam::123456789012:user/ada" },
      { Value: "2", Version: 2 },
    ]);
    await deleteOne("/a");
    await put("/a", "3");
    expect((await ssm.send(new GetParameterHistoryCommand({ Name: "/a" }))).Parameters).toHaveLength(1);
  });

  test("keeps its newest 100 versions", async () => {
    for (let version = 1; version <= 103; version++) sandbox.world.setParameter("/a", String(version));
    expect(await get("/a")).toMatchObject({ Parameter: { Version: 103 } });
    expect(await refusalOf(get("/a:3"))).toMatchObject({ name: "ParameterVersionNotFound" });
    expect(await get("/a:4")).toMatchObject({ Parameter: { Value: "4" } });
  });
});

describe("several parameters", () => {
  test("are read and deleted up to ten at once, naming those that are not there", async () => {
    await put("/a");
    await put("/b");
    const read = await ssm.send(new GetParametersCommand({ Names: ["/a", "/gone", "/b"] }));
    expect(read.Parameters?.map(({ Name }) => Name)).toEqual(["/a", "/b"]);
    expect(read.InvalidParameters).toEqual(["/gone"]);
    const deleted = await ssm.send(new DeleteParametersCommand({ Names: ["/a", "/gone"] }));
    expect(deleted).toMatchObject({ DeletedParameters: ["/a"], InvalidParameters: ["/gone"] });
    expect(sandbox.world.parameters()).toEqual({ "/b": "x" });
  });

  test("are refused beyond ten", async () => {
    const Names = Array.from({ length: 11 }, (_, index) => `/p${index}`);
    const refused = { name: "ValidationException", status: 400 };
    expect(await refusalOf(ssm.send(new GetParametersCommand({ Names })))).toMatchObject(refused);
    expect(await refusalOf(ssm.send(new DeleteParametersCommand({ Names })))).toMatchObject(refused);
  });
});

describe("parameters below a path", () => {
  beforeEach(async () => {
    for (let index = 10; index < 33; index++) await put(`/jets/app/${index}`);
    await put("/jets/app/deep/er");
    await put("/jets/apple/1");
    await put("/jets/app");
  });

  const list = async (Recursive: boolean): Promise<number[]> => {
    const sizes = [];
    const input = { Path: "/jets/app", Recursive };
    for await (const page of paginateGetParametersByPath({ client: ssm }, input))
      sizes.push(page.Parameters?.length ?? 0);
    return sizes;
  };

  test("come ten a page at most, one level or all", async () => {
    expect(await list(false)).toEqual([10, 10, 3]);
    expect(await list(true)).toEqual([10, 10, 4]);
  });

  test("are all found though some are deleted between two pages", async () => {
    const input = { Path: "/jets/app", Recursive: true };
    const first = await ssm.send(new GetParametersByPathCommand(input));
    await deleteOne("/jets/app/10");
    const second = await ssm.send(new GetParametersByPathCommand({ ...input, NextToken: first.NextToken }));
    expect(second.Parameters?.[0]?.Name).toBe("/jets/app/20");
  });

  test.each([
    [{ Path: "/a", MaxResults: 11 }, "ValidationException"],
    [{ Path: "/a", MaxResults: 0 }, "ValidationException"],
    [{ Path: "a" }, "ValidationException"],
    [{ Path: "/a//b" }, "ValidationException"],
    [{ Path: "/a", NextToken: "nonsense" }, "InvalidNextToken"],
  ])("are refused for %j", async (input, name) => {
    expect(await refusalOf(ssm.send(new GetParametersByPathCommand(input)))).toMatchObject({
      name,
      status: 400,
    });
  });

  test("are described without their values, by name and path", async () => {
    const describe = async (Key: string, Option: string, value: string): Promise<unknown[]> => {
      const filter = { Key, Option, Values: [value] };
      const { Parameters = [] } = await ssm.send(
        new DescribeParametersCommand({ ParameterFilters: [filter] }),
      );
      return Parameters.map(({ Name }) => Name);
    };
    expect(await describe("Name", "BeginsWith", "/jets/apple")).toEqual(["/jets/apple/1"]);
    expect(await describe("Path", "Recursive", "/jets/app/deep")).toEqual(["/jets/app/deep/er"]);
    expect(await describe("Name", "Contains", "/3")).toEqual(
      [30, 31, 32].map((index) => `/jets/app/${index}`),
    );
    const { Parameters: all = [] } = await ssm.send(new DescribeParametersCommand({}));
    expect(all).toHaveLength(26);
    expect(all[0]).toMatchObject({
      LastModifiedUser: "arn:aws:iam::123456789012:user/ada",
      Tier: "Standard",
    });
  });
});

describe("a tier", () => {
  const advanced = { Tier: "Advanced", Overwrite: true } as const;

  test("is Standard, or Advanced with room for 8 KB, and never lowered", async () => {
    await put("/a");
    expect(await put("/a", "x".repeat(8192), advanced)).toMatchObject({ Version: 2, Tier: "Advanced" });
    expect(await refusalOf(put("/a", "x", { Tier: "Standard", Overwrite: true }))).toEqual({
      name: "ValidationException",
      status: 400,
      message:
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    });
    expect(await put("/a", "x", { Overwrite: true })).toMatchObject({ Version: 3, Tier: "Advanced" });
    const filter = { Key: "Tier", Values: ["Advanced"] };
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
    expect(Parameters).toMatchObject([{ Name: "/a", Tier: "Advanced" }]);
  });

  test("of standard parameters takes so many, and more once one is deleted or Advanced", async () => {
    start({ parameterLimit: 2 });
    await put("/a");
    await put("/b");
    expect(await refusalOf(put("/c"))).toEqual({
      name: "ParameterLimitExceeded",
      status: 400,
      message:
        "You have reached the maximum number of standard parameters for this AWS account and Region (2). To add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier (charges apply).",
    });
    expect(await refusalOf(put("/b"))).toMatchObject({ name: "ParameterAlreadyExists" });
    expect(await put("/b", "y", { Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await put("/c", "x", { Tier: "Intelligent-Tiering" })).toMatchObject({ Tier: "Advanced" });
    await put("/b", "x", advanced);
    expect(await put("/d")).toMatchObject({ Tier: "Standard" });
    await deleteOne("/d");
    expect(await put("/e")).toMatchObject({ Tier: "Standard" });
  });

  test("is chosen by Intelligent-Tiering, by what it takes", async () => {
    const intelligent = { Tier: "Intelligent-Tiering", Overwrite: true } as const;
    expect(await put("/a", "x", intelligent)).toMatchObject({ Tier: "Standard" });
    expect(await put("/a", "x".repeat(5000), intelligent)).toMatchObject({ Tier: "Advanced" });
    expect(await put("/a", "x", intelligent)).toMatchObject({ Tier: "Advanced" });
  });
});

describe("a parameter is refused", () => {
  const invalid = "ValidationException";
  test.each([
    ["/a", "x".repeat(4097), {}, invalid, /maximum parameter value of 4096 characters/],
    ["/a", "ä".repeat(2049), {}, invalid, /maximum parameter value of 4096 characters/],
    [
      "/a",
      "",
      {},
      invalid,
      /Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1/,
    ],
    ["/a", "{{x}}", {}, invalid, /Do not use "{{}}" in the value/],
    ["/a", 'say {{ssm:x}} "twice"', {}, invalid, /Do not use "{{}}" in the value/],
    ["aws-x", "x", {}, invalid, /can't be prefixed with "aws" or "ssm"/],
    ["/AwSome/x", "x", {}, invalid, /can't be prefixed with "ssm"/],
    ["/ssm-lock/x", "x", {}, invalid, /can't be prefixed with "ssm"/],
    ["/aws/x", "x", {}, "AccessDeniedException", /No access to reserved parameter name: \/aws\/x\./],
    ["a/b", "x", {}, invalid, /must be a fully qualified name/],
    ["/a b", "x", {}, invalid, /letters, numbers and the following 3 symbols/],
    ["/a//b", "x", {}, invalid, /letters, numbers and the following 3 symbols/],
    ["/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "x", {}, "HierarchyLevelLimitExceededException", /15 levels/],
    [`/${"x".repeat(1000)}`, "x", {}, invalid, /longer than 1011 characters/],
    ["/a", "x", { Type: undefined }, invalid, /A parameter type is required when you create a parameter\./],
    ["/kept", "x", { Type: "StringList", Overwrite: true }, "HierarchyTypeMismatchException", /type/],
    [
      "/a",
      "x",
      { Overwrite: true, Tags: [{ Key: "k", Value: "v" }] },
      invalid,
      /tags and overwrite can't be used together/,
    ],
    ["/a", "x".repeat(8193), { Tier: "Advanced" }, invalid, /maximum parameter value of 8192 characters/],
    ["/a", "x", { Tier: "Free" }, invalid, /Value 'Free' at 'tier' failed to satisfy constraint/],
  ] as const)("%s = %.12s %j", async (name, value, more, code, message) => {
    sandbox.world.setParameter("/kept", "x");
    const call = put(name, value, more as Partial<PutParameterCommandInput>);
    const refused = await refusalOf(call);
    expect(refused).toMatchObject({ name: code, status: 400 });
    expect(refused.message).toMatch(message);
    expect(Object.keys(sandbox.world.parameters())).toEqual(["/kept"]);
  });

  test.each([
    ["/a", "x".repeat(4096)],
    ["/a", "}} {{"],
    ["/a", '{"a":{"b":{}}}'],
    [" /trimmed ", "x"],
    ["bare-name_1.2", "x"],
    ["/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15", "x"],
  ])("but not %s = %.12s", async (name, value) => {
    await put(name, value);
    expect(sandbox.world.parameters()).toEqual({ [name.trim()]: value });
  });
});

describe("a name created again within 30 seconds of its deletion", () => {
  const recycle = async (afterMs: number): Promise<unknown> => {
    await put("/lock");
    await deleteOne("/lock");
    clock.advance(afterMs);
    return put("/lock");
  };

  test("is reported", async () => {
    await recycle(29_999);
    expect(sandbox.recycledNames).toEqual(["/lock"]);
  });

  test("is fine after that", async () => {
    await recycle(30_000);
    expect(sandbox.recycledNames).toEqual([]);
  });

  test("is refused as if still there where names are strict", async () => {
    start({ strictNames: true });
    expect(await refusalOf(recycle(1))).toMatchObject({ name: "ParameterAlreadyExists" });
  });
});
