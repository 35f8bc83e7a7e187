import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import type { RunningProcess } from "../support/process/jets.js";
import { runAction } from "./support/github.js";
import { serveRegistry, type Registry } from "./support/registry.js";
import { ReadersShell } from "./support/shell.js";
import { shop } from "./support/stacks.js";

let registry: Registry;
let shell: ReadersShell;

// What one test has installed, the next one finds there, as the next step of a job does.
let runner: string;
beforeAll(() => {
  runner = mkdtempSync(join(tmpdir(), "runner-"));
});
afterAll(() => {
  rmSync(runner, { recursive: true });
});

beforeEach(async () => {
  registry = await serveRegistry();
  shell = await ReadersShell.open([shop], {
    JETS_PROJECT: "",
    npm_config_registry: registry.url,
    RUNNER_TEMP: runner,
  });
});

afterEach(async () => {
  await shell.close();
  registry.close();
});

const stack = "shop-prod";
const worker = { role: "worker", stack } as const;
const flag = (): string | undefined => shell.sandbox.world.parameters()[`/jets/${stack}/maintenance/web`];

/** A run that holds the lock and has stopped one worker of two. */
async function diesWhileTurningOn(): Promise<void> {
  const other = shell.start("exec jets maintenance:on --role worker --stack shop-prod --yes");
  shell.sandbox.addFault({
    operation: "PutFunctionConcurrency",
    nth: 2,
    action: { kind: "kill", when: "before", run: () => void other.kill() },
  });
  await expect(other.end).rejects.toThrow("SIGKILL");
}

describe("action.yml", () => {
  test("installs jets once, and turns maintenance on and off", async () => {
    rmSync(join(runner, "jets"), { recursive: true, force: true });
    const on = await runAction({ command: "on", stack }, shell);
    expect(on).toMatchObject({ exitCode: 0, outputs: { web: "on", worker: "", "exit-code": "0" } });
    expect(on.stderr).toContain("Web maintenance has been turned on");
    expect(flag()).toBe("on");
    registry.close();
    const off = await runAction({ command: "off", stack }, shell);
    expect(off).toMatchObject({ exitCode: 0, outputs: { web: "off" } });
    expect(flag()).toBe("off");
    expect(existsSync(join(runner, "jets", packageJson.version))).toBe(true);
  });

  test("installs another version where it is told to", async () => {
    const { exitCode, stderr } = await runAction({ command: "status", stack, version: "99.0.0" }, shell);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("No matching version found for jets-maintenance@99.0.0");
  });

  test("says the state of one role or of all", async () => {
    await runAction({ command: "on", ...worker }, shell);
    expect(await runAction({ command: "status", ...worker }, shell)).toMatchObject({
      exitCode: 0,
      outputs: { web: "", worker: "on" },
    });
    expect(await runAction({ command: "status", role: "all", stack }, shell)).toMatchObject({
      exitCode: 0,
      outputs: { web: "off", worker: "on" },
    });
  });

  test("passes on what it is given, and lets none of it be run", async () => {
    const reason = `it's "$(touch owned)"; touch owned \`touch owned\``;
    await runAction({ command: "on", stack, reason, message: "$HOME", until: "2h" }, shell);
    const info: unknown = JSON.parse(
      shell.sandbox.world.parameters()[`/jets/${stack}/maintenance/web/info`] ?? "",
    );
    expect(info).toMatchObject({ reason, message: "$HOME", until: expect.any(String) });
    expect(existsSync(join(shell.folder, "owned"))).toBe(false);
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "passes the %s of a cancelled job on, so that off need not wait",
    async (signal) => {
      const before = shell.sandbox.settings();
      let step: RunningProcess | undefined;
      const run = (): Promise<void> | undefined => {
        step?.child.kill(signal);
        return step?.says("Interrupted: stopping at the next safe point");
      };
      shell.sandbox.addFault({
        // The first part of the journal: the lock is taken, and no worker is stopped.
        operation: "PutParameter",
        nth: 2,
        action: { kind: "hook", when: "before", run: async () => run() },
      });
      const on = await runAction({ command: "on", ...worker }, shell, (one) => {
        step = one;
      });
      expect(on).toMatchObject({ exitCode: 130, outputs: { "exit-code": "130" } });
      expect(await runAction({ command: "off", ...worker }, shell)).toMatchObject({ exitCode: 0 });
      expect(shell.sandbox.settings()).toEqual(before);
    },
  );

  test("waits for the lock of a run that was killed before it turns maintenance off", async () => {
    const before = shell.sandbox.settings();
    await diesWhileTurningOn();
    // Each pause of the action lets AWS's clock go on by as much.
    shell.write(".programs/sleep", '#!/bin/sh\nprintf "%s\\n" "$1" >> "$HOME/slept"\n', 0o755);
    const off = await runAction({ command: "off", ...worker }, shell);
    expect(off, off.stderr).toMatchObject({ exitCode: 0, outputs: { worker: "off", "exit-code": "0" } });
    expect(readFileSync(join(shell.folder, "slept"), "utf8")).toMatch(/^(15\n){1,10}$/);
    expect(shell.sandbox.settings()).toEqual(before);
  });

  test("turns both roles on and off", async () => {
    expect(await runAction({ command: "on", role: "all", stack }, shell)).toMatchObject({
      outputs: { web: "on", worker: "on", "exit-code": "0" },
    });
    expect(await runAction({ command: "off", role: "all", stack }, shell)).toMatchObject({
      outputs: { web: "off", worker: "off", "exit-code": "0" },
    });
  });

  test("runs commands during maintenance, and ends as they do", async () => {
    const run = "jets maintenance:status --role web --stack shop-prod\nexit 7";
    const { exitCode, stdout } = await runAction({ command: "run", role: "web", stack, run }, shell);
    expect(exitCode).toBe(7);
    expect(stdout).toContain("on\n");
    expect(flag()).toBe("off");
  });

  test("a cancelled job ends what is run as well, and only then maintenance", async () => {
    shell.write(
      "migrate.mjs",
      `import { execSync } from "node:child_process";
       import { writeFileSync } from "node:fs";
       const server = (await import("node:net")).createServer().listen(0, "127.0.0.1", () => console.log("at work"));
       process.once("SIGTERM", () => {
         writeFileSync("state", execSync("jets maintenance:status --role worker --stack shop-prod"));
         server.close();
       });`,
    );
    const before = shell.sandbox.settings();
    const cancel = (step: RunningProcess): void => {
      const kill = (): void => void step.child.kill("SIGTERM");
      // Not the step that installs.
      step.says("at work").then(kill, () => undefined);
    };
    const run = "node migrate.mjs\ntouch never";
    const ended = await runAction({ command: "run", ...worker, run }, shell, cancel);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 143, outputs: { "exit-code": "143" } });
    expect(readFileSync(join(shell.folder, "state"), "utf8")).toBe("on\n");
    expect(existsSync(join(shell.folder, "never"))).toBe(false);
    expect(shell.sandbox.settings()).toEqual(before);
  });

  test("waits for another run where it is told for how long, and lets web maintenance end by itself", async () => {
    const run = "true";
    const ended = await runAction({ command: "run", stack, for: "1h", "lock-timeout": "10m", run }, shell);
    expect(ended.exitCode, ended.stderr).toBe(0);
    const infos = await shell.run(`jets maintenance:history --role web --stack ${stack} --json`);
    expect(infos.stdout).toContain('"expires"');
    expect(flag()).toBe("off");
  });

  test("ends as jets does, with an annotation", async () => {
    shell.sandbox.addFault({ operation: "PutFunctionConcurrency", times: 9, action: { kind: "denied" } });
    const partly = await runAction({ command: "on", ...worker }, shell);
    expect(partly).toMatchObject({ exitCode: 3, outputs: { worker: "partial", "exit-code": "3" } });
    expect(partly.stderr).toContain("::error title=jets::Worker maintenance is only partly on");
  });

  test.each([
    [{ command: "preview" }, "::error title=jets::The input command must be on, off, run or status."],
    [{ command: "on", role: "both" }, "::error title=jets::"],
    [{ command: "off", reason: "none" }, "::error title=jets::"],
  ])("refuses what jets refuses: %o", async (inputs, annotation) => {
    const refused = await runAction({ ...inputs, stack }, shell);
    expect(refused.exitCode).toBe(2);
    expect(refused.stdout + refused.stderr).toContain(annotation);
    expect(flag()).toBeUndefined();
  });
});
