import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  exitCodeOf,
  summaryOf,
  targetStates,
  type Outcome,
  type TargetState,
} from "../../src/fleet/outcome.js";

const at = { account: "111122223333", region: "eu-west-1", by: {}, place: { createAws: notCalled } };

function notCalled(): never {
  throw new Error("Nothing reaches AWS here.");
}

const target = (state: TargetState, isAsAsked = state === "on"): Outcome => ({
  application: { at, stack: "shop" },
  role: "worker",
  state,
  isAsAsked,
});

const trouble = { account: "222233334444", error: new Error("denied") };
const { signal } = new AbortController();

describe("the exit code of many targets", () => {
  test.each([
    ["all are as asked", [target("on"), target("on")], 0],
    ["one has no workers", [target("on"), target("skipped", true)], 0],
    ["none has workers", [target("skipped", true)], 1],
    ["one has failed", [target("on"), target("failed")], 3],
    ["one is partly on, and no other is on", [target("partial"), target("failed")], 3],
    ["one is on but its events wait", [target("on", false), target("on")], 3],
    ["what is missing is held by other runs", [target("on"), target("held")], 4],
    ["all are held by other runs", [target("held"), target("held")], 4],
    ["one is held and one has failed", [target("on"), target("held"), target("failed")], 3],
    ["all have failed", [target("failed"), target("skipped")], 1],
    ["there is none", [], 1],
  ] as const)("%s", (_, outcomes, code) => {
    expect(exitCodeOf(outcomes, [], signal)).toBe(code);
  });

  test("an account that was not reached counts as a failure", () => {
    expect(exitCodeOf([target("on")], [trouble], signal)).toBe(3);
    expect(exitCodeOf([target("held")], [trouble], signal)).toBe(1);
    expect(exitCodeOf([], [trouble], signal)).toBe(1);
  });

  test("a run that was interrupted is 130, unless all was done by then", () => {
    expect(exitCodeOf([target("on"), target("skipped")], [], AbortSignal.abort())).toBe(130);
    expect(exitCodeOf([target("on")], [], AbortSignal.abort())).toBe(0);
  });

  test("is 0 only where each target that has workers is as asked", () => {
    const outcome = fc
      .tuple(fc.constantFrom(...targetStates), fc.boolean())
      .map(([state, isAsAsked]) => target(state, isAsAsked));
    fc.assert(
      fc.property(fc.array(outcome), fc.nat(2), (outcomes, troubles) => {
        const code = exitCodeOf(outcomes, Array<typeof trouble>(troubles).fill(trouble), signal);
        if (code === 0) expect(troubles + outcomes.filter(({ isAsAsked }) => !isAsAsked).length).toBe(0);
        expect([0, 1, 3, 4]).toContain(code);
      }),
    );
  });
});

test("the summary counts each target once", () => {
  const outcomes = targetStates.flatMap((state) => [target(state), target(state)]);
  expect(summaryOf(outcomes, [trouble])).toEqual({
    on: 2,
    off: 2,
    partial: 2,
    failed: 3,
    held: 2,
    skipped: 2,
  });
});
