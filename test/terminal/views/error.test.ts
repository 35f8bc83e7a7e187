import { describe, expect, test } from "vitest";
import { JetsError } from "../../../src/maintenance/index.js";
import { printError } from "../../../src/terminal/views/error.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";

function print(error: unknown, env: Record<string, string> = {}): { exitCode: number; stderr: string } {
  const terminal = new FakeTerminal({}, env);
  const exitCode = printError(error, terminal);
  expect(terminal.stdout.text).toBe("");
  return { exitCode, stderr: terminal.stderr.text };
}

describe("an error is one line of fact and one of remedy", () => {
  test.each([
    ["failed", 1],
    ["not_deployed", 1],
    ["no_workers", 1],
    ["deploy_in_progress", 1],
    ["journal_damaged", 1],
    ["lock_lost", 4],
    ["credentials_missing", 1],
    ["credentials_expired", 1],
    ["access_denied", 1],
    ["unreachable", 1],
    ["throttled", 1],
    ["aws_refused", 1],
    ["usage", 2],
    ["region_missing", 2],
    ["partial", 3],
    ["locked", 4],
    ["declined", 130],
    ["interrupted", 130],
  ] as const)("%s exits with %i", (code, exitCode) => {
    const error = new JetsError(code, "The fact", "The remedy.", { cause: new Error("raw") });
    expect(print(error)).toEqual({ exitCode, stderr: "ERROR: The fact\nThe remedy.\n" });
  });

  test.each([
    [new TypeError("x is not a function\n    at raw trace"), "x is not a function"],
    [new RangeError(""), "RangeError"],
    ["a text", "a text"],
    [undefined, "undefined"],
  ])("of something unknown: %s", (error, fact) => {
    expect(print(error)).toEqual({
      exitCode: 1,
      stderr: `ERROR: ${fact}\nSet DEBUG=jets to see the stack trace.\n`,
    });
  });
});

describe("a stack trace", () => {
  const error = new JetsError("throttled", "Throttled", "Wait.", { cause: new Error("Rate exceeded") });

  test.each(["jets", "other,jets"])("is printed with DEBUG=%s, causes included", (DEBUG) => {
    expect(print(error, { DEBUG }).stderr).toMatch(
      /^ERROR: Throttled\nWait\.\nJetsError: Throttled\n {4}at [^]*\nCaused by: Error: Rate exceeded\n {4}at /,
    );
  });

  test("says of each cause once that it is one", () => {
    const deep = new Error("outer", { cause: new Error("middle", { cause: new Error("inner") }) });
    const lines = print(deep, { DEBUG: "jets" }).stderr.split("\n");
    expect(lines.filter((line) => line.includes("Caused by"))).toEqual([
      "Caused by: Error: middle",
      "Caused by: Error: inner",
    ]);
  });

  test.each(["", "jetsam", "*"])("is not printed with DEBUG=%j", (DEBUG) => {
    expect(print(error, { DEBUG }).stderr).toBe("ERROR: Throttled\nWait.\n");
  });
});
