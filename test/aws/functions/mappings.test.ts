import { expect, test } from "vitest";
import type { MappingSeed } from "../../../src/sandbox/index.js";
import { openAccount, type Account } from "../../support/account.js";

const source = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`;

const openWith = (mappings: readonly MappingSeed[]): Account =>
  openAccount({
    stacks: [
      {
        name: "demo-dev",
        functions: [{ name: "job", versions: 1, aliases: { live: "1" }, mappings }],
      },
    ],
  });

test("mappings are listed on every page, whatever they are bound to, by the function's bare name", async () => {
  const account = openWith([
    { uuid: "bare", source: source("a") },
    { uuid: "alias", source: source("b"), qualifier: "live", enabled: false },
    { uuid: "by-hand", source: source("c"), qualifier: "1", inStack: false },
    ...Array.from({ length: 200 }, (_, index) => ({ source: source(`more${index}`) })),
  ]);
  const listed = await account.aws.functions.listMappings();
  expect(listed).toHaveLength(203);
  expect(listed).toEqual(
    expect.arrayContaining([
      { uuid: "bare", functionName: "job", state: "Enabled" },
      { uuid: "alias", functionName: "job", state: "Disabled" },
      { uuid: "by-hand", functionName: "job", state: "Enabled" },
    ]),
  );
  expect(account.countCalls()).toEqual({ ListEventSourceMappings: 3 });
});

test("a mapping is disabled in its own time", async () => {
  const { aws, clock } = openWith([{ uuid: "m", source: source("a") }]);
  expect(await aws.functions.setMapping("m", false)).toBe(true);
  expect(await aws.functions.getMapping("m")).toMatchObject({ state: "Disabling" });
  clock.advance(1_000);
  expect(await aws.functions.getMapping("m")).toMatchObject({ state: "Disabled" });
});

test("a mapping that is just changing is tried again until it takes the next change", async () => {
  const account = openWith([{ uuid: "m", source: source("a") }]);
  await account.aws.functions.setMapping("m", false);
  expect(await account.aws.functions.setMapping("m", true)).toBe(true);
  const { UpdateEventSourceMapping: updates = 0 } = account.countCalls();
  expect(updates).toBeGreaterThan(2);
  account.clock.advance(1_000);
  expect(await account.aws.functions.getMapping("m")).toMatchObject({ state: "Enabled" });
});

test("a mapping that is gone is no failure", async () => {
  const { functions } = openWith([]).aws;
  expect(await functions.getMapping("gone")).toBeUndefined();
  expect(await functions.setMapping("gone", true)).toBe(false);
});
