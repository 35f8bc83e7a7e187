import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findFleet } from "../../src/application/find-fleet.js";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "jets-fleets-"));
});

afterEach(() => rm(directory, { recursive: true }));

const write = (configuration: unknown): Promise<void> =>
  writeFile(join(directory, "jets.config.json"), JSON.stringify(configuration));

const prod = {
  stacks: ["shop-*", "{till,desk}-prod"],
  regions: ["eu-west-1", "us-gov-west-1"],
  accounts: [
    { profile: "prod-a" },
    { id: "111122223333", role: "jets-maintenance", regions: ["eusc-de-east-1"] },
    { role: "arn:aws:iam::444455556666:role/ops/jets", externalId: "a1", profile: "ops" },
    { id: "777788889999" },
  ],
  maxFailures: 0,
  concurrency: 100,
};

describe("a fleet", () => {
  test("is found by its name", async () => {
    await write({ stack: "shop-dev", fleets: { prod, test: { stacks: ["shop"] } } });
    expect(await findFleet("prod", directory)).toEqual(prod);
    expect(await findFleet("test", directory)).toEqual({ stacks: ["shop"] });
  });

  test.each([
    [{ fleets: { prod } }, 'No fleet "live": not in jets.config.json.', "Its fleets: prod."],
    [{}, 'No fleet "live": not in jets.config.json.', 'Write it under "fleets" into jets.config.json, or'],
    [undefined, 'No fleet "live": there is no configuration file in this directory.', "Write it under"],
  ])("that %j does not have is refused", async (configuration, message, hint) => {
    if (configuration !== undefined) await write(configuration);
    await expect(findFleet("live", directory)).rejects.toMatchObject({
      code: "usage",
      message,
      hint: expect.stringContaining(hint) as string,
    });
  });

  test("is no word that every object has", async () => {
    await write({ fleets: { prod } });
    await expect(findFleet("constructor", directory)).rejects.toThrow('No fleet "constructor"');
  });
});

const stacks = ["shop-*"];
const account = (entry: unknown): unknown => ({ prod: { stacks, accounts: [{ profile: "a" }, entry] } });

describe("a configuration file with a fleet that is wrong is refused", () => {
  test.each([
    [[], '"fleets" must be an object, but is []'],
    [
      { "a b": { stacks } },
      '"fleets.a b" must be a name of at most 64 letters, digits, -, _ and ., but is "a b"',
    ],
    [{ prod: "shop-*" }, '"fleets.prod" must be an object, but is "shop-*"'],
    [{ prod: {} }, '"fleets.prod.stacks" is missing'],
    [
      { prod: { stacks: "shop-*" } },
      '"fleets.prod.stacks" must be a list that is not empty, but is "shop-*"',
    ],
    [{ prod: { stacks: [] } }, '"fleets.prod.stacks" must be a list that is not empty, but is []'],
    [
      { prod: { stacks: ["shop", "shop_*"] } },
      '"fleets.prod.stacks.1" must be a stack\'s name or a glob: letters, digits, -, *, ?, {a,b}, but is "shop_*"',
    ],
    [{ prod: { stacks, stack: "x" } }, 'unknown key "fleets.prod.stack"'],
    [{ prod: { stacks, regions: [] } }, '"fleets.prod.regions" must be a list that is not empty, but is []'],
    [
      { prod: { stacks, regions: ["Ireland"] } },
      '"fleets.prod.regions.0" must be a region like eu-west-1, but is "Ireland"',
    ],
    [
      { prod: { stacks, accounts: [] } },
      '"fleets.prod.accounts" must be a list that is not empty, but is []',
    ],
    [
      { prod: { stacks, maxFailures: -1 } },
      '"fleets.prod.maxFailures" must be a whole number from 0 on, but is -1',
    ],
    [
      { prod: { stacks, concurrency: 101 } },
      '"fleets.prod.concurrency" must be a whole number from 1 to 100, but is 101',
    ],
    [
      { prod: { stacks, concurrency: "8" } },
      '"fleets.prod.concurrency" must be a whole number from 1 to 100, but is "8"',
    ],
    [account("prod-b"), '"fleets.prod.accounts.1" must be an object, but is "prod-b"'],
    [
      account({ regions: ["eu-west-1"] }),
      '"fleets.prod.accounts.1" must be an object with a "profile", an "id" or a "role", but is {"regions":["eu-west-1"]}',
    ],
    [account({ profile: "" }), '"fleets.prod.accounts.1.profile" must be the name of a profile, but is ""'],
    [
      account({ id: "1111", role: "jets" }),
      '"fleets.prod.accounts.1.id" must be 12 digits, in quotes: "111122223333", but is "1111"',
    ],
    [
      account({ id: 111122223333 }),
      '"fleets.prod.accounts.1.id" must be 12 digits, in quotes: "111122223333", but is 111122223333',
    ],
    [
      account({ profile: "a", role: "jets" }),
      '"fleets.prod.accounts.1.role" must be an ARN where there is no "id", but is "jets"',
    ],
    [
      account({ id: "111122223333", role: "/ops/jets" }),
      '"fleets.prod.accounts.1.role" must be the name or the ARN of an IAM role, but is "/ops/jets"',
    ],
    [
      account({ role: "arn:aws:iam::444455556666:user/jets" }),
      '"fleets.prod.accounts.1.role" must be the name or the ARN of an IAM role, but is "arn:aws:iam::444455556666:user/jets"',
    ],
    [
      account({ id: "111122223333", role: "arn:aws:iam::444455556666:role/jets" }),
      '"fleets.prod.accounts.1.id" must be the account of the role\'s ARN, but is "111122223333"',
    ],
    [
      account({ profile: "a", externalId: "abc" }),
      '"fleets.prod.accounts.1.externalId" must be left out where there is no "role", but is "abc"',
    ],
    [account({ profile: "a", name: "x" }), 'unknown key "fleets.prod.accounts.1.name"'],
  ])("%j", async (fleets, message) => {
    await write({ fleets });
    await expect(findFleet("prod", directory)).rejects.toMatchObject({
      code: "usage",
      message: `jets.config.json: ${message}`,
    });
  });

  test("with the keys that it may have", async () => {
    await write({ fleets: { prod: {} } });
    await expect(findFleet("prod", directory)).rejects.toMatchObject({
      hint: "Known keys of a fleet: stacks, regions, accounts, maxFailures, concurrency; of an account: profile, id, role, externalId, regions.",
    });
  });
});
