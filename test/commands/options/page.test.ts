import { describe, expect, test } from "vitest";
import { FakeShell } from "../../support/process/fake-shell.js";

const on = ["maintenance:on", "--yes"];

describe("what visitors are told is checked before anything is asked of AWS", () => {
  test.each([
    [["--message", ""], "It must not be empty."],
    [["--message", " \n\t"], "It must not be empty."],
    [["--message", "é".repeat(501)], "It takes 1002 bytes as JSON, but must take at most 1000."],
    [["--message", "{".repeat(300)], "It takes 1050 bytes as JSON, but must take at most 1000."],
    [["--until", "soon"], "It must be a time like 2026-11-23T22:00Z or a duration like 90m, 2h or 1d."],
    [["--retry-after", "0"], "It must be a whole number of seconds from 1 to 99999999."],
    [["--retry-after", "1.5"], "It must be a whole number of seconds from 1 to 99999999."],
    [["--until", "1960-01-01T00:00Z"], "--until is in the past: 1960-01-01T00:00Z."],
    [["--until", "0m"], "--until is in the past: 0m."],
    [
      ["--message", "Back soon", "-r", "worker"],
      "--message is for the web role only, but the role is worker.",
    ],
    [["--until", "2h", "-r", "worker"], "--until is for the web role only, but the role is worker."],
    [
      ["--retry-after", "9", "-r", "worker"],
      "--retry-after is for the web role only, but the role is worker.",
    ],
    [["--with-secret", "-r", "worker"], "--with-secret is for the web role only, but the role is worker."],
  ])("%j", async (args, fact) => {
    const shell = new FakeShell();
    const { exitCode, stdout, stderr } = await shell.jets(...on, ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(fact);
    expect(shell.reached).toEqual([]);
  });

  test("as much as is promised is taken", async () => {
    const { exitCode } = await new FakeShell().jets(...on, "--message", "x".repeat(1_000));
    expect(exitCode).toBe(0);
  });
});
