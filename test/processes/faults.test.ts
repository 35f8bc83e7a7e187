import { describe, expect, test } from "vitest";
import type { FaultAction } from "../../src/sandbox/index.js";
import { before, changingCalls, goalOf, openScene, upTo, type Command } from "./application.js";

const commands: readonly Command[] = ["on", "off"];

const faults = {
  "loses its connection after it took effect": { kind: "drop", when: "after" },
  "is throttled": { kind: "throttled" },
  "fails inside AWS": { kind: "internal" },
  "meets another change": { kind: "conflict" },
} satisfies Record<string, FaultAction>;

const { "loses its connection after it took effect": drop, ...refusals } = faults;

// Each call loses its connection once, and is refused once in one of the other ways; the random stories of `test/maintenance/worker/model` meet all of them.
const cases = commands.flatMap((command) =>
  upTo(changingCalls[command]).flatMap((nth) => {
    const [name, refusal] = Object.entries(refusals)[nth % 3] ?? [];
    if (name === undefined || refusal === undefined) throw new Error("There are three refusals.");
    return [
      { command, nth, name: "loses its connection after it took effect", action: drop },
      { command, nth, name, action: refusal },
    ];
  }),
);

describe.concurrent("one call that goes wrong", () => {
  test.for(cases)(
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
