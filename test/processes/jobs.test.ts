import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, type TestContext } from "vitest";
import { Gate } from "../support/gate.js";
import {
  binary,
  startJetsOnTerminal,
  startOnTerminal,
  type RunningProcess,
} from "../support/process/jets.js";
import { sample } from "../support/sample.js";
import { changingCalls, goalOf, openScene, type Scene } from "./application.js";

const args = ["maintenance:on", "--role", "worker", "--yes"];
const command = [process.execPath, binary, ...args].join(" ");

/** A run of `on` that waits half-way until it is let go, and says when it has made its last call. */
interface HeldRun {
  readonly isHalfWay: Promise<void>;
  readonly letGo: () => void;
  readonly isDone: Promise<void>;
}

function holdHalfWay({ sandbox }: Scene): HeldRun {
  const [halfWay, released, done] = [new Gate(), new Gate(), new Gate()];
  const lock = (): Promise<void> => {
    halfWay.open();
    return released.opened;
  };
  sandbox.addFault({
    operation: "PutFunctionConcurrency",
    action: { kind: "hook", when: "before", run: lock },
  });
  sandbox.addFault({
    changing: true,
    nth: changingCalls.on,
    action: { kind: "hook", when: "after", run: done.open },
  });
  return { isHalfWay: halfWay.opened, letGo: released.open, isDone: done.opened };
}

/** A folder whose package has the script `on`, as `bash` runs it: in its own place. */
async function packageWithScript(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "jets-npm-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts: { on: command } }));
  return folder;
}

/** Does `act`, and resolves once the file is in the folder. */
async function untilThere(folder: string, file: string, act: () => Promise<void>): Promise<void> {
  const changes = watch(folder)[Symbol.asyncIterator]();
  // Only from here on is the folder watched.
  let change = changes.next();
  await act();
  while (!existsSync(join(folder, file))) {
    await change;
    change = changes.next();
  }
}

async function turnOnAt(
  context: Pick<TestContext, "onTestFinished">,
  start: (scene: Scene) => RunningProcess,
  act: (running: RunningProcess) => void | Promise<void>,
): Promise<{ scene: Scene; running: RunningProcess; held: HeldRun }> {
  const scene = await openScene("off", context);
  const held = holdHalfWay(scene);
  const running = start(scene);
  await held.isHalfWay;
  await act(running);
  return { scene, running, held };
}

test("one Ctrl-C under npm run, which passes it on besides, stops the run at a safe point", async (context) => {
  const folder = await packageWithScript();
  const { scene, running, held } = await turnOnAt(
    context,
    ({ env }) => startOnTerminal(`cd ${folder}; npm run --script-shell=bash on`, { ...env, HOME: folder }),
    async (npm) => {
      npm.child.stdin.write("\x03");
      await npm.says("Interrupted: stopping at the next safe point");
    },
  );
  held.letGo();
  const { exitCode, stdout } = await running.end;
  expect(exitCode, stdout).toBe(130);
  expect(stdout).toContain(
    "the workers of demo-dev may be partly stopped, and all their settings are saved.",
  );
  expect(stdout).not.toContain("Stopped at once");
  // It need not wait for a lock.
  expect((await scene.run("off")).exitCode).toBe(0);
});

const jobs = [
  ["nohup", `nohup ${command} &`],
  ["setsid", `setsid ${command} < /dev/null > log 2>&1 &`],
  ["a job with its streams in files", `${command} < /dev/null > log 2>&1 &`],
] as const;

test.each(sample(jobs, 2))("%s goes on when the terminal is closed", async (_, line) => {
  const folder = await packageWithScript();
  const { scene, held } = await turnOnAt(
    { onTestFinished },
    ({ env }) => {
      const shell = startOnTerminal("bash --norc --noprofile -i", { ...env, HOME: folder });
      // Run once bash has passed SIGHUP on to its jobs.
      shell.child.stdin.write(`cd ${folder}; trap ': > ended' EXIT; ${line}\r`);
      return shell;
    },
    async (shell) => {
      await untilThere(folder, "ended", () => shell.kill());
    },
  );
  held.letGo();
  await held.isDone;
  expect(scene.sandbox.settings()).toEqual(goalOf("on", scene));
});

test("a run at a terminal that is closed stops at a safe point", async (context) => {
  const { scene, running, held } = await turnOnAt(
    context,
    ({ env }) => startJetsOnTerminal(args, env),
    async (terminal) => {
      process.kill(terminal.terminalPid(), "SIGHUP");
      await terminal.says("Interrupted: stopping at the next safe point");
    },
  );
  held.letGo();
  expect((await running.end).exitCode).toBe(130);
  expect((await scene.run("off")).exitCode).toBe(0);
});
