import { expect, test } from "vitest";
import type { Parameter, ParameterCalls } from "../../../src/maintenance/index.js";
import { startHeart } from "../../../src/maintenance/worker/heart.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import { Gate } from "../../support/gate.js";
import { createOperator } from "../../support/operator.js";
import { createVirtualClock } from "../../support/virtual-clock.js";

const unused = (): Promise<never> => Promise.reject(new Error("It only reads and writes by name."));

test("a look for a successor from before the machine fell asleep confirms nothing, though a beat has shared it", async () => {
  const clock = createVirtualClock();
  const [asked, answered] = [new Gate(), new Gate()];
  let looks = 0;
  const get: ParameterCalls["get"] = async (name = "") => {
    looks += 1;
    if (looks > 1) return [{ name, value: "{}", modifiedAt: clock.now() } satisfies Parameter];
    asked.open();
    await answered.opened;
    return [];
  };
  const calls = {
    get,
    history: unused,
    put: () => Promise.resolve(),
    list: unused,
    create: unused,
    delete: unused,
  };
  const { context } = createOperator(createSandbox(), clock);
  const record = {
    v: 1,
    stack: "demo-dev",
    run: 1,
    token: "one",
    command: "on",
    by: "ada@laptop",
    since: clock.now().toISOString(),
    stackId: "demo-dev",
    state: "running",
  } as const;
  const heart = startHeart(
    { ...context, parameters: { ...calls, uninterrupted: calls } },
    record,
    clock.now(),
  );
  clock.advance(2_000);
  const confirmed = heart.confirm();
  await asked.opened;
  clock.advance(125_000);
  // The beat that is due by now begins.
  await clock.sleep(1);
  answered.open();
  await expect(confirmed).rejects.toMatchObject({ code: "hold_lost" });
  expect(looks).toBe(2);
});
