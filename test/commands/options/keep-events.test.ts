import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TurnOptions, TurnResult } from "../../../src/maintenance/index.js";
import { openAws, openShell } from "../../support/in-process.js";
import { FakeShell, type Run } from "../../support/process/fake-shell.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";

const job = "demo-dev-jobs_event-perform";
const queue = "arn:aws:sqs:us-east-1:123456789012:jets-demo-dev-events";

let directory: string;
let aws: TimedSandbox;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "jets-keep-events-"));
  aws = openAws();
});

afterEach(() => rm(directory, { recursive: true }));

const terminal = (): FakeTerminal => new FakeTerminal({}, { JETS_PROJECT: "demo" }, directory);
const jets = (...args: readonly string[]): Promise<Run> => openShell(aws, terminal()).jets(...args);
const configure = (keepEvents: boolean): Promise<void> =>
  writeFile(join(directory, "jets.config.json"), JSON.stringify({ keepEvents }));
const isKept = (): boolean => aws.sandbox.world.eventInvokeConfigsOf(job).$LATEST?.onFailure === queue;

describe("whether events are kept", () => {
  test.each([
    [undefined, [], false],
    [undefined, ["--keep-events"], true],
    [true, [], true],
    [true, ["--no-keep-events"], false],
    [false, ["--keep-events"], true],
    [false, [], false],
  ])("with keepEvents %j in the configuration file and %j", async (configured, args, expected) => {
    if (configured !== undefined) await configure(configured);
    const { exitCode, stdout } = await jets("maintenance:on", "-y", "--role", "worker", ...args);
    expect({ exitCode, stdout, isKept: isKept() }).toEqual({ exitCode: 0, stdout: "", isKept: expected });
  });

  test("is said by the configuration file for both roles at once, and for maintenance:policy", async () => {
    await configure(true);
    expect((await jets("maintenance:policy")).stdout).toContain("KeepEventsQueue");
    expect((await jets("maintenance:on", "-y", "--all")).exitCode).toBe(0);
    expect(isKept()).toBe(true);
  });

  test("is no matter of the web role, whatever the configuration file says", async () => {
    await configure(true);
    expect((await jets("maintenance:on", "-y")).exitCode).toBe(0);
    expect(isKept()).toBe(false);
  });
});

test.each([
  [["on", "-y", "--keep-events"], "--keep-events"],
  [["on", "-y", "--no-keep-events"], "--no-keep-events"],
  [["off", "--no-replay"], "--no-replay"],
  [["off", "--replay-rate", "5"], "--replay-rate"],
  [["off", "--replay-schedules", "all"], "--replay-schedules"],
  [["run", "-y", "--no-replay", "--", "true"], "--no-replay"],
])("jets maintenance %j is refused for the web role", async (args, option) => {
  const { exitCode, stderr } = await jets("maintenance", ...args);
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    `ERROR: ${option} is for the worker role only, but the role is web.\n` +
      `Remove ${option}, or use --role worker.\n`,
  );
});

describe("what a run is asked for", () => {
  const partly = (asked: (TurnOptions | undefined)[], result: Partial<TurnResult>) => {
    const turn = (role: TurnResult["role"], _: unknown, options?: TurnOptions): Promise<TurnResult> => {
      asked.push(options);
      return Promise.resolve({
        role,
        state: "partial",
        changed: true,
        failures: [],
        functions: [],
        ...result,
      });
    };
    return new FakeShell({ terminal: terminal(), useCases: { turnOn: turn, turnOff: turn } });
  };
  const failures = [{ name: job, reason: "throttled" }];
  const worker = ["--role", "worker"];

  test.each([
    [["on", "-y", "--keep-events"], { keepEvents: true }, "--keep-events --yes"],
    [["on", "-y", "--no-keep-events"], { keepEvents: false }, "--no-keep-events --yes"],
    [["off", "--no-replay"], { replay: false }, "--no-replay"],
    [
      ["off", "--replay-rate", "5", "--replay-schedules", "none"],
      { replayRate: 5, replaySchedules: "none" },
      "--replay-rate 5 --replay-schedules none",
    ],
  ])("by jets maintenance %j is in the command that finishes the job", async (args, options, said) => {
    const asked: (TurnOptions | undefined)[] = [];
    const { exitCode, stderr } = await partly(asked, { failures }).jets("maintenance", ...args, ...worker);
    expect(exitCode).toBe(3);
    expect(asked).toEqual([expect.objectContaining(options)]);
    expect(stderr).toContain(
      `run: jets maintenance:${args[0] ?? ""} --role worker --stack demo-dev ${said}\n`,
    );
  });

  test("is in the command that replays the events that are left", async () => {
    const events = { replayed: 1, skipped: 0, left: 1, failures };
    const shell = partly([], { state: "off", events });
    const { exitCode, stderr } = await shell.jets("maintenance:off", ...worker, "--replay-rate", "5");
    expect(exitCode).toBe(3);
    expect(stderr).toContain(
      "To replay them, run: jets maintenance:events --replay --stack demo-dev --replay-rate 5\n",
    );
  });
});
