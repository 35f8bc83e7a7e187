import { expect, onTestFinished, test } from "vitest";
import type { Parameter, ParameterCalls } from "../../../../src/maintenance/index.js";
import { Heartbeat } from "../../../../src/maintenance/worker/lock/heartbeat.js";
import { runName } from "../../../../src/maintenance/worker/journal/names.js";
import { sealRun, type RunRecord } from "../../../../src/maintenance/worker/lock/run-record.js";
import { createTestSandbox } from "../../../support/world/index.js";
import { Gate } from "../../../support/gate.js";
import { createOperator } from "../../../support/operator.js";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.js";

const unused = (): Promise<never> => Promise.reject(new Error("It only reads and writes by name."));

const record = {
  v: 1,
  stack: "demo-dev",
  run: 1,
  token: "one",
  command: "on",
  by: "ada@laptop",
  since: "2026-01-01T00:00:00.000Z",
  stackId: "demo-dev",
  state: "running",
} as const;

const parameterOf = (run: RunRecord): Parameter => ({
  name: runName("demo-dev", run.run),
  value: sealRun(run),
  modifiedAt: new Date(0),
  version: 1,
});

const [own, next] = [record, { ...record, run: 2, token: "two", by: "bob@desk", over: 1 }].map(parameterOf);
if (own === undefined || next === undefined) throw new Error("There are two.");

type Get = ParameterCalls["get"];

/** The heartbeat of a run that reads by `get`. */
function startWith(get: Get, clock = createVirtualClock()): { heartbeat: Heartbeat; clock: VirtualClock } {
  const calls = {
    get,
    history: unused,
    put: () => Promise.resolve({ version: 1, repeated: false }),
    list: unused,
    create: unused,
    delete: unused,
  };
  const { context } = createOperator(createTestSandbox(), clock);
  const parameters = { ...calls, uninterrupted: calls };
  const heartbeat = new Heartbeat({ ...context, parameters }, record, clock.now());
  // A lock that is lost by then is what a test is about.
  onTestFinished(() => heartbeat.stop().catch(() => undefined));
  return { clock, heartbeat };
}

const taken = {
  code: "lock_lost",
  message: expect.stringMatching(
    /^Another run took over from this one: jets maintenance:on --role worker by bob@desk /,
  ),
};

test("a look for a successor from before the machine fell asleep confirms nothing, though a beat has shared it", async () => {
  const [asked, answered] = [new Gate(), new Gate()];
  let looks = 0;
  const { heartbeat, clock } = startWith(async () => {
    looks += 1;
    if (looks > 1) return [own, next];
    asked.open();
    await answered.opened;
    return [own];
  });
  clock.advance(5_000);
  const confirmed = heartbeat.confirm();
  await asked.opened;
  clock.advance(125_000);
  // The beat that is due by now begins.
  await clock.sleep(1);
  answered.open();
  await expect(confirmed).rejects.toMatchObject(taken);
  expect(looks).toBe(2);
});

test("a record that was written late is looked at once more: somebody may have seen it stale", async () => {
  let looks = 0;
  const { heartbeat, clock } = startWith(() => {
    looks += 1;
    return Promise.resolve(looks > 1 ? [own, next] : [own]);
  });
  clock.advance(118_000);
  await expect(heartbeat.confirm()).rejects.toMatchObject(taken);
});

test("a run that slept through so many others that their records are gone as well as its own has lost the lock", async () => {
  const { heartbeat, clock } = startWith(() => Promise.resolve([]));
  clock.advance(5_000);
  await expect(heartbeat.confirm()).rejects.toMatchObject({
    code: "lock_lost",
    message: `The record of this run is gone (${own.name}): others have taken over and ended since.`,
  });
});

test("one answer without the run's own record proves nothing", async () => {
  let looks = 0;
  const { heartbeat, clock } = startWith(() => {
    looks += 1;
    return Promise.resolve(looks === 1 ? [] : [own]);
  });
  clock.advance(5_000);
  await heartbeat.confirm();
  expect(looks).toBe(2);
});

test("a look that AWS refuses confirms nothing", async () => {
  const { heartbeat, clock } = startWith(() => Promise.reject(new Error("No.")));
  clock.advance(5_000);
  await expect(heartbeat.confirm()).rejects.toThrow("No.");
});
