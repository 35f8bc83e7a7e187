import { describe, expect, test, type TestContext } from "vitest";
import { turnOff } from "../../src/maintenance/index.js";
import { Gate } from "../support/gate.js";
import { createOperator } from "../support/operator.js";
import type { RunningProcess } from "../support/process/jets.js";
import type { Run } from "../support/process/fake-shell.js";
import { goalOf, openScene, upTo, type Command, type Scene } from "./application.js";
import { sample } from "../support/sample.js";

/** Two commands that meet: in which state, and whether a run that died still holds the application. */
interface Pair {
  readonly state: Command;
  readonly commands: readonly [Command, Command];
  readonly deadHolder: boolean;
}

const pairs: readonly Pair[] = [
  { state: "off", commands: ["on", "on"], deadHolder: false },
  { state: "on", commands: ["on", "off"], deadHolder: false },
  { state: "on", commands: ["off", "off"], deadHolder: false },
  { state: "on", commands: ["on", "off"], deadHolder: true },
  { state: "on", commands: ["off", "off"], deadHolder: true },
];

/** The run records, as SSM has them. */
const runPath = "/jets/demo-dev/maintenance/worker/run/";

const lockedBy =
  /^ERROR: Another run is changing demo-dev: jets maintenance:(on|off) --role worker by \S+@\S+ since 20\S+Z, last heard of at 20\S+Z\.\n.*--break-lock/m;

async function openRace({ state, deadHolder }: Pair, context: TestContext): Promise<Scene> {
  const scene = await openScene(state, context);
  if (deadHolder) await dieTurningOff(scene);
  return scene;
}

/** A run of somebody else that is killed half-way, here: `kill.test.ts` has what becomes of processes. */
async function dieTurningOff({ sandbox, clock }: Scene): Promise<void> {
  const dying = createOperator(sandbox, clock);
  await new Promise<void>((resolve) => {
    const run = (): void => {
      dying.kill();
      resolve();
    };
    sandbox.addFault({
      operation: "DeleteFunctionConcurrency",
      action: { kind: "kill", when: "after", run },
    });
    void turnOff("worker", dying.context);
  });
  clock.advance(121_000);
  sandbox.clearCalls();
}

/** What the last run that had its turn was asked for; `state` where none had one. */
function lastTurn({ sandbox }: Scene, state: Command): Command {
  const records = Object.entries(sandbox.world.parameters()).filter(([name]) => name.startsWith(runPath));
  const released = records.filter(([, value]) => value.includes('"state":"released"'));
  const command = /"command":"(on|off)"/.exec(released.at(-1)?.[1] ?? "")?.[1];
  return command === undefined ? state : command === "on" ? "on" : "off";
}

/** Whose changes to workers followed each other; every change of one stands before every change of the other. */
function verifyNotInterleaved({ callers }: Scene): void {
  const turns = callers
    .filter(({ changing, service }) => changing && service === "Lambda")
    .map(({ accessKey }) => accessKey)
    .filter((key, index, all) => key !== all[index - 1]);
  expect(turns).toEqual([...new Set(turns)]);
}

async function verifyOutcome(scene: Scene, { state }: Pair, runs: readonly Run[]): Promise<void> {
  verifyNotInterleaved(scene);
  for (const { exitCode, stderr } of runs) {
    expect([0, 4], stderr).toContain(exitCode);
    if (exitCode === 4) expect(stderr).toMatch(lockedBy);
  }
  expect(runs.map(({ exitCode }) => exitCode)).toContain(0);
  expect(scene.sandbox.settings()).toEqual(goalOf(lastTurn(scene, state), scene));
  const { exitCode, stderr } = await scene.run("off");
  expect(exitCode, stderr).toBe(0);
  expect(scene.sandbox.settings()).toEqual(scene.original);
}

/** Each pair so many times, or the second one at each of these calls of the first one. */
const meetings = pairs.flatMap((pair) => upTo(4).map((round) => ({ ...pair, round })));
// From its first look to its last change.
const arrivals = pairs.flatMap((pair) => [1, 2, 4, 7, 10, 12].map((nth) => ({ ...pair, nth }))).toReversed();

describe.concurrent("two commands", () => {
  test.for(sample(meetings, 1))(
    "$commands at once, after a run that died: $deadHolder: one gets its turn, the other says who has it ($round)",
    async (pair, context) => {
      const scene = await openRace(pair, context);
      const { sandbox } = scene;
      const [both, oneEnded] = [new Gate(), new Gate()];
      let arrived = 0;
      const meet = (): Promise<void> => {
        arrived += 1;
        if (arrived === 2) both.open();
        return both.opened;
      };
      // Both ask for the same number at the same instant, and who has it keeps it until the other has ended.
      sandbox.addFault({
        operation: "PutParameter",
        times: 2,
        action: { kind: "hook", when: "before", run: meet },
      });
      const lock = { kind: "hook", when: "before", run: () => oneEnded.opened } as const;
      sandbox.addFault({ operation: "PutParameter", nth: 3, action: lock });
      const running = pair.commands.map((command, index) => scene.startAs(`racer${index}`, command));
      const ends = running.map(({ end }) => end);
      void Promise.race(ends).then(oneEnded.open, oneEnded.open);
      const runs = await Promise.all(ends);
      expect(runs.map(({ exitCode }) => exitCode).sort()).toEqual([0, 4]);
      await verifyOutcome(scene, pair, runs);
    },
  );

  test.for(sample(arrivals, 1))(
    "$commands, after a run that died: $deadHolder: each has its turn or none (the second starts at call $nth)",
    async ({ nth, ...pair }, context) => {
      const scene = await openRace(pair, context);
      const [first, second] = pair.commands;
      let late: RunningProcess | undefined;
      const startLate = (): void => {
        late = scene.startAs("second", second);
      };
      scene.sandbox.addFault({ nth, action: { kind: "hook", when: "before", run: startLate } });
      const early = await scene.startAs("first", first).end;
      if (late === undefined) throw new Error("The first one made fewer calls than that.");
      await verifyOutcome(scene, pair, [early, await late.end]);
    },
  );
});
