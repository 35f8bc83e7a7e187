import { describe, expect, test } from "vitest";
import type { UseCases } from "../../../src/run/machine.js";
import { JetsError, type TurnOptions, type TurnResult } from "../../../src/maintenance/index.js";
import { InMemoryPorts } from "../../support/in-memory-ports.js";
import { FakeShell } from "../../support/process/fake-shell.js";
import { everywhere, FakeTerminal } from "../../support/process/fake-terminal.js";

const env = { JETS_PROJECT: "demo" };
const question = "Are you sure? (y/N)";

/** A use case that ends like this. */
const endsWith =
  (result: Partial<TurnResult>) =>
  (role: TurnResult["role"]): Promise<TurnResult> =>
    Promise.resolve({ role, state: "on", changed: true, failures: [], functions: [], ...result });

/** Runs `jets` at a terminal and presses keys when it asks. */
async function answered(shell: FakeShell, keys: readonly string[], ...args: string[]): Promise<number> {
  const [{ exitCode }] = await Promise.all([
    shell.jets(...args),
    shell.terminal.pressAfter(question, ...keys),
  ]);
  return exitCode;
}

describe("maintenance:on at a terminal", () => {
  test("asks, and looks as the manual shows it", async () => {
    const shell = new FakeShell({ terminal: new FakeTerminal(everywhere, env) });
    expect(await answered(shell, ["y", "\r"], "maintenance:on")).toBe(0);
    expect(await shell.terminal.lines()).toEqual([
      "Will enable web maintenance mode for demo-dev",
      "Are you sure? (y/N) y",
      "Enabling web maintenance mode for demo-dev",
      "Web maintenance has been turned on",
    ]);
    expect(shell.terminal.stdout.text).toBe("");
  });

  test("asks even where it is on already, and says so", async () => {
    const shell = new FakeShell({ terminal: new FakeTerminal(everywhere, env) });
    await shell.jets("maintenance:on", "--yes");
    await answered(shell, ["yes", "\r"], "maintenance", "on");
    expect((await shell.terminal.lines()).slice(-4)).toEqual([
      "Will enable web maintenance mode for demo-dev",
      "Are you sure? (y/N) yes",
      "Enabling web maintenance mode for demo-dev",
      "Web maintenance is already on",
    ]);
  });

  test("asks when only stdout is a pipe, since the question is none of its business", async () => {
    const shell = new FakeShell({ terminal: new FakeTerminal({ stdin: true, stderr: true }, env) });
    expect(await answered(shell, ["y", "\r"], "maintenance:on")).toBe(0);
    expect(shell.terminal.stdout.text).toBe("");
  });

  test.each([
    ["n", ["n", "\r"], `${question} n`],
    ["Enter", ["\r"], question],
    ["Ctrl-C", ["\x03"], question],
    ["Ctrl-D", ["\x04"], question],
  ])("changes nothing after %s, says so in one line and exits 130", async (_, keys, line) => {
    const aws = new InMemoryPorts();
    const shell = new FakeShell({ aws, terminal: new FakeTerminal(everywhere, env) });
    expect(await answered(shell, keys, "maintenance:on")).toBe(130);
    expect(await shell.terminal.lines()).toEqual([
      "Will enable web maintenance mode for demo-dev",
      line,
      "Cancelled: nothing was changed",
    ]);
    expect([...aws.values]).toEqual([]);
    expect(aws.isClosed).toBe(true);
  });

  test("asks nobody about an application that is not deployed", async () => {
    const shell = new FakeShell({ aws: new InMemoryPorts([]), terminal: new FakeTerminal(everywhere, env) });
    const { exitCode } = await shell.jets("maintenance:on");
    expect(exitCode).toBe(1);
    expect(await shell.terminal.lines()).toEqual([
      "Will enable web maintenance mode for demo-dev",
      "ERROR: Project has not been deployed",
      "There is no stack demo-dev in us-east-1: deploy it, or name another one.",
    ]);
  });

  test("stops at Ctrl-C while it checks, before the question", async () => {
    const interruption = new AbortController();
    const shell = new FakeShell({
      terminal: new FakeTerminal(everywhere, env),
      signal: interruption.signal,
      useCases: {
        verify: () => {
          interruption.abort();
          return new Promise(() => undefined);
        },
      },
    });
    expect((await shell.jets("maintenance:on")).exitCode).toBe(130);
    expect((await shell.terminal.lines()).slice(1)).toEqual([
      "ERROR: Interrupted before anything was changed.",
      "Repeat the command.",
    ]);
  });

  test("asks nothing with --yes", async () => {
    const shell = new FakeShell({ terminal: new FakeTerminal(everywhere, env) });
    expect((await shell.jets("maintenance:on", "-y")).exitCode).toBe(0);
    expect(await shell.terminal.lines()).toEqual([
      "Enabling web maintenance mode for demo-dev",
      "Web maintenance has been turned on",
    ]);
  });
});

describe("maintenance:on where nobody can answer", () => {
  test.each([
    {},
    { stdin: true },
    { stderr: true },
    { stdout: true, stderr: true },
    { stdin: true, stdout: true },
  ])("needs --yes when the terminals are %j, and touches nothing in AWS", async (devices) => {
    const shell = new FakeShell({ terminal: new FakeTerminal(devices, { ...env, NO_COLOR: "1" }) });
    expect(await shell.jets("maintenance:on")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "ERROR: --yes is required when not running interactively\n" +
        "Add --yes (-y) to turn maintenance on without confirmation.\n",
    });
    expect(shell.reached).toEqual([]);
  });
});

describe("on and off in a pipe write to stderr only, to the letter", () => {
  test("on, on again, off, off again", async () => {
    const shell = new FakeShell();
    const lastLines: string[][] = [];
    for (const args of [
      ["maintenance:on", "-y"],
      ["maintenance:on", "-y"],
      ["maintenance:off"],
      ["maintenance:off", "-y"],
    ]) {
      const { exitCode, stdout, stderr } = await shell.jets(...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
      lastLines.push(stderr.split("\n"));
    }
    expect(lastLines).toEqual([
      ["Enabling web maintenance mode for demo-dev", "Web maintenance has been turned on", ""],
      ["Enabling web maintenance mode for demo-dev", "Web maintenance is already on", ""],
      ["Disabling web maintenance mode for demo-dev", "Web maintenance has been turned off", ""],
      ["Disabling web maintenance mode for demo-dev", "Web maintenance is already off", ""],
    ]);
  });

  test.each([
    [true, "Worker maintenance has been turned on"],
    [false, "Worker maintenance is already on"],
  ])("of the worker role, changed: %s", async (changed, lastLine) => {
    const shell = new FakeShell({ useCases: { turnOn: endsWith({ changed }) } });
    expect(await shell.jets("maintenance:on", "--role", "worker", "-y")).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: `Enabling worker maintenance mode for demo-dev\n${lastLine}\n`,
    });
  });

  test("prints notes and warnings before the last line, and no stages", async () => {
    const shell = new FakeShell({
      useCases: {
        turnOff: (role, { report }) => {
          report({ type: "stage", stage: "reading", done: 1, total: 2 });
          report({ type: "note", message: "demo-dev-old-event is gone; it was left out." });
          report({ type: "warning", message: "demo-dev-mail-event was set to 7 meanwhile." });
          return endsWith({})(role);
        },
      },
    });
    expect((await shell.jets("maintenance:off", "--role", "worker")).stderr.split("\n")).toEqual([
      "Disabling worker maintenance mode for demo-dev",
      "demo-dev-old-event is gone; it was left out.",
      "WARNING: demo-dev-mail-event was set to 7 meanwhile.",
      "Worker maintenance has been turned off",
      "",
    ]);
  });
});

describe("a run that is partly done", () => {
  const failures = [
    { name: "demo-dev-mail-event", reason: "access denied for lambda:PutFunctionConcurrency" },
    { name: "demo-dev-jobs-event", reason: "throttled" },
  ];

  test("names each function and the command that finishes the job, and exits 3", async () => {
    const shell = new FakeShell({ useCases: { turnOn: endsWith({ state: "partial", failures }) } });
    expect(
      await shell.jets(
        "maintenance:on",
        "-yr",
        "worker",
        "--region",
        "eu-west-1",
        "--profile",
        "the ops' team",
      ),
    ).toEqual({
      exitCode: 3,
      stdout: "",
      stderr: [
        "Enabling worker maintenance mode for demo-dev",
        "ERROR: Worker maintenance is only partly on: 2 functions are not in the requested state",
        "  demo-dev-mail-event: access denied for lambda:PutFunctionConcurrency",
        "  demo-dev-jobs-event: throttled",
        "To finish the job, run: jets maintenance:on --role worker --stack demo-dev --region eu-west-1 --profile 'the ops'\\'' team' --yes",
        "",
      ].join("\n"),
    });
  });

  test("says it of off too", async () => {
    const shell = new FakeShell({
      useCases: { turnOff: endsWith({ state: "partial", failures: failures.slice(1) }) },
    });
    const { exitCode, stderr } = await shell.jets("maintenance:off", "-r", "worker");
    expect(exitCode).toBe(3);
    expect(stderr.split("\n").slice(1)).toEqual([
      "ERROR: Worker maintenance is only partly off: 1 function is not in the requested state",
      "  demo-dev-jobs-event: throttled",
      "To finish the job, run: jets maintenance:off --role worker --stack demo-dev",
      "",
    ]);
  });
});

describe("what a run is asked for", () => {
  type Use = [use: "verify" | "turnOn" | "turnOff", options: TurnOptions | undefined];

  /** A shell whose use cases write down what they were asked for. */
  function recordingShell(terminal = new FakeTerminal({}, env)): { shell: FakeShell; uses: Use[] } {
    const uses: Use[] = [];
    const record =
      (use: "turnOn" | "turnOff"): UseCases["turnOn"] =>
      (role, _, options) => {
        uses.push([use, asked(options)]);
        return endsWith({})(role);
      };
    const verify: UseCases["verify"] = (_role, _context, options) => {
      uses.push(["verify", asked(options)]);
      return Promise.resolve();
    };
    const useCases = { verify, turnOn: record("turnOn"), turnOff: record("turnOff") };
    return { uses, shell: new FakeShell({ terminal, useCases }) };
  }

  /** Without the options that say which application. */
  const asked = ({
    wait,
    force,
    duringDeployment,
    breakLock,
    onEventLoss,
    eventsNamed,
  }: TurnOptions = {}): TurnOptions => ({
    ...(eventsNamed === undefined ? {} : { eventsNamed }),
    ...(wait === undefined ? {} : { wait }),
    ...(force === undefined ? {} : { force }),
    ...(duringDeployment === undefined ? {} : { duringDeployment }),
    ...(breakLock === undefined ? {} : { breakLock }),
    ...(onEventLoss === undefined ? {} : { onEventLoss }),
  });

  test.each<[string[], Use]>([
    [
      ["on", "-y"],
      ["turnOn", {}],
    ],
    [
      ["on", "-y", "--wait"],
      ["turnOn", { wait: true }],
    ],
    [
      ["on", "-y", "-r", "worker", "--during-deployment"],
      ["turnOn", { duringDeployment: true }],
    ],
    [
      ["on", "-y", "-r", "worker", "--break-lock"],
      ["turnOn", { breakLock: true }],
    ],
    [
      ["on", "-y", "-r", "worker", "--on-event-loss", "warn"],
      ["turnOn", { onEventLoss: "warn" }],
    ],
    [
      ["on", "-y", "-r", "worker", "--on-event-loss", "fail"],
      ["turnOn", { onEventLoss: "fail" }],
    ],
    [["off"], ["turnOff", {}]],
    [
      ["off", "--wait"],
      ["turnOff", { wait: true }],
    ],
    [
      ["off", "-r", "worker", "--wait", "--force", "--break-lock"],
      ["turnOff", { wait: true, force: true, breakLock: true }],
    ],
    [
      ["off", "-r", "worker", "--during-deployment"],
      ["turnOff", { duringDeployment: true }],
    ],
  ])("by jets maintenance %j", async (args, use) => {
    const { shell, uses } = recordingShell();
    expect((await shell.jets("maintenance", ...args)).exitCode).toBe(0);
    expect(uses).toEqual([use]);
  });

  test.each<[string[], TurnOptions, TurnOptions]>([
    [[], {}, { eventsNamed: true }],
    [
      ["--on-event-loss", "warn", "--wait"],
      { onEventLoss: "warn", wait: true },
      { eventsNamed: true, onEventLoss: "warn", wait: true },
    ],
    [
      ["--on-event-loss", "fail", "--during-deployment"],
      { onEventLoss: "fail", duringDeployment: true },
      { eventsNamed: true, onEventLoss: "fail", duringDeployment: true },
    ],
  ])("with %j before the question is not asked for again after it", async (args, before, after) => {
    const { shell, uses } = recordingShell(new FakeTerminal(everywhere, env));
    expect(await answered(shell, ["y", "\r"], "maintenance:on", "-r", "worker", ...args)).toBe(0);
    expect(uses).toEqual([
      ["verify", before],
      ["turnOn", after],
    ]);
  });

  test("is in the command that finishes the job, but for the lock, which is free by then", async () => {
    const failures = [{ name: "demo-dev-jobs-event", reason: "throttled" }];
    const partly = endsWith({ state: "partial", failures });
    const shell = new FakeShell({ useCases: { turnOn: partly, turnOff: partly } });
    const worker = ["-r", "worker", "--wait", "--during-deployment", "--break-lock"];
    const on = await shell.jets("maintenance:on", "-y", ...worker, "--on-event-loss", "warn");
    expect(on.stderr).toContain(
      "run: jets maintenance:on --role worker --stack demo-dev --on-event-loss warn --wait --during-deployment --yes\n",
    );
    const off = await shell.jets("maintenance:off", "--force", ...worker);
    expect(off.stderr).toContain(
      "run: jets maintenance:off --role worker --stack demo-dev --wait --force --during-deployment\n",
    );
  });
});

test("refuses before the question what --on-event-loss fail is there for", async () => {
  const shell = new FakeShell({
    terminal: new FakeTerminal(everywhere, env),
    useCases: {
      verify: () => Promise.reject(new JetsError("events_at_risk", "Events would be lost.", "Accept it.")),
    },
  });
  expect((await shell.jets("maintenance:on", "-r", "worker", "--on-event-loss", "fail")).exitCode).toBe(1);
  expect(await shell.terminal.lines()).toEqual([
    "Will enable worker maintenance mode for demo-dev",
    "ERROR: Events would be lost.",
    "Accept it.",
  ]);
});

test("a signal is announced while the run goes on to a safe point, and no more once it is over", async () => {
  const interruption = new AbortController();
  const shell = new FakeShell({
    signal: interruption.signal,
    useCases: {
      turnOff: (role) => {
        interruption.abort();
        return endsWith({})(role);
      },
    },
  });
  expect((await shell.jets("maintenance:off")).stderr.split("\n")).toEqual([
    "Disabling web maintenance mode for demo-dev",
    "Interrupted: stopping at the next safe point (Ctrl-C again stops at once)",
    "Web maintenance has been turned off",
    "",
  ]);

  const after = new AbortController();
  const calm = new FakeShell({ signal: after.signal });
  const { stderr } = await calm.jets("maintenance:off");
  after.abort();
  expect(calm.terminal.stderr.text).toBe(stderr);
});

test("a wait that a signal cut short is no unknown error, but an interruption", async () => {
  const interruption = new AbortController();
  const shell = new FakeShell({
    signal: interruption.signal,
    useCases: {
      turnOn: () => {
        interruption.abort();
        return Promise.reject(new DOMException("The operation was aborted", "AbortError"));
      },
    },
  });
  const { exitCode, stderr } = await shell.jets("maintenance:on", "-y");
  expect(exitCode).toBe(130);
  expect(stderr.split("\n").slice(-3)).toEqual([
    "ERROR: Interrupted.",
    "Run the command again: it finishes the job.",
    "",
  ]);
});

test("what to run next names the same place, and the options that the direction takes", async () => {
  const told: string[] = [];
  const useCases: Partial<UseCases> = {
    turnOn: (role, { commandLine }) => {
      told.push(commandLine("on"), commandLine("off"), commandLine("status"));
      return endsWith({})(role);
    },
  };
  const place = ["--stack", "shop-prod", "--region", "eu-west-1", "--profile", "the ops"];
  const shell = new FakeShell({ useCases });
  await shell.jets(
    "maintenance:on",
    "-r",
    "worker",
    "-y",
    "--wait",
    "--during-deployment",
    "--include",
    "*-x",
    ...place,
  );
  const start = (to: string): string =>
    `jets maintenance:${to} --role worker --stack shop-prod --region eu-west-1 --profile 'the ops'`;
  expect(told).toEqual([
    `${start("on")} --include '*-x' --wait --during-deployment --yes`,
    `${start("off")} --wait --during-deployment`,
    start("status"),
  ]);
});

test.each([
  ["web", "Stopped at once. "],
  ["worker", "Stopped at once: saved settings stay in the journal"],
])("the %s role takes its leave at a second signal", async (role, leave) => {
  const [first, last] = [new AbortController(), new AbortController()];
  const useCases: Partial<UseCases> = {
    turnOff: (asked) => {
      first.abort();
      last.abort();
      return endsWith({})(asked);
    },
  };
  const shell = new FakeShell({ useCases, signal: first.signal, lastSignal: last.signal });
  const { stderr } = await shell.jets("maintenance:off", "-r", role);
  const line = stderr.split("\n")[2] ?? "";
  expect(line.slice(0, leave.length)).toBe(leave);
  expect(line).toContain(`Finish the job with: jets maintenance:off --role ${role} --stack demo-dev`);
});

test("--stack, --region and --profile reach AWS, and the connection is closed", async () => {
  const aws = new InMemoryPorts(["shop-prod"]);
  const shell = new FakeShell({ aws });
  const args = ["--stack", "shop-prod", "--region", "eu-west-1", "--profile", "ops"];
  expect((await shell.jets("maintenance:on", "-y", ...args)).exitCode).toBe(0);
  expect(shell.reached).toEqual([{ region: "eu-west-1", profile: "ops" }]);
  expect(aws.values.get("/jets/shop-prod/maintenance/web")).toBe("on");
  expect(aws.isClosed).toBe(true);
});

test.each([
  [{ AWS_DEFAULT_REGION: "eu-west-1" }, [], [{ region: "eu-west-1" }]],
  [{ AWS_DEFAULT_REGION: "eu-west-1", AWS_REGION: "" }, [], [{ region: "eu-west-1" }]],
  [{ AWS_DEFAULT_REGION: "eu-west-1", AWS_REGION: "us-west-2" }, [], [{}]],
  [{ AWS_DEFAULT_REGION: "" }, [], [{}]],
  [{ AWS_DEFAULT_REGION: "eu-west-1" }, ["--region", "us-east-2"], [{ region: "us-east-2" }]],
])("of %j and %j, AWS is reached with %j", async (regions, args, reached) => {
  const shell = new FakeShell({ terminal: new FakeTerminal({}, { ...env, ...regions }) });
  await shell.jets("maintenance:off", ...args);
  expect(shell.reached).toEqual(reached);
});

test("a missing region is told before anything else is said or asked", async () => {
  const aws = new InMemoryPorts();
  aws.region = () => Promise.reject(new JetsError("region_missing", "No region is set", "Pass --region."));
  const shell = new FakeShell({ aws, terminal: new FakeTerminal(everywhere, env) });
  expect((await shell.jets("maintenance:on")).exitCode).toBe(2);
  expect(await shell.terminal.lines()).toEqual(["ERROR: No region is set", "Pass --region."]);
  expect(aws.isClosed).toBe(true);
});

describe.each(["web", "worker"])("--reason of the %s role", (role) => {
  test.each([
    ["移".repeat(67), "It takes 201 bytes as JSON, but must take at most 200."],
    ["x".repeat(201), "It takes 201 bytes as JSON, but must take at most 200."],
    ['"'.repeat(101), "It takes 202 bytes as JSON, but must take at most 200."],
    [" \n", "It must not be empty."],
  ])("is refused where it can't be kept as it is: %j", async (reason, fault) => {
    const shell = new FakeShell();
    const { exitCode, stderr } = await shell.jets("maintenance:on", "--yes", "-r", role, "--reason", reason);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(fault);
    expect(shell.reached).toEqual([]);
  });
});
