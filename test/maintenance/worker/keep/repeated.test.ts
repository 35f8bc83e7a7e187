import { beforeEach, describe, expect, test } from "vitest";
import { begin } from "../../../../src/maintenance/index.js";
import { eventsOf, keptQueue, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

const kept = { onFailure: queue(keptQueue) };
const [job, late] = [nameOf("job"), nameOf("late")];

let scene: Scene;
let events: SceneEvents;
let before: unknown;

const everything = (): unknown => [scene.settled(), events.configs()];

beforeEach(() => {
  const seed = { reserved: 5, versions: 1, aliases: { live: "1" }, maximumRetryAttempts: 0 };
  scene = setScene({ functions: [worker("job", seed)], eventInvokeSettlesMs: 5_000 });
  events = eventsOf(scene);
  before = everything();
});

describe("a repeated on", () => {
  test("keeps the events of a worker that was deployed meanwhile, asked or not", async () => {
    await scene.on({ keepEvents: true });
    scene.sandbox.world.addFunction("demo-dev", worker("late", { reserved: 3, role: "late" }));
    expect(await scene.status()).toMatchObject({ state: "partial" });
    expect(await scene.on()).toMatchObject({ state: "on", changed: true });
    events.send(late, { order: 1 });
    events.send(job, { order: 2 });
    expect(events.lost()).toEqual([]);
    expect(await scene.off()).toMatchObject({ state: "off", events: { replayed: 2, left: 0 } });
    expect(events.configs()).toEqual({ [job]: { $LATEST: { maximumRetryAttempts: 0 } } });
    expect(scene.settled()[late]?.reserved).toBe(3);
  });

  test("after one that keeps none begins to keep them; off brings all back", async () => {
    await scene.on();
    events.send(job, { order: 1 });
    expect(await scene.on({ keepEvents: true })).toMatchObject({ state: "on", changed: true });
    scene.clock.advance(5_000);
    events.send(job, { order: 2 });
    expect(events.lost()).toEqual([{ order: 1 }]);
    expect(await scene.off()).toMatchObject({ events: { replayed: 1 } });
    expect(everything()).toEqual(before);
  });

  test("takes again what a deployment has reset, which status names; what it deployed is the new original", async () => {
    await scene.on({ keepEvents: true });
    scene.sandbox.world.setEventInvokeConfig(job, "$LATEST", {
      maximumRetryAttempts: 2,
      maximumEventAge: 60,
    });
    scene.sandbox.world.setEventInvokeConfig(job, "live", null);
    expect(await scene.status()).toMatchObject({
      state: "partial",
      functions: [
        {
          name: job,
          state: "partial",
          problem:
            "is stopped, but its events are not kept any more: a deployment may have reset what was configured for $LATEST, live.",
        },
      ],
    });
    expect(await scene.on()).toMatchObject({ state: "on", changed: true });
    expect(await scene.status()).toMatchObject({ state: "on" });
    expect(events.configs()[job]).toEqual({
      $LATEST: { ...kept, maximumRetryAttempts: 2, maximumEventAge: 60 },
      "1": kept,
      live: kept,
    });
    await scene.off();
    expect(events.configs()).toEqual({
      [job]: { $LATEST: { maximumRetryAttempts: 2, maximumEventAge: 60 } },
    });
  });

  test("has nothing to do where an alias was deleted, and status says nothing of it", async () => {
    await scene.on({ keepEvents: true });
    scene.sandbox.world.deleteAlias(job, "live");
    scene.sandbox.world.setEventInvokeConfig(job, "live", null);
    expect(await scene.status()).toMatchObject({ state: "on", notes: [] });
    expect(await scene.on()).toMatchObject({ state: "on", failures: [] });
    expect(await scene.status()).toMatchObject({ state: "on", notes: [] });
    expect((await scene.off()).warnings).toEqual([]);
  });

  test("says that events go on being kept where it is not to keep any", async () => {
    await scene.on({ keepEvents: true });
    const { warnings } = await scene.on({ keepEvents: false });
    expect(warnings).toEqual([expect.stringContaining("Maintenance keeps events since it was turned on")]);
    events.send(job, { order: 1 });
    expect(await scene.off()).toMatchObject({ events: { replayed: 1 } });
  });

  test("with nothing to do changes nothing, and waits for nothing", async () => {
    await scene.on({ keepEvents: true });
    scene.changes();
    const at = scene.clock.now().getTime();
    expect(await scene.on({ keepEvents: true })).toMatchObject({ state: "on", changed: false, failures: [] });
    expect(scene.changes()).toEqual([]);
    expect(scene.clock.now().getTime() - at).toBeLessThan(5_000);
  });

  test("covers an alias that was made meanwhile", async () => {
    await scene.on({ keepEvents: true });
    scene.sandbox.world.setAlias(job, "blue", "1");
    expect(await scene.on()).toMatchObject({ state: "on" });
    scene.clock.advance(5_000);
    events.send(job, { order: 1 }, "blue");
    expect(events.lost()).toEqual([]);
    await scene.off();
    expect(events.processed(job)).toEqual([{ order: 1 }]);
  });

  test("leaves a failure destination alone that the application was given meanwhile", async () => {
    await scene.on({ keepEvents: true });
    scene.sandbox.world.addQueue("theirs");
    scene.sandbox.world.setEventInvokeConfig(job, "live", { onFailure: queue("theirs") });
    const { warnings } = await scene.on();
    expect(warnings.join("\n")).toContain(`${job}:live to ${queue("theirs")}`);
    await scene.off();
    expect(events.configs()[job]).toEqual({
      $LATEST: { maximumRetryAttempts: 0 },
      live: { onFailure: queue("theirs") },
    });
  });

  test.each([9, 12, 15, 18])(
    "right after one that was interrupted at call %i loses no event",
    async (nth) => {
      const operator = scene.open();
      scene.sandbox.addFault({ nth, action: { kind: "hook", when: "after", run: operator.interrupt } });
      await scene.on({ keepEvents: true }, operator).catch(() => undefined);
      scene.sandbox.clearFaults();
      const run = (): void => {
        events.send(job, { at: scene.sandbox.calls.length });
      };
      scene.sandbox.addFault({ times: 99, action: { kind: "hook", when: "before", run } });
      expect(await scene.on({ keepEvents: true })).toMatchObject({ state: "on" });
      scene.sandbox.clearFaults();
      expect(events.lost()).toEqual([]);
      await scene.off();
      expect(everything()).toEqual(before);
    },
  );
});

test("an event at any call of the way in and of the way back is processed, once", async () => {
  let sent = 0;
  const run = (): void => {
    sent += 1;
    events.send(job, { sent }, sent % 2 === 0 ? "live" : "$LATEST");
  };
  scene.sandbox.addFault({ times: 10_000, action: { kind: "hook", when: "after", run } });
  await scene.on({ keepEvents: true });
  const { events: result } = await scene.off();
  scene.sandbox.clearFaults();
  expect(result).toMatchObject({ left: 0, failures: [] });
  expect(events.lost()).toEqual([]);
  expect(new Set(events.processed(job).map((payload) => JSON.stringify(payload))).size).toBe(sent);
  expect(events.waiting()).toEqual([]);
});

test("workers are stopped five seconds after the last configuration was put, and not before", async () => {
  await scene.on({ keepEvents: true });
  const timesOf = (operation: string): number[] =>
    scene.sandbox.calls.filter((call) => call.operation === operation).map(({ time }) => time);
  const last = Math.max(...timesOf("PutFunctionEventInvokeConfig"));
  const [first = 0] = timesOf("PutFunctionConcurrency");
  expect(first - last).toBeGreaterThanOrEqual(5_000);
  expect(first - last).toBeLessThan(6_000);
});

test("a command that runs meanwhile has its events kept and replayed, too", async () => {
  const operator = scene.open();
  const begun = await begin("worker", operator.context, { keepEvents: true });
  expect(begun.result).toMatchObject({ state: "on", failures: [] });
  events.send(job, { order: 1 });
  expect(await begun.end(scene.open().context, {})).toMatchObject({
    state: "off",
    events: { replayed: 1, left: 0 },
  });
  expect(events.processed(job)).toEqual([{ order: 1 }]);
  expect(everything()).toEqual(before);
});
