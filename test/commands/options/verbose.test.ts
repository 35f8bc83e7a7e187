import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openAws, openShell, runInProcess } from "../../support/in-process.js";
import { serveSandbox } from "../../support/network/served-sandbox.js";
import type { Run } from "../../support/process/fake-shell.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";
import { runJets } from "../../support/process/jets.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";

let aws: TimedSandbox;

beforeEach(() => {
  aws = openAws();
});

const jets = (args: readonly string[]): Promise<Run> => runInProcess(aws, ...args);

const callLine = /^(lambda|ssm|cloudformation):[A-Z]\w+ \S.* \d+ ms (\d{3}|no answer) .*$/;

/** The lines about calls, in their order, and all others. */
function sorted({ stderr }: Run): { calls: string[]; others: string[] } {
  const lines = stderr.trimEnd().split("\n");
  return {
    calls: lines.filter((line) => callLine.test(line)),
    others: lines.filter((line) => !callLine.test(line)),
  };
}

const operationIn = (line: string): string => line.split(/[: ]/)[1] ?? "";

describe("--verbose", () => {
  test.each([
    ["on", ["maintenance:on", "--yes", "--role", "worker", "--on-event-loss", "warn"]],
    ["off", ["maintenance:off", "--role", "worker"]],
    ["status", ["maintenance:status", "--all"]],
    ["status of the web role", ["maintenance:status"]],
    ["a dry run", ["maintenance:on", "--dry-run"]],
    ["history", ["maintenance:history"]],
  ])("shows every call of %s, and leaves the other lines as they are", async (_, args) => {
    const plain = await jets(args);
    if (args[0] === "maintenance:on") await jets(["maintenance:off", "--role", "worker"]);
    else await jets(["maintenance:on", "--yes", "--role", "worker"]);
    aws.sandbox.clearCalls();
    const { calls } = sorted(await jets([...args, "--verbose"]));
    expect(calls.map(operationIn).sort()).toEqual(aws.sandbox.calls.map(({ operation }) => operation).sort());
    expect(plain.stderr).not.toMatch(/ ms \d{3}/);
  });

  test("keeps the contract's lines, the last one last", async () => {
    const { exitCode, stdout, stderr } = await jets(["maintenance:on", "--yes", "--verbose"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(sorted({ exitCode, stdout, stderr }).others).toEqual([
      "Enabling web maintenance mode for demo-dev",
      "Web maintenance has been turned on",
    ]);
    expect(stderr).toMatch(/\nWeb maintenance has been turned on\n$/);
  });

  test("shows each attempt, with what AWS said to it and the id by which AWS finds it", async () => {
    aws.sandbox.addFault({ operation: "DescribeStacks", action: { kind: "throttled" } });
    const { calls } = sorted(await jets(["maintenance:status", "--verbose"]));
    const id = "[0-9a-f-]{36}";
    const attempts = calls.filter((line) => line.startsWith("cloudformation:DescribeStacks demo-dev "));
    expect(attempts).toEqual([
      expect.stringMatching(new RegExp(` \\d+ ms 400 Throttling ${id}$`)),
      expect.stringMatching(new RegExp(` \\d+ ms 200 ${id}, attempt 2$`)),
    ]);
  });

  test("says that there was no answer", async () => {
    aws.sandbox.addFault({ operation: "DescribeStacks", action: { kind: "drop", when: "before" } });
    const { calls } = sorted(await jets(["maintenance:status", "--verbose"]));
    expect(calls).toContainEqual(
      expect.stringMatching(/DescribeStacks demo-dev \d+ ms no answer ECONNRESET$/),
    );
  });

  test("tells no secret: neither what is sent nor what comes back", async () => {
    const asked = ["--yes", "--with-secret", "--reason", "hush", "--json", "--verbose"];
    const run = await jets(["maintenance:on", ...asked]);
    const { calls } = sorted(run);
    const secret = /"bypass":"([^"]+)"/.exec(run.stdout)?.[1] ?? "";
    expect(secret).not.toBe("");
    expect(calls.length).toBeGreaterThan(3);
    const told = calls.join("\n");
    for (const hidden of [secret, "hush", "AWS4", "Credential", "Signature", "sandbox"])
      expect(told).not.toContain(hidden);
  });
});

const ways: readonly (readonly [options: string[], env: Record<string, string>])[] = [
  [["--verbose"], {}],
  [[], { DEBUG: "jets" }],
];

test.each(ways)("the calls are shown with %j and %j", async (options, env) => {
  const shell = openShell(aws, new FakeTerminal({}, { JETS_PROJECT: "demo", ...env }));
  const run = await shell.jets("maintenance:status", ...options);
  expect(run).toMatchObject({ exitCode: 0, stdout: "off\n" });
  expect(sorted(run).calls.map(operationIn).sort()).toEqual(["DescribeStacks", "GetParameters"]);
});

test("the binary shows the calls too", async () => {
  const served = await serveSandbox();
  onTestFinished(() => served.close());
  const run = await runJets(["maintenance:status"], { ...served.env, DEBUG: "jets" });
  expect(run).toMatchObject({ exitCode: 0, stdout: "off\n" });
  expect(sorted(run).calls.map(operationIn).sort()).toEqual(["DescribeStacks", "GetParameters"]);
});
