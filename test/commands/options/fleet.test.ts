import { describe, expect, test } from "vitest";
import { FakeShell } from "../../support/process/fake-shell.js";

/** What a command line is refused with, before anything is reached. */
async function refusalOf(line: string): Promise<string> {
  const shell = new FakeShell();
  const { exitCode, stdout, stderr } = await shell.jets(...line.split(" "));
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(shell.reached).toEqual([]);
  return stderr;
}

const commands = ["on", "off", "run", "status", "history", "policy"];

describe("what is for many applications is refused with one", () => {
  test.each([
    ...commands.flatMap((command) => [
      [command, "--account 111122223333", "--account"],
      [command, "--concurrency 4", "--concurrency"],
    ]),
    ...["on --yes", "off", "run --yes"].map((command) => [command, "--expect 0", "--expect"]),
    ...["on --yes", "run --yes"].flatMap((command) => [
      [command, "--max-failures 2", "--max-failures"],
      [command, "--no-preflight", "--no-preflight"],
    ]),
  ] as [command: string, given: string, option: string][])("%s %s", async (command, given, option) => {
    const more = command.startsWith("run") ? " -- true" : "";
    expect(await refusalOf(`maintenance:${command} --stack demo-dev ${given}${more}`)).toBe(
      `ERROR: ${option} is for many applications, but the command line has one.\n` +
        `Remove ${option}, or name many: with --fleet, a glob in --stack, or commas in --region or --profile.\n`,
    );
  });
});

describe("one application is one", () => {
  test.each([
    ["maintenance:events", "--stack shop-*"],
    ["maintenance:events", "--region eu-west-1,us-east-1"],
    ["maintenance:events", "--profile a,b"],
    ["config", "--stack {a,b}-prod"],
    ["config", "--region eu-west-1,us-east-1"],
  ])("for %s %s", async (command, given) => {
    expect(await refusalOf(`${command} ${given}`)).toBe(
      `ERROR: ${command} takes one application, but the command line has ${given}.\n` +
        "Name one stack, one region and one profile.\n",
    );
  });
});

describe("a value that cannot be", () => {
  test.each([
    ["--account 1111", "It must be account IDs of 12 digits, with commas between them."],
    ["--account 111122223333,", "It must be account IDs of 12 digits, with commas between them."],
    ["--expect -1", "It must be a whole number from 0 to 999999."],
    ["--expect 1.5", "It must be a whole number from 0 to 999999."],
    ["--max-failures few", "It must be a whole number from 0 to 999999."],
    ["--concurrency 0", "It must be a whole number from 1 to 100."],
    ["--concurrency 101", "It must be a whole number from 1 to 100."],
    ["--fleet=", "It must not be empty."],
    ["--stack shop_*", "A glob must have only letters, digits, -, *, ?, {} and ,."],
    ["--stack {shop,till", "A glob must have braces in pairs, with a comma in each."],
    ["--region us-east-1,,eu-west-1", "It must have something before and after each comma."],
    ["--profile a,", "It must have something before and after each comma."],
    ["--stack=", "It must not be empty."],
  ])("%s", async (given, fact) => {
    expect(await refusalOf(`maintenance:on ${given}`)).toContain(` is invalid. ${fact}\n`);
  });
});
