import { describe, expect, test, type TestContext } from "vitest";
import type { FaultAction } from "../../src/sandbox/index.js";
import type { Run } from "../support/process/fake-shell.js";
import { before, changingCalls, goalOf, openScene, type Command, type Scene } from "./application.js";
import { sample } from "../support/sample.js";

/** One of the calls of a command: the nth of this operation on this target. */
interface Point {
  readonly command: Command;
  readonly operation: string;
  readonly target: string;
  readonly nth: number;
}

/** Every call of a command that changes something, or else only reads, taken from a run in which all goes well. */
async function allPointsOf(
  command: Command,
  context: TestContext,
  does: "change" | "read" = "change",
): Promise<Point[]> {
  const scene = await openScene(before[command], context);
  await scene.run(command);
  const calls = scene.sandbox.calls.filter(({ changing }) => changing === (does === "change"));
  return calls.map(({ operation, target }, index) => {
    const isSame = (call: { operation: string; target: string }): boolean =>
      call.operation === operation && call.target === target;
    return { command, operation, target, nth: calls.slice(0, index + 1).filter(isSame).length };
  });
}

/** Some of {@link allPointsOf}. */
const pointsOf = async (...of: Parameters<typeof allPointsOf>): Promise<Point[]> =>
  sample(await allPointsOf(...of), 1);

const kinds = {
  "loses its connection before it takes effect": { kind: "drop", when: "before" },
  "loses its connection after it took effect": { kind: "drop", when: "after" },
  "is throttled": { kind: "throttled" },
  "fails inside AWS": { kind: "internal" },
  "meets another change": { kind: "conflict" },
  "is denied": { kind: "denied" },
} satisfies Record<string, FaultAction>;

/** The workers that are not as asked. */
function workersAmiss(command: Command, scene: Scene): string[] {
  const goal = goalOf(command, scene);
  const settings = Object.entries(scene.sandbox.settings());
  return settings.flatMap(([name, found]) =>
    JSON.stringify(found) === JSON.stringify(goal[name]) ? [] : [name],
  );
}

/** The workers that a run names as not as asked. */
const namedIn = ({ stderr }: Run): string[] =>
  [...stderr.matchAll(/^ {2}(\S+):/gm)].map(([, name]) => name ?? "");

/** Runs the command line that a run printed to finish its job. */
function finish({ stderr }: Run, scene: Scene): Promise<Run> {
  const words = /^To finish the job, run: jets maintenance:(on|off) (.+)$/m.exec(stderr);
  expect(words, stderr).not.toBeNull();
  const [, command, options] = words ?? [];
  return scene.run(command === "on" ? "on" : "off", ...(options ?? "").split(" "));
}

async function verifyAllComesBack(scene: Scene): Promise<void> {
  const { exitCode, stderr } = await scene.run("off", "--break-lock");
  expect(exitCode, stderr).toBe(0);
  expect(scene.sandbox.settings()).toEqual(scene.original);
}

describe.each(["on", "off"] as const)("a changing call of %s", (command) => {
  test("is one of those that are known", async (context) => {
    expect(await allPointsOf(command, context)).toHaveLength(changingCalls[command]);
  });

  test.for(Object.entries(kinds))(
    "that %s for good is told truly, and the job can be finished",
    async ([, action], context) => {
      for (const { operation, target, nth } of await pointsOf(command, context)) {
        const scene = await openScene(before[command], context);
        scene.sandbox.addFault({ operation, target, nth, times: Infinity, action });
        const run = await scene.run(command);
        const where = `${operation} ${nth} of ${target}:\n${run.stderr}`;
        const amiss = workersAmiss(command, scene);
        scene.sandbox.clearFaults();
        if (operation === "PutParameter") {
          expect(run.exitCode, where).toBe(1);
          expect((await scene.run(command, "--break-lock")).exitCode, where).toBe(0);
        } else {
          expect(run.exitCode, where).toBe(3);
          expect(namedIn(run), where).toEqual(expect.arrayContaining(amiss));
          expect(namedIn(run), where).toHaveLength(1);
          const finished = await finish(run, scene);
          expect(finished.exitCode, finished.stderr).toBe(0);
        }
        expect(workersAmiss(command, scene), where).toEqual([]);
        await verifyAllComesBack(scene);
      }
    },
  );

  test.for(Object.entries(kinds).slice(0, -1))(
    "that %s once is made again, and the job done",
    async ([, action], context) => {
      for (const { operation, target, nth } of await pointsOf(command, context)) {
        const scene = await openScene(before[command], context);
        scene.sandbox.addFault({ operation, target, nth, action });
        const { exitCode, stderr } = await scene.run(command);
        expect(exitCode, `${operation} ${nth} of ${target}:\n${stderr}`).toBe(0);
        expect(workersAmiss(command, scene)).toEqual([]);
        await verifyAllComesBack(scene);
      }
    },
  );
});

describe.each(["on", "off"] as const)("a call of %s that only reads", (command) => {
  test("is made more than ten times", async (context) => {
    expect((await allPointsOf(command, context, "read")).length).toBeGreaterThan(10);
  });

  test.for(Object.entries(kinds).slice(0, -1))(
    "and that %s once is made again, and the job done",
    async ([, action], context) => {
      for (const { operation, target, nth } of await pointsOf(command, context, "read")) {
        const scene = await openScene(before[command], context);
        scene.sandbox.addFault({ operation, target, nth, action });
        const { exitCode, stderr } = await scene.run(command);
        expect(exitCode, `${operation} ${nth} of ${target}:\n${stderr}`).toBe(0);
        expect(workersAmiss(command, scene)).toEqual([]);
        await verifyAllComesBack(scene);
      }
    },
  );

  test.for(Object.entries(kinds))(
    "and that %s for good is told truly, and the job can be done later",
    async ([, action], context) => {
      for (const { operation, target, nth } of await pointsOf(command, context, "read")) {
        const scene = await openScene(before[command], context);
        scene.sandbox.addFault({ operation, target, nth, times: Infinity, action });
        const { exitCode, stderr } = await scene.run(command);
        const where = `${operation} ${nth} of ${target}:\n${stderr}`;
        // Some reads can be done without: of a function that GetFunction is denied for, others tell the same.
        expect([0, 1, 3], where).toContain(exitCode);
        if (exitCode === 0) expect(workersAmiss(command, scene), where).toEqual([]);
        scene.sandbox.clearFaults();
        expect((await scene.run(command, "--break-lock")).exitCode, where).toBe(0);
        expect(workersAmiss(command, scene), where).toEqual([]);
        await verifyAllComesBack(scene);
      }
    },
  );
});
