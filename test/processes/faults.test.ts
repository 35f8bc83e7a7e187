import { describe, expect, test } from "vitest";
import type { FaultAction } from "../../src/sandbox/index.js";
import { before, changingCalls, goalOf, openScene, upTo, type Command } from "./application.js";
import { sample } from "../support/sample.js";

const commands: readonly Command[] = ["on", "off"];

const faults = {
  "loses its connection after it took effect": { kind: "drop", when: "after" },
  "is throttled": { kind: "throttled" },
  "fails inside AWS": { kind: "internal" },
  "meets another change": { kind: "conflict" },
} satisfies Record<string, FaultAction>;

const { "loses its connection after it took effect": drop, ...refusals } = faults;

// Each call loses its connection once, and some are refused once; `persisting-faults` has all of them refused in every way.
const cases = commands.flatMap((command) => [
  ...upTo(changingCalls[command]).map((nth) => ({
    command,
    nth,
    name: "loses its connection after it took effect",
    action: drop,
  })),
  ...Object.entries(refusals).map(([name, action], index) => ({ command, nth: 2 * index + 2, name, action })),
]);

describe.concurrent("one call that goes wrong", () => {
  test.for(sample(cases, 2))(
    "$command does its job all the same: change $nth $name",
    async ({ command, nth, action }, context) => {
      const scene = await openScene(before[command], context);
      scene.sandbox.addFault({ changing: true, nth, action });
      const { exitCode, stderr } = await scene.start(command).end;
      expect(exitCode, stderr).toBe(0);
      expect(scene.sandbox.settings()).toEqual(goalOf(command, scene));
      expect((await scene.run("off")).exitCode).toBe(0);
      expect(scene.sandbox.settings()).toEqual(scene.original);
    },
  );
});
