import { beforeEach, describe, expect, test } from "vitest";
import type { TurnOptions } from "../../../../src/maintenance/index.js";
import { eventsOf, scheduled, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, setScene, worker, type Scene, type Told } from "../../../support/scene.js";

const [job, report] = [nameOf("job"), nameOf("report")];
const night = scheduled("nightly", "2026-11-02T01:00:00Z");
const later = scheduled("nightly", "2026-11-02T02:00:00Z");
const latest = scheduled("nightly", "2026-11-02T03:00:00Z");

let scene: Scene;
let events: SceneEvents;

beforeEach(async () => {
  scene = setScene({ functions: [worker("job", { versions: 1, aliases: { live: "1" } }), worker("report")] });
  events = eventsOf(scene);
  await scene.on({ keepEvents: true });
});

const offAfter = (sent: readonly unknown[], options?: TurnOptions): Promise<Told> => {
  for (const payload of sent) events.send(job, payload);
  return scene.off(options);
};

describe("of scheduled events", () => {
  test.each([
    ["in the order of their times", [night, later, latest]],
    ["in any order", [latest, night, later]],
    ["twice", [latest, night, latest]],
  ])("that come %s, the newest of a rule is replayed alone", async (_, sent) => {
    const { events: result } = await offAfter(sent);
    expect(result).toEqual({ replayed: 1, skipped: 2, left: 0, failures: [] });
    expect(events.processed(job)).toEqual([latest]);
    expect(events.waiting()).toEqual([]);
  });

  test("all are replayed where that is asked for, also one that comes twice", async () => {
    const { events: result } = await offAfter([night, latest, latest], { replaySchedules: "all" });
    expect(result).toMatchObject({ replayed: 3, skipped: 0, left: 0 });
    expect(events.processed(job)).toHaveLength(3);
  });

  test("none is replayed where that is asked for; other events are", async () => {
    const { events: result } = await offAfter([night, { order: 1 }, latest], { replaySchedules: "none" });
    expect(result).toMatchObject({ replayed: 1, skipped: 2, left: 0 });
    expect([events.processed(job), events.waiting()]).toEqual([[{ order: 1 }], []]);
  });

  test("each rule has its newest, and each function and alias that the rule sends to", async () => {
    const other = scheduled("hourly", "2026-11-02T00:00:00Z");
    events.send(report, night);
    events.send(report, later);
    events.send(job, later, "live");
    await offAfter([night, latest, other]);
    expect(events.processed(report)).toEqual([later]);
    expect(events.processed(job)).toHaveLength(3);
    expect(events.processed(job)).toEqual(expect.arrayContaining([later, latest, other]));
  });

  test("one whose time cannot be read goes by when it was kept", async () => {
    const unreadable = { ...night, time: "at noon" };
    events.send(job, unreadable);
    scene.clock.advance(1_000);
    const { events: result } = await offAfter([{ ...unreadable, id: "second" }]);
    expect(result).toMatchObject({ replayed: 1, skipped: 1 });
    expect(events.processed(job)).toEqual([{ ...unreadable, id: "second" }]);
  });

  test("hundreds of many rules are one of each", async () => {
    const rules = Array.from({ length: 30 }, (_, at) => `rule-${at}`);
    const hours = Array.from({ length: 10 }, (_, at) => `2026-11-02T0${at}:00:00Z`);
    const sent = hours.flatMap((time) => rules.map((rule) => scheduled(rule, time)));
    const { events: result } = await offAfter(sent);
    expect(result).toEqual({ replayed: 30, skipped: 270, left: 0, failures: [] });
    expect(events.processed(job)).toEqual(
      expect.arrayContaining(rules.map((rule) => scheduled(rule, "2026-11-02T09:00:00Z"))),
    );
  });

  test("those of a function that is gone all stay, the older ones included", async () => {
    for (const payload of [night, later, latest]) events.send(job, payload);
    scene.sandbox.world.deleteFunctionByHand(job);
    const { events: result } = await scene.off();
    expect(result).toMatchObject({ replayed: 0, skipped: 0, left: 3 });
    expect(events.waiting()).toHaveLength(3);
  });
});
