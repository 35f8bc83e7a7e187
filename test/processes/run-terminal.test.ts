import { setImmediate as nextRound } from "node:timers/promises";
import { describe, expect, test, type TestContext } from "vitest";
import { Gate } from "../support/gate.js";
import { startJetsOnTerminal, type RunningProcess } from "../support/process/jets.js";
import { sample } from "../support/sample.js";
import { openScene, type Scene } from "./application.js";

const fastKeys = new URL("../support/process/fast-keys.js", import.meta.url).href;
const [ctrlC, ctrlD] = ["\x03", "\x04"];

const scene = (context: TestContext): Promise<Scene> => openScene("off", context);

/** For a key that is another one than that which ended the command: those of one second are the same key. */
const fast = { NODE_OPTIONS: `--import=${fastKeys}` };

/** Starts `jets maintenance:run` on a terminal of its own. */
function startRun(
  { env }: Scene,
  options: readonly string[],
  script: string,
  surroundings: Record<string, string> = {},
): RunningProcess {
  const args = ["maintenance:run", "--no-wait", ...options, "--", "sh", "-c", script];
  return startJetsOnTerminal(args, { ...env, ...surroundings });
}

const workers = ["--yes", "--role", "worker"];

/** Is at work until SIGTERM, and then says how often it has had Ctrl-C. */
const counting = `
  keys=0
  count() { keys=$((keys + 1)); echo interrupted; }
  end() { kill $!; echo "Ctrl-C came $keys times"; exit 7; }
  trap count INT; trap end TERM; sleep 60 & echo at work
  while :; do wait; done`;

/** Is at work until its input ends. */
const reading = "echo at work; exec cat > /dev/null";

/** Presses keys during a call of the way back. */
function pressDuringOff({ sandbox }: Scene, running: RunningProcess, press: () => Promise<void>): void {
  sandbox.addFault({
    operation: "PutFunctionConcurrency",
    action: { kind: "hook", when: "before", run: press },
  });
  running.child.stdin.write(ctrlD);
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

const next = "To turn worker maintenance off, run: jets maintenance:off --role worker --stack demo-dev";

const waysIn = [
  ["all", "UpdateEventSourceMapping"],
  ["all", "PutFunctionConcurrency"],
  ["worker", "UpdateEventSourceMapping"],
] as const;

describe.concurrent("at a terminal", () => {
  test("one Ctrl-C reaches the command once, from the terminal; maintenance ends when the command does", async (context) => {
    const opened = await scene(context);
    const running = startRun(opened, workers, counting);
    await running.says("at work");
    running.child.stdin.write(ctrlC);
    await running.says("interrupted");
    // Had it been passed on as well, that would have come before this.
    process.kill(running.terminalPid(), "SIGTERM");
    const { exitCode, stdout } = await running.end;
    expect(stdout).toContain("Ctrl-C came 1 times");
    expect(exitCode).toBe(7);
    expect(stdout).toContain("Worker maintenance has been turned off");
    expect(stdout).not.toContain("Interrupted:");
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("one Ctrl-C ends a command that does not heed it; maintenance ends, and the exit code says by what", async (context) => {
    const opened = await scene(context);
    const running = startRun(opened, workers, reading);
    await running.says("at work");
    running.child.stdin.write(ctrlC);
    const { exitCode, stdout } = await running.end;
    expect(exitCode, stdout).toBe(130);
    expect(stdout).toContain("Worker maintenance has been turned off");
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("the command reads what is typed once the question is answered", async (context) => {
    const opened = await scene(context);
    const script = 'echo at work; read -r line; echo "read $line"';
    const running = startRun(opened, ["--all"], script);
    await running.says("Are you sure? (y/N)");
    running.child.stdin.write("y\r");
    await running.says("at work");
    running.child.stdin.write("migrate now\r");
    const { exitCode, stdout } = await running.end;
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toContain("read migrate now");
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("Ctrl-C while everything is brought back stops that at a safe point, and says what to type", async (context) => {
    const opened = await scene(context);
    const running = startRun(opened, workers, reading, fast);
    await running.says("at work");
    pressDuringOff(opened, running, async () => {
      // Twice within a moment: it is the same key.
      running.child.stdin.write(ctrlC + ctrlC);
      await running.says("Interrupted: stopping at the next safe point");
    });
    const { exitCode, stdout } = await running.end;
    expect(exitCode, stdout).toBe(130);
    expect(stdout).not.toContain("Stopped at once");
    expect(stdout.split("\r\n")).toContain(next);
    // It need not wait for a lock.
    expect((await opened.run("off")).exitCode).toBe(0);
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("Ctrl-C again a second later ends that at once, and says what to type", async (context) => {
    const opened = await scene(context);
    const running = startRun(opened, workers, reading, fast);
    await running.says("at work");
    pressDuringOff(opened, running, async () => {
      const over = new AbortController();
      const end = (): void => {
        over.abort();
      };
      void running.says("Stopped at once").then(end);
      running.child.stdin.on("error", end);
      while (!over.signal.aborted) {
        running.child.stdin.write(ctrlC);
        await nextRound();
      }
    });
    const { exitCode, stdout } = await running.end;
    expect(exitCode, stdout).toBe(130);
    expect(stdout).toContain("Finish the job with: jets maintenance:off --role worker --stack demo-dev");
    expect((await opened.run("off", "--break-lock")).exitCode).toBe(0);
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test.for(sample(waysIn, 1))(
    "Ctrl-C on the way in of %s, at %s, undoes what was begun; the command is not started",
    async ([role, operation], context) => {
      const opened = await scene(context);
      const run = async (): Promise<void> => {
        running.child.stdin.write(ctrlC);
        await running.says("Interrupted: stopping at the next safe point");
      };
      opened.sandbox.addFault({ operation, action: { kind: "hook", when: "before", run } });
      const running = startRun(opened, ["--yes", "--role", role], "echo never");
      const { exitCode, stdout } = await running.end;
      expect(exitCode, stdout).toBe(130);
      expect(stdout).not.toContain("never");
      expect(stdout).toContain("Interrupted: what was to run during maintenance was not started.");
      expect(stdout).toContain("Worker maintenance has been turned off");
      if (role === "all") expect(stdout).toContain("Web maintenance has been turned off");
      expect(opened.sandbox.settings()).toEqual(opened.original);
      expect(opened.sandbox.world.parameters()["/jets/demo-dev/maintenance/web"]).not.toBe("on");
    },
  );

  test("a terminal that is closed ends the command, and then maintenance", async (context) => {
    const opened = await scene(context);
    const script = "end() { kill $!; exit 0; }; trap end HUP; sleep 60 & echo at work; wait";
    const running = startRun(opened, workers, script);
    await running.says("at work");
    // What is left of it waits for an AWS that is gone with this test.
    context.onTestFinished(() => {
      endIfThere(running.terminalPid());
    });
    const released = new Gate();
    opened.sandbox.addFault({
      operation: "PutParameter",
      target: "/jets/demo-dev/maintenance/worker/run/000002",
      nth: 2,
      action: { kind: "hook", when: "after", run: released.open },
    });
    await running.kill();
    await released.opened;
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });
});
