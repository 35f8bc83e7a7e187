import { beforeEach, describe, expect, test } from "vitest";
import { functionArn, keptQueue, recordOf } from "../../support/kept-events.js";
import { openAws, openShell, runInProcess } from "../../support/in-process.js";
import type { Run } from "../../support/process/fake-shell.js";
import { everywhere, FakeTerminal } from "../../support/process/fake-terminal.js";
import { nameOf, worker } from "../../support/scene.js";
import { documentIn } from "../../support/schema.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";

const [job, report] = [nameOf("job"), nameOf("report")];
const application = { stack: "demo-dev", region: "us-east-1" };

let aws: TimedSandbox;

beforeEach(() => {
  aws = openAws({ stacks: [{ name: "demo-dev", functions: [worker("job"), worker("report")] }] });
});

const jets = (...args: string[]): Promise<Run> => runInProcess(aws, ...args);
const of = ["--role", "worker"];

const add = (name: string, count: number, timestamp: string): void => {
  for (let at = 0; at < count; at += 1)
    aws.sandbox.world.addMessage(keptQueue, recordOf(name, `{"at":${at}}`, { timestamp }));
};

/** A queue with 13 events, of which 3 are of a function that is gone, and what is no event. */
function fill(): void {
  aws.sandbox.world.addQueue(keptQueue);
  add(job, 10, "2026-11-02T09:12:03.250Z");
  add("demo-dev-gone", 3, "2026-11-01T00:00:00.000Z");
  aws.sandbox.world.addMessage(keptQueue, "theirs");
}

const messages = (): number => aws.sandbox.world.messagesIn(keptQueue).length;

/** A person at a terminal. */
const atTerminal = (columns = 100): FakeTerminal =>
  new FakeTerminal(everywhere, { JETS_PROJECT: "demo", NO_COLOR: "1" }, "/nowhere", columns);

describe("maintenance:events", () => {
  test("prints a line for each function in a pipe, and what else is there on stderr", async () => {
    fill();
    expect(await jets("maintenance:events")).toEqual({
      exitCode: 0,
      stdout: `demo-dev-gone\t3\t2026-11-01T00:00:00.000Z\n${job}\t10\t2026-11-02T09:12:03.250Z\n`,
      stderr: `1 message in ${keptQueue} failed for another reason, or is no event; it is not replayed\n`,
    });
    expect(messages()).toBe(14);
  });

  test("prints a table at a terminal", async () => {
    fill();
    const terminal = atTerminal();
    await openShell(aws, terminal).jets("maintenance", "events");
    expect((await terminal.lines()).slice(0, 3)).toEqual([
      "function                events  oldest",
      "demo-dev-gone           3       2026-11-01T00:00:00.000Z",
      `${job}  10      2026-11-02T09:12:03.250Z`,
    ]);
  });

  test("prints one document with --json", async () => {
    fill();
    const { exitCode, stdout } = await jets("maintenance:events", "--json");
    expect([exitCode, documentIn(stdout)]).toEqual([
      0,
      {
        ...application,
        events: {
          queue: keptQueue,
          messages: 14,
          functions: [
            { name: "demo-dev-gone", count: 3, oldest: "2026-11-01T00:00:00.000Z" },
            { name: job, count: 10, oldest: "2026-11-02T09:12:03.250Z" },
          ],
          others: 1,
          complete: true,
        },
      },
    ]);
  });

  test("says that none wait, and how many could be looked at", async () => {
    expect(await jets("maintenance:events")).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "No events of demo-dev wait\n",
    });
    fill();
    const [first] = aws.sandbox.world.messagesIn(keptQueue);
    if (first !== undefined) first.availableAt = Infinity;
    expect((await jets("maintenance:events")).stderr).toContain(
      "Only 13 of about 14 messages could be looked at\n",
    );
  });
});

describe("maintenance:events --replay", () => {
  test("says how many were replayed, names those that still wait, and exits 3 for these", async () => {
    fill();
    expect(await jets("maintenance:events", "--replay")).toEqual({
      exitCode: 3,
      stdout: "",
      stderr: `Replayed 10 events
ERROR: 3 events still wait
  demo-dev-gone: 3 events still wait: demo-dev-gone is not among the functions that events are replayed to here
`,
    });
    expect(messages()).toBe(4);
  });

  test("exits 0 where none are left, and says so in one document with --json", async () => {
    aws.sandbox.world.addQueue(keptQueue);
    add(report, 2, "2026-11-02T09:12:03.250Z");
    const { exitCode, stdout } = await jets("maintenance:events", "--replay", "--json");
    expect([exitCode, documentIn(stdout)]).toEqual([
      0,
      { ...application, events: { replayed: 2, skipped: 0, left: 0, failures: [] } },
    ]);
    expect(aws.sandbox.world.processedBy(report)).toHaveLength(2);
  });

  test("is refused during maintenance, with exit code 1 and one document", async () => {
    await jets("maintenance:on", ...of, "--yes", "--keep-events");
    const { exitCode, stdout, stderr } = await jets("maintenance:events", "--replay", "--json");
    expect([exitCode, documentIn(stdout)]).toMatchObject([1, { error: { code: "failed" } }]);
    expect(stderr).toContain("The workers of demo-dev are in maintenance");
  });

  test("without a queue says that none were kept, with exit code 1", async () => {
    const { exitCode, stdout, stderr } = await jets("maintenance:events", "--replay");
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`There is no queue ${keptQueue}: no events of demo-dev were kept.`);
  });
});

describe("maintenance:events --purge", () => {
  test("asks, and deletes nothing unless the answer is yes", async () => {
    fill();
    for (const [key, exitCode, left] of [
      ["n", 130, 14],
      ["y", 0, 0],
    ] as const) {
      const terminal = atTerminal();
      const running = openShell(aws, terminal).jets("maintenance:events", "--purge");
      await terminal.pressAfter("Are you sure?", key, "\r");
      expect((await running).exitCode).toBe(exitCode);
      expect(messages()).toBe(left);
      const lines = await terminal.lines();
      expect(lines[0]).toBe(`Will delete about 14 messages in ${keptQueue}, for good`);
      expect(lines.join("\n")).toContain(
        key === "y" ? `Deleted about 14 messages in ${keptQueue}` : "Cancelled: nothing was changed",
      );
    }
  });

  test("asks nothing with --yes", async () => {
    fill();
    const { exitCode, stdout } = await jets("maintenance:events", "--purge", "-y", "--json");
    expect([exitCode, documentIn(stdout)]).toEqual([
      0,
      { ...application, purged: { queue: keptQueue, messages: 14 } },
    ]);
    expect(messages()).toBe(0);
  });

  test("is a usage error in a pipe without --yes, before anything is called", async () => {
    fill();
    expect(await jets("maintenance:events", "--purge")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("--yes is required when not running interactively"),
    });
    expect([messages(), aws.sandbox.calls.length]).toEqual([14, 0]);
  });
});

describe("a usage error changes nothing and calls nothing", () => {
  test.each([
    ["maintenance:events --yes", "--yes needs --purge"],
    ["maintenance:events --replay --yes", "--yes needs --purge"],
    ["maintenance:events --replay --purge", "--replay and --purge exclude each other"],
    ["maintenance:events --replay-rate 5", "--replay-rate needs --replay"],
    ["maintenance:events --purge --yes --replay-schedules all", "--replay-schedules needs --replay"],
    ["maintenance:events --replay --replay-rate 0", "must be a whole number from 1 to 300"],
    ["maintenance:events --replay --replay-rate 301", "must be a whole number from 1 to 300"],
    ["maintenance:events --replay --replay-rate 1.5", "must be a whole number from 1 to 300"],
    ["maintenance:events --replay --replay-rate 1e2", "must be a whole number from 1 to 300"],
    ["maintenance:events --replay --replay-schedules first", "last, all, none"],
    ["maintenance:events --role web", "--role"],
    ["maintenance:on --keep-events --yes", "--keep-events"],
    ["maintenance:on --role web --no-keep-events --yes", "--no-keep-events"],
    ["maintenance:off --no-replay", "--no-replay"],
    ["maintenance:off --replay-rate 5", "--replay-rate"],
    ["maintenance:off --role web --replay-schedules none", "--replay-schedules"],
    ["maintenance:run --keep-events --yes -- true", "--keep-events"],
    ["maintenance:run --no-replay --yes -- true", "--no-replay"],
    ["maintenance:on --role worker --replay-rate 5 --yes", "--replay-rate"],
    ["maintenance:off --role worker --keep-events", "--keep-events"],
    ["maintenance:off --role worker --replay-rate 0", "must be a whole number from 1 to 300"],
  ])("%s", async (line, named) => {
    const { exitCode, stdout, stderr } = await jets(...line.split(" "));
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(named);
    expect(aws.sandbox.calls).toEqual([]);
  });
});

describe("maintenance:off", () => {
  beforeEach(async () => {
    await jets("maintenance:on", ...of, "--yes", "--keep-events");
    for (let order = 0; order < 3; order += 1) aws.sandbox.world.sendEvent(job, { order });
  });

  test("says how many events were replayed, before its last line", async () => {
    expect(await jets("maintenance:off", ...of)).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: `Disabling worker maintenance mode for demo-dev
Waiting until workers take events again, until 2026-01-01T00:00:11Z at the latest
Replayed 3 events
Worker maintenance has been turned off
`,
    });
  });

  test("exits 3 where events still wait though workers are back, with the command that replays them", async () => {
    aws.sandbox.addFault({ operation: "Invoke", times: 99, action: { kind: "denied" } });
    const { exitCode, stdout, stderr } = await jets("maintenance:off", ...of, "--json");
    expect([exitCode, documentIn(stdout)]).toMatchObject([
      3,
      {
        roles: {
          worker: {
            state: "off",
            events: { replayed: 0, skipped: 0, left: 3, failures: [{ name: job }] },
          },
        },
      },
    ]);
    expect(stderr).toContain(
      `ERROR: 3 events still wait\n  ${job}: 3 events still wait: Access denied: lambda:InvokeFunction on ${functionArn(job)}`,
    );
    expect(stderr).toContain("To replay them, run: jets maintenance:events --replay");
    aws.sandbox.clearFaults();
    expect(await jets("maintenance:events", "--replay")).toMatchObject({
      exitCode: 0,
      stderr: "Replayed 3 events\n",
    });
  });

  test("leaves them with --no-replay, exits 0 and says what replays them", async () => {
    const { exitCode, stderr } = await jets("maintenance:off", ...of, "--no-replay");
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      `3 events stay in ${keptQueue}; to replay them, run: jets maintenance:events --replay`,
    );
    expect((await jets("maintenance:status", ...of)).stderr).toContain(`3 events still wait in ${keptQueue}`);
    expect((await jets("maintenance:history")).stdout).toContain("\toff, 3 left\t");
  });
});

describe("events of both roles' maintenance", () => {
  beforeEach(async () => {
    const on = await jets("maintenance:on", "--role", "all", "--yes", "--keep-events");
    expect(on).toMatchObject({ exitCode: 0, stdout: "" });
    aws.sandbox.world.sendEvent(job, { order: 1 });
  });

  test("are kept and replayed as those of the worker role", async () => {
    const { exitCode, stderr } = await jets("maintenance:off", "--role", "all", "--replay-rate", "5");
    expect(exitCode).toBe(0);
    expect(stderr).toBe(`Disabling worker maintenance mode for demo-dev
Waiting until workers take events again, until 2026-01-01T00:00:12Z at the latest
Replayed 1 event
Worker maintenance has been turned off
Disabling web maintenance mode for demo-dev
Web maintenance has been turned off
`);
  });

  test("that still wait make the exit code 3, and the web role comes back all the same", async () => {
    aws.sandbox.addFault({ operation: "Invoke", times: 99, action: { kind: "denied" } });
    const { exitCode, stderr } = await jets("maintenance:off", "--role", "all");
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/Web maintenance has been turned off\n$/);
    expect((await jets("maintenance:status", "--all")).stdout).toBe("web off\nworker off\n");
  });
});

describe("maintenance:run", () => {
  const command = (code: number): string[] => ["--", process.execPath, "-e", `process.exitCode = ${code}`];
  const run = (code: number): Promise<Run> =>
    jets("maintenance:run", ...of, "--yes", "--keep-events", "--no-wait", ...command(code));

  beforeEach(() => {
    const send = (): void => {
      aws.sandbox.world.sendEvent(job, { order: 1 });
    };
    const action = { kind: "hook", when: "after", run: send } as const;
    aws.sandbox.addFault({ operation: "PutFunctionConcurrency", target: job, action });
  });

  test("replays the events that came while the command ran", async () => {
    const { exitCode, stdout, stderr } = await run(0);
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/Replayed 1 event\nWorker maintenance has been turned off\n$/);
    expect(aws.sandbox.world.processedBy(job)).toEqual([{ order: 1 }]);
  });

  test.each([
    [0, 3],
    [7, 7],
  ])("of a command that ends with %i exits with %i where events still wait", async (code, expected) => {
    aws.sandbox.addFault({ operation: "Invoke", times: 99, action: { kind: "denied" } });
    const { exitCode, stderr } = await run(code);
    expect(exitCode).toBe(expected);
    expect(stderr).toContain("ERROR: 1 event still waits");
    expect(stderr).toContain("To replay them, run: jets maintenance:events --replay");
  });
});

test("what an execution role may not is printed with the statement, and exits 1", async () => {
  aws = openAws({
    stacks: [{ name: "demo-dev", functions: [worker("job", { role: "job" })] }],
    queuePolicyCounts: false,
  });
  const { exitCode, stdout, stderr } = await jets(
    "maintenance:on",
    ...of,
    "--yes",
    "--keep-events",
    "--json",
  );
  expect([exitCode, documentIn(stdout)]).toMatchObject([1, { error: { code: "access_denied" } }]);
  expect(stderr).toContain(
    `{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:123456789012:${keptQueue}"}`,
  );
});
