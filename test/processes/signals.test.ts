import { setImmediate as nextRound } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/sandbox/index.js";
import type { RunningProcess } from "../support/process/jets.js";
import { before, changingCalls, goalOf, openScene, type Command, type Scene } from "./application.js";
import { sample } from "../support/sample.js";

/** Starts the binary and sends it a signal while the given call is on its way; the call is then answered. */
function startAndSignal(
  { sandbox, start }: Scene,
  command: Command,
  call: Omit<Fault, "action">,
  signal: NodeJS.Signals,
): RunningProcess {
  const run = async (): Promise<void> => {
    running.child.kill(signal);
    await running.says("Interrupted: stopping at the next safe point");
  };
  sandbox.addFault({ ...call, action: { kind: "hook", when: "before", run } });
  const running = start(command);
  return running;
}

const worker = "/jets/demo-dev/maintenance/worker";

// Calls after which the same worker has more to come, so that there is something left to stop.
const points: readonly { command: Command; signal: NodeJS.Signals; call: Omit<Fault, "action"> }[] = [
  {
    command: "on",
    signal: "SIGINT",
    call: { operation: "PutParameter", target: `${worker}/journal/1-1/01` },
  },
  { command: "on", signal: "SIGTERM", call: { operation: "UpdateEventSourceMapping" } },
  { command: "on", signal: "SIGINT", call: { operation: "DeleteProvisionedConcurrencyConfig" } },
  { command: "on", signal: "SIGTERM", call: { operation: "DeleteProvisionedConcurrencyConfig", nth: 2 } },
  {
    command: "off",
    signal: "SIGINT",
    call: { operation: "PutFunctionConcurrency", target: "demo-dev-jobs_event-perform" },
  },
  {
    command: "off",
    signal: "SIGTERM",
    call: { operation: "PutFunctionConcurrency", target: "demo-dev-reports_event-render" },
  },
  { command: "off", signal: "SIGTERM", call: { operation: "PutProvisionedConcurrencyConfig" } },
];

const stops = points.flatMap((point) => (["on", "off"] as const).map((next) => ({ ...point, next })));

describe.concurrent("a signal", () => {
  test.for(sample(stops, 2))(
    "$signal during $call.operation of $command stops it; $next need not wait and does its job",
    async ({ command, signal, call, next }, context) => {
      const scene = await openScene(before[command], context);
      const { exitCode, stderr } = await startAndSignal(scene, command, call, signal).end;
      expect(exitCode, stderr).toBe(130);
      const [fact, remedy] = stderr.split("\n").slice(-3);
      expect(fact).toBe(
        "ERROR: Interrupted: the workers of demo-dev may be partly stopped, and all their settings are saved.",
      );
      const yes = next === "on" ? " --yes" : "";
      expect(remedy).toContain(`\`jets maintenance:${next} --role worker --stack demo-dev${yes}\``);

      const after = await scene.run(next);
      expect(after.exitCode, after.stderr).toBe(0);
      expect(scene.sandbox.settings()).toEqual(goalOf(next, scene));
      expect((await scene.run("off")).exitCode).toBe(0);
      expect(scene.sandbox.settings()).toEqual(scene.original);
    },
  );

  const beforeAnyChange = [
    ["on", "ListStackResources"],
    ["on", "PutParameter"],
    ["on", "GetFunction"],
    ["off", "GetParametersByPath"],
    ["off", "PutParameter"],
    ["off", "GetAccountSettings"],
  ] as const;

  test.for(sample(beforeAnyChange, 1))(
    "of %s at %s, before any change to a worker, leaves all as it was",
    async ([command, operation], context) => {
      const scene = await openScene(before[command], context);
      const settings = scene.sandbox.settings();
      const { exitCode, stderr } = await startAndSignal(scene, command, { operation }, "SIGINT").end;
      expect(exitCode, stderr).toBe(130);
      expect(stderr).toMatch(/^ERROR: Interrupted before anything was changed\.\n.+/m);
      expect(scene.sandbox.settings()).toEqual(settings);
      const next = await scene.run(command);
      expect(next.exitCode, next.stderr).toBe(0);
      expect(scene.sandbox.settings()).toEqual(goalOf(command, scene));
    },
  );

  test.for(sample(["on", "off"] as const, 1))(
    "during the last change of %s comes too late, and the run says so",
    async (command, context) => {
      const scene = await openScene(before[command], context);
      const last = { changing: true, nth: changingCalls[command] };
      const { exitCode, stderr } = await startAndSignal(scene, command, last, "SIGINT").end;
      expect(exitCode, stderr).toBe(0);
      expect(stderr.split("\n").at(-2)).toBe(`Worker maintenance has been turned ${command}`);
      expect(scene.sandbox.settings()).toEqual(goalOf(command, scene));
    },
  );

  test.for(sample(["off", "on"] as const, 1))(
    "that comes again within a second is the same key: %s still stops at its safe point",
    async (command, context) => {
      const scene = await openScene(before[command], context);
      const run = async (): Promise<void> => {
        for (const signal of ["SIGINT", "SIGINT", "SIGTERM", "SIGINT"] as const) running.child.kill(signal);
        await running.says("Interrupted: stopping at the next safe point");
      };
      const operation = "PutFunctionConcurrency";
      scene.sandbox.addFault({ operation, action: { kind: "hook", when: "before", run } });
      const running = scene.start(command);
      const { exitCode, stderr } = await running.end;
      expect(exitCode, stderr).toBe(130);
      expect(stderr).toContain("ERROR: Interrupted: the workers of demo-dev may be partly stopped");
      expect(stderr.match(/Interrupted: stopping/g)).toHaveLength(1);
      expect(stderr).not.toContain("Stopped at once");
      // The lock was released.
      const next = await scene.run(command);
      expect(next.exitCode, next.stderr).toBe(0);
    },
  );

  test.for(sample(["on", "off"] as const, 1))(
    "that comes more than a second later ends %s at once, which says what is left and what to run",
    async (command, context) => {
      const scene = await openScene(before[command], context);
      const run = async (): Promise<void> => {
        while (running.child.exitCode === null) {
          running.child.kill("SIGINT");
          await nextRound();
        }
      };
      const operation = "PutFunctionConcurrency";
      scene.sandbox.addFault({ operation, action: { kind: "hook", when: "before", run } });
      const running = scene.startFast(command);
      const { exitCode, stderr } = await running.end;
      expect(exitCode).toBe(130);
      expect(stderr.split("\n").at(-2)).toBe(
        "Stopped at once: saved settings stay in the journal, and other runs must wait two minutes (or use --break-lock). " +
          `Finish the job with: jets maintenance:${command} --role worker --stack demo-dev${command === "on" ? " --yes" : ""}`,
      );
    },
  );

  test.for(sample(["off", "on"] as const, 1))(
    "SIGHUP does not stop %s where no terminal shows it",
    async (command, context) => {
      const scene = await openScene(before[command], context);
      const run = (): Promise<void> => {
        running.child.kill("SIGHUP");
        return Promise.resolve();
      };
      const operation = "PutFunctionConcurrency";
      scene.sandbox.addFault({ operation, action: { kind: "hook", when: "before", run } });
      const running = scene.start(command);
      const { exitCode, stderr } = await running.end;
      expect(exitCode, stderr).toBe(0);
      expect(stderr).not.toContain("Interrupted");
      expect(scene.sandbox.settings()).toEqual(goalOf(command, scene));
    },
  );
});
