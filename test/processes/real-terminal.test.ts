import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openAws, openShell } from "../support/in-process.js";
import { everywhere, FakeTerminal } from "../support/process/fake-terminal.js";
import { startJetsOnTerminal, type RunningProcess } from "../support/process/jets.js";
import { Screen } from "../support/process/screen.js";
import { sample } from "../support/sample.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";

const question = "Are you sure? (y/N)";
const asking = ["Will enable web maintenance mode for demo-dev", question];

let served: ServedSandbox;

beforeEach(async () => {
  served = await serveSandbox();
});

afterEach(() => served.close());

/** Waits for the end, and returns the exit code and what the terminal shows then. */
async function outcomeOf(
  running: RunningProcess,
): Promise<{ exitCode: number; lines: string[]; raw: string }> {
  const { exitCode, stdout } = await running.end;
  const screen = new Screen();
  screen.write(stdout);
  const [, ...lines] = await screen.lines();
  return { exitCode, lines, raw: stdout };
}

/** Starts `maintenance:on` and presses keys once it asks. */
async function answerWith(...keys: string[]): ReturnType<typeof outcomeOf> {
  const running = startJetsOnTerminal(["maintenance:on"], served.env);
  await running.says(question);
  for (const key of keys) running.child.stdin.write(key);
  return outcomeOf(running);
}

const flag = (): string | undefined => served.sandbox.world.parameters()["/jets/demo-dev/maintenance/web"];

/** The first one is heard; a process that has ended at once gets no other. */
function sendAtOnce(pid: number, [first, ...others]: readonly [NodeJS.Signals, ...NodeJS.Signals[]]): void {
  process.kill(pid, first);
  for (const signal of others) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes("ESRCH")) throw error;
    }
  }
}

describe("the built binary on a real terminal", () => {
  test("asks, and turns maintenance on after y", async () => {
    const { exitCode, lines } = await answerWith("y", "\r");
    expect({ exitCode, lines }).toEqual({
      exitCode: 0,
      lines: [
        "Will enable web maintenance mode for demo-dev",
        "Are you sure? (y/N) y",
        "Enabling web maintenance mode for demo-dev",
        "Web maintenance has been turned on",
      ],
    });
    expect(flag()).toBe("on");
  });

  test.each(
    sample(
      [
        // An answer, and the end of all of them.
        ["no", ["n", "o", "\r"], `${question} no`],
        ["Enter", ["\r"], question],
        ["Ctrl-D", ["\x04"], question],
        ["Ctrl-C", ["\x03"], question],
      ] as const,
      1,
    ),
  )("changes nothing after %s", async (_, keys, line) => {
    const { exitCode, lines } = await answerWith(...keys);
    expect({ exitCode, lines }).toEqual({
      exitCode: 130,
      lines: [asking[0], line, "Cancelled: nothing was changed"],
    });
    expect(flag()).toBeUndefined();
  });

  test("counts nothing that was typed before it asked", async () => {
    // Its first call is answered only once the answer has been typed.
    const running = startJetsOnTerminal(["maintenance:on"], served.env);
    served.sandbox.addFault({
      operation: "DescribeStacks",
      action: {
        kind: "hook",
        when: "before",
        run: async () => {
          running.child.stdin.write("y\r");
          await running.says("y\r\n");
        },
      },
    });
    await running.says(question);
    running.child.stdin.write("n\r");
    expect((await running.end).exitCode).toBe(130);
    expect(flag()).toBeUndefined();
  });

  test.each(sample([["SIGINT", "SIGTERM", "SIGHUP"], ["SIGTERM"], ["SIGINT"]] as const, 1))(
    "takes %s from outside for a no",
    async (...signals) => {
      const running = startJetsOnTerminal(["maintenance:on"], served.env);
      await running.says(question);
      sendAtOnce(running.terminalPid(), signals);
      const { exitCode, lines } = await outcomeOf(running);
      expect({ exitCode, lines }).toEqual({
        exitCode: 130,
        lines: [...asking, "Cancelled: nothing was changed"],
      });
    },
  );

  test("shows the status as the manual does", async () => {
    const terminal = new FakeTerminal(everywhere, { JETS_PROJECT: "demo" });
    expect((await openShell(openAws(), terminal).jets("maintenance:status", "--all")).exitCode).toBe(0);
    expect(await terminal.lines()).toEqual(["Maintenance status for demo-dev", "web off", "worker off"]);
  });

  test("shows errors in colour, unless NO_COLOR is set", async () => {
    const args = ["maintenance:status", "--stack", "shop-prod"];
    const coloured = await outcomeOf(startJetsOnTerminal(args, served.env));
    expect(coloured.raw).toContain("\x1b[31mERROR:\x1b[39m Project has not been deployed");
    const plain = new FakeTerminal(everywhere, { NO_COLOR: "1" });
    expect((await openShell(openAws(), plain).jets(...args)).exitCode).toBe(1);
    expect(plain.written).not.toContain("\x1b");
  });
});

describe("a terminal that cannot move its cursor", () => {
  const dumb = (): RunningProcess => startJetsOnTerminal(["maintenance:on"], { ...served.env, TERM: "dumb" });

  test.each(
    sample(
      [
        // A yes, a no, and the end of all answers.
        ["y", ["y\r"], 0, "on"],
        ["Enter", ["\r"], 130, undefined],
        ["a y that was taken back", ["y\x7fn\r"], 130, undefined],
        ["Ctrl-D", ["\x04"], 130, undefined],
        ["Ctrl-C", ["\x03"], 130, undefined],
      ] as const,
      2,
    ),
  )("is asked in plain lines, and answered with %s", async (_, keys, code, state) => {
    const running = dumb();
    await running.says(question);
    for (const key of keys) running.child.stdin.write(key);
    const { exitCode, raw } = await outcomeOf(running);
    expect(exitCode, raw).toBe(code);
    // A key that is taken back is the terminal's own doing.
    const shown = raw.replaceAll("\b \b", "");
    expect(shown).not.toContain("\x1b");
    expect(shown).not.toContain("\b");
    expect(raw.replaceAll("\r", "")).toMatch(
      new RegExp(`^Will enable web .*\\n${asking[1]?.replace(/[?()]/g, "\\$&") ?? ""} .*\\n\\w`, "m"),
    );
    expect(flag()).toBe(state);
  });
});

test("progress is on the line below until Ctrl-C, and nothing of it is left then", async () => {
  const slow = await serveSandbox({ latencyMs: 400 });
  const args = ["maintenance:on", "--yes", "--role", "worker"];
  const running = startJetsOnTerminal(args, slow.env);
  await running.says("\x1b[2mStopping workers ");
  running.child.stdin.write("\x03");
  const { exitCode, lines, raw } = await outcomeOf(running);
  await slow.close();
  expect(exitCode).toBe(130);
  expect(lines.slice(0, 2)).toEqual([
    "Enabling worker maintenance mode for demo-dev",
    "Interrupted: stopping at the next safe point (Ctrl-C again stops at once)",
  ]);
  expect(lines.join("")).not.toMatch(/Reading|Saving|Stopping workers|\^C/);
  expect(raw).not.toContain("\x1b[?25l");
});
