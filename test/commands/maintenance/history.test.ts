import { beforeEach, describe, expect, test } from "vitest";
import type { History } from "../../../src/maintenance/index.js";
import { JetsError } from "../../../src/maintenance/index.js";
import { openAws, runInProcess } from "../../support/in-process.js";
import { documentIn } from "../../support/schema.js";
import { FakeShell, type Run } from "../../support/process/fake-shell.js";
import { everywhere, FakeTerminal } from "../../support/process/fake-terminal.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";

const entries: History["entries"] = [
  {
    role: "web",
    command: "on",
    result: "on",
    since: "2026-11-02T09:12:03.250Z",
    by: "ada@laptop",
    user: "arn:aws:iam::123456789012:user/ada",
    reason: "moving",
    opened: true,
    closed: "2026-11-02T11:17:03.250Z",
  },
  { role: "web", command: "off", result: "off", since: "2026-11-02T11:17:03.250Z" },
  {
    role: "worker",
    run: 4,
    command: "on",
    result: "on",
    since: "2026-11-02T12:00:00.000Z",
    ended: "2026-11-02T12:01:12.000Z",
    by: "eve@\u001B[2Jlaptop",
    tookOver: 3,
    opened: true,
  },
];

const damaged = new JetsError("journal_damaged", "The parameter /a was changed.", "Put it back.");

const shellWith = (history: Partial<History>, terminal?: FakeTerminal): FakeShell =>
  new FakeShell({
    useCases: { getHistory: () => Promise.resolve({ entries, damages: [], ...history }) },
    ...(terminal && { terminal }),
  });

describe("maintenance:history", () => {
  test("prints a line for each run in a pipe, newest last, and nothing on stderr", async () => {
    expect(await shellWith({}).jets("maintenance:history")).toEqual({
      exitCode: 0,
      stdout:
        "2026-11-02T09:12:03Z\tweb\ton\ton\t\t2h 5m\tada@laptop\tmoving\n" +
        "2026-11-02T11:17:03Z\tweb\toff\toff\t\t\tunknown\t\n" +
        "2026-11-02T12:00:00Z\tworker\ton\ton, took over\t1m 12s\tuntil now\teve@\\u001b[2Jlaptop\t\n",
      stderr: "",
    });
  });

  test("prints a table where a terminal is wide enough", async () => {
    const terminal = new FakeTerminal(everywhere, { JETS_PROJECT: "demo" }, "/nowhere", 110);
    await shellWith({}, terminal).jets("maintenance", "history");
    expect(await terminal.lines()).toEqual([
      "since                 role    command  result         took    lasted     by                   reason",
      "2026-11-02T09:12:03Z  web     on       on                     2h 5m      ada@laptop           moving",
      "2026-11-02T11:17:03Z  web     off      off                               unknown",
      "2026-11-02T12:00:00Z  worker  on       on, took over  1m 12s  until now  eve@\\u001b[2Jlaptop",
    ]);
  });

  test("prints a block for each run at 40 columns", async () => {
    const terminal = new FakeTerminal(everywhere, { JETS_PROJECT: "demo" }, "/nowhere", 40);
    await shellWith({ entries: entries.slice(0, 1) }, terminal).jets("maintenance:history");
    expect(await terminal.lines()).toEqual([
      "2026-11-02T09:12:03Z",
      "  role     web",
      "  command  on",
      "  result   on",
      "  lasted   2h 5m",
      "  by       ada@laptop",
      "  reason   moving",
    ]);
  });

  test("says that nothing is on record", async () => {
    expect(await shellWith({ entries: [] }).jets("maintenance:history")).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "No maintenance of demo-dev on record\n",
    });
  });

  test("names a record that can't be trusted, shows the others, and exits 1", async () => {
    const shell = shellWith({ entries: entries.slice(1, 2), damages: [damaged] });
    expect(await shell.jets("maintenance:history")).toEqual({
      exitCode: 1,
      stdout: "2026-11-02T11:17:03Z\tweb\toff\toff\t\t\tunknown\t\n",
      stderr: "ERROR: The parameter /a was changed.\nPut it back.\n",
    });
    const { exitCode, stdout } = await shell.jets("maintenance:history", "--json");
    expect(exitCode).toBe(1);
    expect(documentIn(stdout)).toMatchObject({
      history: [{ role: "web" }],
      damaged: [{ code: "journal_damaged", message: damaged.message, hint: damaged.hint }],
    });
  });

  test.each([
    [[], ["web", "worker"]],
    [["--role", "worker"], ["worker"]],
  ])("with %j is about %j", async (args, expected) => {
    let asked: readonly string[] = [];
    const getHistory = (roles: readonly string[]): Promise<History> => {
      asked = roles;
      return Promise.resolve({ entries: [], damages: [] });
    };
    await new FakeShell({ useCases: { getHistory } }).jets("maintenance:history", ...args);
    expect(asked).toEqual(expected);
  });
});

describe("in an AWS", () => {
  let aws: TimedSandbox;

  beforeEach(() => {
    aws = openAws();
  });

  const jets = (...args: string[]): Promise<Run> => runInProcess(aws, ...args);

  test("tells of what really happened, as a document too", async () => {
    await jets("maintenance:on", "--yes", "--reason", "moving");
    await jets("maintenance:off");
    await jets("maintenance:on", "--yes", "--role", "worker");
    const lines = (await jets("maintenance:history")).stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.split("\t").slice(1, 4).join(" "))).toEqual([
      "web on on",
      "web off off",
      "worker on on",
    ]);
    const { exitCode, stdout } = await jets("maintenance:history", "--json");
    expect(exitCode).toBe(0);
    const user = "arn:aws:iam::123456789012:user/test";
    expect(documentIn(stdout)).toMatchObject({
      stack: "demo-dev",
      region: "us-east-1",
      history: [
        { role: "web", command: "on", user, reason: "moving", opened: true },
        { role: "web", command: "off", user, by: user },
        { role: "worker", command: "on", run: 1, opened: true },
      ],
    });
  });

  test("asks for no more than the roles need", async () => {
    const operations = (): string[] => aws.sandbox.calls.map(({ operation }) => operation).sort();
    await jets("maintenance:history", "--role", "web");
    expect(operations()).toEqual(["DescribeStacks", "GetParameterHistory", "GetParameterHistory"]);
    aws.sandbox.clearCalls();
    await jets("maintenance:history", "--role", "worker");
    expect(operations()).toEqual(["DescribeStacks", "GetParametersByPath"]);
  });

  test("fails for an application that is not there", async () => {
    const { exitCode, stderr } = await jets("maintenance:history", "--stack", "shop-prod");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("ERROR: Project has not been deployed\n");
  });
});
