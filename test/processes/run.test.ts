import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, type TestContext } from "vitest";
import { runInProcess } from "../support/in-process.js";
import type { Run } from "../support/process/fake-shell.js";
import { startJets, type RunningProcess } from "../support/process/jets.js";
import { sample } from "../support/sample.js";
import { openScene, type Scene } from "./application.js";

/** Starts `jets maintenance:run` for the workers, or as the options say. */
function startRun(
  { env }: Scene,
  command: readonly string[],
  options: readonly string[] = ["--role", "worker"],
): RunningProcess {
  return startJets(["maintenance:run", "--yes", "--no-wait", ...options, "--", ...command], {
    ...env,
    JETS_PROJECT: "demo",
  });
}

/** The same in this process, by AWS's clock. The command has the real streams, so it must be silent. */
const runHere = (
  opened: Scene,
  command: readonly string[],
  options: readonly string[] = ["--yes", "--role", "worker"],
): Promise<Run> => runInProcess(opened, "maintenance:run", "--no-wait", ...options, "--", ...command);

/** A command that leaves its mark on the exit code. */
const marked = ["sh", "-c", "exit 99"];

const scene = (context: TestContext): Promise<Scene> => openScene("off", context);

/** A command that is at work until `signal` ends it with the exit code. */
const atWork = (exitCode: number, signal: NodeJS.Signals = "SIGTERM"): string[] =>
  // A shell that waits for a job ends that wait at a signal that it has a trap for.
  ["sh", "-c", `trap 'kill $!; exit ${exitCode}' ${signal.slice(3)}; sleep 60 & echo at work; wait`];

describe.concurrent("maintenance:run", () => {
  test("runs the command while the workers are stopped, and has its output and exit code", async (context) => {
    const opened = await scene(context);
    const { exitCode, stdout, stderr } = await startRun(opened, ["sh", "-c", "echo migrated; exit 7"]).end;
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: "migrated\n" });
    expect(stderr.split("\n").filter((line) => /^(Enabling|Disabling|Worker)/.test(line))).toEqual([
      "Enabling worker maintenance mode for demo-dev",
      "Worker maintenance has been turned on",
      "Disabling worker maintenance mode for demo-dev",
      "Worker maintenance has been turned off",
    ]);
    expect(opened.sandbox.settings()).toEqual(opened.original);
    expect((await opened.run("status")).stdout).toBe("off\n");
  });

  test("--all shuts visitors out first and lets them in last", async (context) => {
    const opened = await scene(context);
    const { exitCode, stdout, stderr } = await runHere(opened, ["true"], ["--yes", "--all"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr.match(/^\w+ maintenance has been turned \w+$/gm)).toEqual([
      "Web maintenance has been turned on",
      "Worker maintenance has been turned on",
      "Worker maintenance has been turned off",
      "Web maintenance has been turned off",
    ]);
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test.for([
    ["succeeds", ["true"], 0],
    ["fails", ["false"], 1],
    ["is not found", ["jets-no-such-command"], 127],
    ["ends by a signal", ["sh", "-c", "kill -TERM $$"], 143],
    ["ends by SIGKILL", ["sh", "-c", "kill -KILL $$"], 137],
    ["has no name", [""], 126],
  ] as const)("turns it off where the command %s", async ([, command, expected], context) => {
    const opened = await scene(context);
    expect((await runHere(opened, command)).exitCode).toBe(expected);
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("turns it off where the command is not executable", async (context) => {
    const opened = await scene(context);
    const folder = await mkdtemp(join(tmpdir(), "jets-run-"));
    context.onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "migrate"), "");
    await chmod(join(folder, "migrate"), 0o644);
    expect((await runHere(opened, [join(folder, "migrate")])).exitCode).toBe(126);
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test.for(sample(["SIGHUP", "SIGTERM", "SIGINT"] as const, 2))(
    "hands %s on to the command, and turns it off then",
    async (signal, context) => {
      const opened = await scene(context);
      const running = startRun(opened, atWork(9, signal));
      await running.says("at work");
      running.child.kill(signal);
      expect((await running.end).exitCode).toBe(9);
      expect(opened.sandbox.settings()).toEqual(opened.original);
    },
  );

  test("does not touch what another run took over meanwhile, and says so", async (context) => {
    const opened = await scene(context);
    const running = startRun(opened, atWork(5));
    await running.says("at work");
    await opened.run("off", "--break-lock");
    await opened.run("on");
    const after = opened.sandbox.settings();
    running.child.kill("SIGTERM");
    const { exitCode, stderr } = await running.end;
    expect(exitCode).toBe(5);
    expect(stderr).toContain("Another run took over from this one");
    expect(opened.sandbox.settings()).toEqual(after);
  });

  test("of the web role leaves what others turned off, or on again, under the command, and says so", async (context) => {
    for (const commands of sample([["off"], ["on"], ["off", "on"]] as const, 1)) {
      const opened = await scene(context);
      const running = startRun(opened, atWork(5), ["--role", "web"]);
      await running.says("at work");
      for (const command of commands)
        expect((await runInProcess(opened, `maintenance:${command}`, "--yes")).exitCode).toBe(0);
      running.child.kill("SIGTERM");
      const { exitCode, stderr } = await running.end;
      expect(exitCode).toBe(5);
      const state = commands.at(-1) ?? "";
      expect(stderr).toContain(`ERROR: Web maintenance of demo-dev is ${state}`);
      expect(opened.sandbox.world.parameters()["/jets/demo-dev/maintenance/web"]).toBe(state);
    }
  });

  test("leaves on what was on before, and says so", async (context) => {
    const opened = await scene(context);
    await opened.run("on");
    const { exitCode, stderr } = await runHere(opened, ["true"]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/Worker maintenance was on before, and stays on\n$/);
    expect((await opened.run("status")).stdout).toBe("on\n");
    expect((await opened.run("off")).exitCode).toBe(0);
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("does not start the command where `on` is only partly done, and undoes it", async (context) => {
    const opened = await scene(context);
    const target = "demo-dev-billing_event-charge";
    opened.sandbox.addFault({ operation: "PutFunctionConcurrency", target, action: { kind: "denied" } });
    const { exitCode, stdout, stderr } = await runHere(opened, marked);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
    expect(stderr).toContain(target);
    expect(stderr).toMatch(/Worker maintenance has been turned off\n$/);
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("does not start the command where the web flag can't be written, and leaves it off", async (context) => {
    const opened = await scene(context);
    const target = "/jets/demo-dev/maintenance/web";
    opened.sandbox.addFault({ operation: "PutParameter", target, action: { kind: "denied" } });
    const { exitCode, stdout, stderr } = await runHere(opened, marked, ["--yes", "--all"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("ssm:PutParameter");
    expect(opened.sandbox.world.parameters()[target]).toBeUndefined();
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("of both roles undoes the first one where the second one is refused", async (context) => {
    const opened = await scene(context);
    opened.sandbox.addFault({
      operation: "PutParameter",
      target: "/jets/demo-dev/maintenance/worker/run/000001",
      action: { kind: "denied" },
    });
    const { exitCode, stdout, stderr } = await runHere(opened, marked, ["--yes", "--role", "all"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/Web maintenance has been turned off\n$/);
    expect(opened.sandbox.settings()).toEqual(opened.original);
  });

  test("exits as `off` does where the command succeeds and `off` does not; a failing command's code wins", async (context) => {
    for (const [code, expected] of [
      [0, 3],
      [8, 8],
    ] as const) {
      const opened = await scene(context);
      // The first call is made by `on`.
      opened.sandbox.addFault({
        operation: "PutFunctionConcurrency",
        target: "demo-dev-jobs_event-perform",
        nth: 2,
        action: { kind: "denied" },
      });
      const { exitCode, stderr } = await runHere(opened, ["sh", "-c", `exit ${code}`]);
      expect(exitCode).toBe(expected);
      expect(stderr).toContain("To finish the job, run: jets maintenance:off --role worker --stack demo-dev");
      expect((await opened.run("off")).exitCode).toBe(0);
      expect(opened.sandbox.settings()).toEqual(opened.original);
    }
  });

  test("needs a command, and an answer or --yes", async (context) => {
    const opened = await scene(context);
    for (const args of [["--yes"], ["--yes", "--"]])
      expect(await runInProcess(opened, "maintenance:run", ...args)).toMatchObject({
        exitCode: 2,
        stdout: "",
      });
    const { exitCode, stderr } = await runHere(opened, marked, []);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--yes is required when not running interactively");
    expect(opened.sandbox.calls).toEqual([]);
  });
});
