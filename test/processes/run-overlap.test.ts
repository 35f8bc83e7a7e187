import { describe, expect, test, type TestContext } from "vitest";
import { runInProcess } from "../support/in-process.js";
import type { Run } from "../support/process/fake-shell.js";
import { startJets, type RunningProcess } from "../support/process/jets.js";
import { openScene, type Scene } from "./application.js";

const fastClock = new URL("../support/process/fast-clock.js", import.meta.url).href;
/** Longer than a run that died keeps its lock. Milliseconds. */
const stale = 125_000;

const scene = (context: TestContext): Promise<Scene> => openScene("off", context);

/** Starts `jets maintenance:run`, for which time goes by twenty times as fast. */
function startRun({ env }: Scene, options: readonly string[], command: readonly string[]): RunningProcess {
  const args = ["maintenance:run", "--yes", "--no-wait", ...options, "--", ...command];
  return startJets(args, { ...env, NODE_OPTIONS: `--import=${fastClock}` });
}

/** Is at work until SIGTERM. */
const atWork = [
  process.execPath,
  "-e",
  `const server = require("node:net").createServer().listen(0, "127.0.0.1", () => process.stdout.write("at work"));
   process.on("SIGTERM", () => { server.close(); });`,
];
const suicidal = [process.execPath, "-e", 'process.kill(process.ppid, "SIGKILL")'];

const off = (opened: Scene, role: string, ...options: string[]): Promise<Run> =>
  runInProcess(opened, "maintenance:off", "--role", role, ...options);

const flagOf = ({ sandbox }: Scene): string | undefined =>
  sandbox.world.parameters()["/jets/demo-dev/maintenance/web"];

function expectNormal(opened: Scene): void {
  expect(opened.sandbox.settings()).toEqual(opened.original);
  expect(flagOf(opened)).not.toBe("on");
}

describe.concurrent("two runs at once", () => {
  test.for(["worker", "web", "all"] as const)("of %s do not overlap", async (role, context) => {
    const opened = await scene(context);
    const first = startRun(opened, ["--role", role], atWork);
    await first.says("at work");
    const second = await startRun(opened, ["--role", role], ["echo", "never"]).end;
    expect(second).toMatchObject({ exitCode: 4, stdout: "" });
    const named = role === "worker" ? "worker" : "web";
    expect(second.stderr).toMatch(
      new RegExp(`demo-dev.*: jets maintenance:run --role ${named} -- node by \\S+ since \\d{4}-`),
    );
    expect(second.stderr).toContain(`\`jets maintenance:off --role ${named} --stack demo-dev`);
    first.child.kill("SIGTERM");
    expect((await first.end).exitCode).toBe(0);
    expectNormal(opened);
  });

  test.for(["worker", "web", "all"] as const)(
    "of %s follow each other with --lock-timeout",
    async (role, context) => {
      const opened = await scene(context);
      const first = startRun(opened, ["--role", role], atWork);
      await first.says("at work");
      const second = startRun(opened, ["--role", role, "--lock-timeout", "10m"], ["echo", "its turn"]);
      await second.says("Waiting until");
      first.child.kill("SIGTERM");
      expect((await first.end).exitCode).toBe(0);
      expect(await second.end).toMatchObject({ exitCode: 0, stdout: "its turn\n" });
      expectNormal(opened);
    },
  );

  test("of the workers: nobody else's off ends maintenance under the command", async (context) => {
    const opened = await scene(context);
    const running = startRun(opened, ["--role", "worker"], atWork);
    await running.says("at work");
    expect((await off(opened, "worker")).exitCode).toBe(4);
    expect((await opened.run("status")).stdout).toBe("on\n");
    running.child.kill("SIGTERM");
    expect((await running.end).exitCode).toBe(0);
    expectNormal(opened);
  });

  test("of different roles have nothing to do with each other", async (context) => {
    const opened = await scene(context);
    const first = startRun(opened, ["--role", "worker"], atWork);
    await first.says("at work");
    expect(await startRun(opened, [], ["echo", "visitors are out"]).end).toMatchObject({
      exitCode: 0,
      stdout: "visitors are out\n",
    });
    first.child.kill("SIGTERM");
    expect((await first.end).exitCode).toBe(0);
    expectNormal(opened);
  });
});

describe.concurrent("a run that is killed", () => {
  const killed = async (opened: Scene, role: string): Promise<void> => {
    await expect(startRun(opened, ["--role", role], suicidal).end).rejects.toThrow("SIGKILL");
  };

  test("leaves the workers stopped; `off` brings them back after two minutes, or at once with --break-lock", async (context) => {
    for (const options of [[], ["--break-lock"]]) {
      const opened = await scene(context);
      await killed(opened, "worker");
      expect((await opened.run("status")).stdout).toBe("on\n");
      const early = await off(opened, "worker");
      expect(early.exitCode).toBe(4);
      expect(early.stderr).toContain("jets maintenance:run --role worker -- node by ");
      if (options.length === 0) opened.clock.advance(stale);
      const late = await off(opened, "worker", ...options);
      expect(late.exitCode, late.stderr).toBe(0);
      expect(late.stderr).toContain("Taking over from a run that did not end");
      expectNormal(opened);
    }
  });

  test("is taken over by the next run of the workers two minutes later, which ends its maintenance as well", async (context) => {
    const opened = await scene(context);
    await killed(opened, "worker");
    opened.clock.advance(stale);
    expect(await startRun(opened, ["--role", "worker"], ["echo", "again"]).end).toMatchObject({
      exitCode: 0,
      stdout: "again\n",
    });
    expectNormal(opened);
  });

  test("leaves visitors shut out, and the next run of the web role to wait for `off`", async (context) => {
    const opened = await scene(context);
    await killed(opened, "web");
    opened.clock.advance(stale);
    const next = await startRun(opened, [], ["echo", "never"]).end;
    expect(next).toMatchObject({ exitCode: 4, stdout: "" });
    expect(next.stderr).toContain("`jets maintenance:off --role web --stack demo-dev`");
    expect((await off(opened, "web")).exitCode).toBe(0);
    expect((await startRun(opened, [], ["true"]).end).exitCode).toBe(0);
    expectNormal(opened);
  });

  test("of both roles leaves both on, and `off --all` brings everything back after two minutes", async (context) => {
    const opened = await scene(context);
    await killed(opened, "all");
    expect(flagOf(opened)).toBe("on");
    opened.clock.advance(stale);
    expect((await off(opened, "all")).exitCode).toBe(0);
    expectNormal(opened);
  });
});
