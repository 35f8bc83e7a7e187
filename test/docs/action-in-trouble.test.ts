import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunningProcess } from "../support/process/jets.js";
import { runAction } from "./support/github.js";
import { useJob } from "./support/job.js";

const job = useJob();

const stack = "shop-prod";
const worker = { role: "worker", stack } as const;
const flag = (): string | undefined => job.shell.sandbox.world.parameters()[`/jets/${stack}/maintenance/web`];

/** A run that holds the lock and has stopped one worker of two. */
async function diesWhileTurningOn(): Promise<void> {
  const other = job.shell.start("exec jets maintenance:on --role worker --stack shop-prod --yes");
  job.shell.sandbox.addFault({
    operation: "PutFunctionConcurrency",
    nth: 2,
    action: { kind: "kill", when: "before", run: () => void other.kill() },
  });
  await expect(other.end).rejects.toThrow("SIGKILL");
}

describe("action.yml, with each role and in trouble,", () => {
  test("installs another version where it is told to", async () => {
    const { exitCode, stderr } = await runAction({ command: "status", stack, version: "99.0.0" }, job.shell);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("No matching version found for jets-maintenance@99.0.0");
  });

  test("says the state of one role or of all", async () => {
    await runAction({ command: "on", ...worker }, job.shell);
    expect(await runAction({ command: "status", ...worker }, job.shell)).toMatchObject({
      exitCode: 0,
      outputs: { web: "", worker: "on" },
    });
    expect(await runAction({ command: "status", role: "all", stack }, job.shell)).toMatchObject({
      exitCode: 0,
      outputs: { web: "off", worker: "on" },
    });
  });

  test("keeps events where that is asked for, and off replays them", async () => {
    const { world } = job.shell.sandbox;
    await runAction({ command: "on", ...worker, "keep-events": "true" }, job.shell);
    world.sendEvent("shop-prod-mail_event-send", { order: 1 });
    expect(world.processedBy("shop-prod-mail_event-send")).toEqual([]);
    await runAction({ command: "off", ...worker }, job.shell);
    expect(world.processedBy("shop-prod-mail_event-send")).toEqual([{ order: 1 }]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "passes the %s of a cancelled job on, so that off need not wait",
    async (signal) => {
      const before = job.shell.sandbox.settings();
      let step: RunningProcess | undefined;
      const run = (): Promise<void> | undefined => {
        step?.child.kill(signal);
        return step?.says("Interrupted: stopping at the next safe point");
      };
      job.shell.sandbox.addFault({
        // The first part of the journal: the lock is taken, and no worker is stopped.
        operation: "PutParameter",
        nth: 2,
        action: { kind: "hook", when: "before", run: async () => run() },
      });
      const on = await runAction({ command: "on", ...worker }, job.shell, (one) => {
        step = one;
      });
      expect(on).toMatchObject({ exitCode: 130, outputs: { "exit-code": "130" } });
      expect(await runAction({ command: "off", ...worker }, job.shell)).toMatchObject({ exitCode: 0 });
      expect(job.shell.sandbox.settings()).toEqual(before);
    },
  );

  test("waits for the lock of a run that was killed before it turns maintenance off", async () => {
    const before = job.shell.sandbox.settings();
    await diesWhileTurningOn();
    // Each pause of the action lets AWS's clock go on by as much.
    job.shell.write(".programs/sleep", '#!/bin/sh\nprintf "%s\\n" "$1" >> "$HOME/slept"\n', 0o755);
    const off = await runAction({ command: "off", ...worker }, job.shell);
    expect(off, off.stderr).toMatchObject({ exitCode: 0, outputs: { worker: "off", "exit-code": "0" } });
    expect(readFileSync(join(job.shell.folder, "slept"), "utf8")).toMatch(/^(15\n){1,10}$/);
    expect(job.shell.sandbox.settings()).toEqual(before);
  });

  test("turns both roles on and off", async () => {
    expect(await runAction({ command: "on", role: "all", stack }, job.shell)).toMatchObject({
      outputs: { web: "on", worker: "on", "exit-code": "0" },
    });
    expect(await runAction({ command: "off", role: "all", stack }, job.shell)).toMatchObject({
      outputs: { web: "off", worker: "off", "exit-code": "0" },
    });
  });

  test("a cancelled job ends what is run as well, and only then maintenance", async () => {
    job.shell.write(
      "migrate.mjs",
      `import { execSync } from "node:child_process";
       import { writeFileSync } from "node:fs";
       const server = (await import("node:net")).createServer().listen(0, "127.0.0.1", () => console.log("at work"));
       process.once("SIGTERM", () => {
         writeFileSync("state", execSync("jets maintenance:status --role worker --stack shop-prod"));
         server.close();
       });`,
    );
    const before = job.shell.sandbox.settings();
    const cancel = (step: RunningProcess): void => {
      const kill = (): void => void step.child.kill("SIGTERM");
      // Not the step that installs.
      step.says("at work").then(kill, () => undefined);
    };
    const run = "node migrate.mjs\ntouch never";
    const ended = await runAction({ command: "run", ...worker, run }, job.shell, cancel);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 143, outputs: { "exit-code": "143" } });
    expect(readFileSync(join(job.shell.folder, "state"), "utf8")).toBe("on\n");
    expect(existsSync(join(job.shell.folder, "never"))).toBe(false);
    expect(job.shell.sandbox.settings()).toEqual(before);
  });

  test("waits for another run where it is told for how long, and lets web maintenance end by itself", async () => {
    const run = "true";
    const ended = await runAction(
      { command: "run", stack, for: "1h", "lock-timeout": "10m", run },
      job.shell,
    );
    expect(ended.exitCode, ended.stderr).toBe(0);
    const infos = await job.shell.run(`jets maintenance:history --role web --stack ${stack} --json`);
    expect(infos.stdout).toContain('"expires"');
    expect(flag()).toBe("off");
  });

  test("ends as jets does, with an annotation", async () => {
    job.shell.sandbox.addFault({ operation: "PutFunctionConcurrency", times: 9, action: { kind: "denied" } });
    const partly = await runAction({ command: "on", ...worker }, job.shell);
    expect(partly).toMatchObject({ exitCode: 3, outputs: { worker: "partial", "exit-code": "3" } });
    expect(partly.stderr).toContain("::error title=jets::Worker maintenance is only partly on");
  });
});
