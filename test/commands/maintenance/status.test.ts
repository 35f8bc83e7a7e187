import { describe, expect, test } from "vitest";
import type { Role, RoleStatus, State } from "../../../src/maintenance/index.js";
import { InMemoryPorts } from "../../support/in-memory-ports.js";
import { FakeShell } from "../../support/process/fake-shell.js";
import { everywhere, FakeTerminal } from "../../support/process/fake-terminal.js";

const functions: RoleStatus["functions"] = [
  { name: "demo-dev-a_event-run", state: "on" },
  { name: "demo-dev-b_event-run", state: "off", problem: "was deployed later." },
  { name: "demo-dev-c_event-run", state: "partial", problem: "is not stopped." },
  { name: "demo-dev-d_event-run", state: "off", note: "its tag jets:role is none" },
];

/** A shell in which the roles are in these states. */
function shellWith(states: Record<Role, State>, notes: readonly string[] = []): FakeShell {
  const getStatus = (role: Role): Promise<RoleStatus> =>
    Promise.resolve({ role, state: states[role], functions, notes });
  return new FakeShell({ useCases: { getStatus } });
}

describe("maintenance:status", () => {
  test("prints the state of the web role on stdout and the rest on stderr", async () => {
    const shell = new FakeShell();
    const stderr = "Web maintenance status for demo-dev\n";
    expect(await shell.jets("maintenance:status")).toEqual({ exitCode: 0, stdout: "off\n", stderr });
    await shell.jets("maintenance:on", "--yes");
    expect(await shell.jets("maintenance", "status")).toEqual({ exitCode: 0, stdout: "on\n", stderr });
  });

  test("looks at a terminal as the manual shows it", async () => {
    const shell = new FakeShell({ terminal: new FakeTerminal(everywhere, { JETS_PROJECT: "demo" }) });
    await shell.jets("maintenance:status");
    expect(await shell.terminal.lines()).toEqual(["Web maintenance status for demo-dev", "off"]);
  });

  test("prints the state of the worker role", async () => {
    expect(
      await shellWith({ web: "off", worker: "on" }).jets("maintenance:status", "--role", "worker"),
    ).toEqual({
      exitCode: 0,
      stdout: "on\n",
      stderr: "Worker maintenance status for demo-dev\n",
    });
  });

  test("prints partly on as off, and what differs before the header", async () => {
    const shell = shellWith({ web: "off", worker: "partial" }, [
      "demo-dev-mail-event has reserved concurrency 5.",
    ]);
    expect(await shell.jets("maintenance:status", "-r", "worker")).toEqual({
      exitCode: 0,
      stdout: "off\n",
      stderr:
        "Worker maintenance is partly on: 2 of 3 are not stopped\n" +
        "demo-dev-mail-event has reserved concurrency 5.\n" +
        "To finish the job, run: jets maintenance:on --role worker --stack demo-dev\n" +
        "To bring everything back, run: jets maintenance:off --role worker --stack demo-dev\n" +
        "Worker maintenance status for demo-dev\n",
    });
  });

  test.each([
    [{ since: "2026-01-31T12:00:00.000Z", by: "ada@laptop" }, ""],
    [{ since: "2026-01-31T12:00:00.000Z", by: "ada@laptop", reason: "moving house" }, ": moving house"],
  ])("says who turned worker maintenance on, when and why, before what differs", async (opened, why) => {
    const getStatus = (role: Role): Promise<RoleStatus> =>
      Promise.resolve({
        role,
        state: "partial",
        opened,
        functions,
        notes: ["demo-dev-mail-event is not stopped."],
      });
    const shell = new FakeShell({ useCases: { getStatus } });
    expect((await shell.jets("maintenance:status", "-r", "worker")).stderr.split("\n")).toEqual([
      `Worker maintenance was turned on by ada@laptop at 2026-01-31T12:00:00.000Z${why}`,
      "Worker maintenance is partly on: 2 of 3 are not stopped",
      "demo-dev-mail-event is not stopped.",
      "To finish the job, run: jets maintenance:on --role worker --stack demo-dev",
      "To bring everything back, run: jets maintenance:off --role worker --stack demo-dev",
      "Worker maintenance status for demo-dev",
      "",
    ]);
  });

  test("never counts 0 of 0, and names those that are left alone where none is concerned", async () => {
    const getStatus = (role: Role): Promise<RoleStatus> =>
      Promise.resolve({
        role,
        state: "partial",
        functions: [{ name: "demo-dev-mail-event", state: "off", note: "it does not exist any more" }],
        notes: [],
      });
    const { stderr } = await new FakeShell({ useCases: { getStatus } }).jets(
      "maintenance:status",
      "-r",
      "worker",
    );
    expect(stderr.split("\n").slice(0, 2)).toEqual([
      "Worker maintenance is partly on: no worker is left to stop",
      "demo-dev-mail-event is left alone: it does not exist any more",
    ]);
  });

  test.each(["web", "worker"] as const)(
    "lets nothing that stands in the record of the %s role move the cursor or end a line",
    async (concerned) => {
      const since = "2026-01-31T12:00:00.000Z\n";
      const opened = { since, by: "ada\u001B[2J", reason: "a\r\nERROR: b\u009B2J" };
      const getStatus = (role: Role): Promise<RoleStatus> => {
        const state = role === concerned ? "on" : "off";
        return Promise.resolve({
          role,
          state,
          functions: [],
          notes: [],
          ...(state === "on" ? { opened } : {}),
        });
      };
      const terminal = new FakeTerminal(everywhere, { JETS_PROJECT: "demo" });
      const { stderr } = await new FakeShell({ terminal, useCases: { getStatus } }).jets(
        "maintenance:status",
        "--all",
      );
      expect(stderr).toContain(
        String.raw`turned on by ada\u001b[2J at 2026-01-31T12:00:00.000Z\n: a\r\nERROR: b\u009b2J` + "\n",
      );
    },
  );

  test("does not say it of the web role", async () => {
    const getStatus = (role: Role): Promise<RoleStatus> =>
      Promise.resolve({
        role,
        state: "on",
        functions: [],
        opened: { since: "2026", by: "ada@laptop" },
        notes: [],
      });
    const shell = new FakeShell({ useCases: { getStatus } });
    expect((await shell.jets("maintenance:status")).stderr).toBe("Web maintenance status for demo-dev\n");
  });

  test.each([[["--all"]], [["-a"]], [["--all", "--role", "worker"]]])(
    "prints both roles with %j",
    async (args) => {
      expect(await shellWith({ web: "on", worker: "off" }).jets("maintenance:status", ...args)).toEqual({
        exitCode: 0,
        stdout: "web on\nworker off\n",
        stderr: "Maintenance status for demo-dev\n",
      });
    },
  );

  test("asks about both roles side by side", async () => {
    const asked: Role[] = [];
    const answers: (() => void)[] = [];
    const shell = new FakeShell({
      useCases: {
        getStatus: (role) => {
          asked.push(role);
          if (asked.length === 2) for (const answer of [...answers]) answer();
          const status: RoleStatus = { role, state: "off", functions: [], notes: [] };
          return asked.length === 2
            ? Promise.resolve(status)
            : new Promise((resolve) => {
                answers.push(() => {
                  resolve(status);
                });
              });
        },
      },
    });
    expect((await shell.jets("maintenance:status", "--all")).stdout).toBe("web off\nworker off\n");
  });

  test("prints no state for an application that is not deployed", async () => {
    const aws = new InMemoryPorts(["shop-prod"]);
    expect(await new FakeShell({ aws }).jets("maintenance:status")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        "ERROR: Project has not been deployed\n" +
        "There is no stack demo-dev in us-east-1: deploy it, or name another one.\n",
    });
    expect(aws.isClosed).toBe(true);
  });

  test("ends at once when interrupted, as it changes nothing", async () => {
    const interruption = new AbortController();
    const shell = new FakeShell({
      signal: interruption.signal,
      useCases: {
        getStatus: () => {
          interruption.abort();
          return new Promise(() => undefined);
        },
      },
    });
    expect(await shell.jets("maintenance:status")).toEqual({
      exitCode: 130,
      stdout: "",
      stderr: "ERROR: Interrupted before anything was changed.\nRepeat the command.\n",
    });
  });
});

describe("maintenance:status --exit-code", () => {
  test.each([
    ["on", 0],
    ["off", 5],
    ["partial", 3],
  ] as const)("of a role that is %s exits %i", async (worker, exitCode) => {
    const run = await shellWith({ web: "off", worker }).jets(
      "maintenance:status",
      "-r",
      "worker",
      "--exit-code",
    );
    expect(run.exitCode).toBe(exitCode);
  });

  test.each([
    ["on", "on", 0],
    ["off", "off", 5],
    ["on", "off", 3],
    ["off", "on", 3],
    ["off", "partial", 3],
    ["on", "partial", 3],
  ] as const)("--all of web %s and worker %s exits %i", async (web, worker, exitCode) => {
    const run = await shellWith({ web, worker }).jets("maintenance:status", "--all", "--exit-code");
    expect(run.exitCode).toBe(exitCode);
  });
});
