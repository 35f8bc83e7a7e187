import { beforeEach, describe, expect, test } from "vitest";
import { eventsOf, keptQueue, scheduled, type SceneEvents } from "../../../support/kept-events.js";
import { Gate } from "../../../support/gate.js";
import { journalPath, nameOf, setScene, worker, type Scene } from "../../../support/scene.js";

const [job, gone] = [nameOf("job"), nameOf("gone")];
const count = 150;

let scene: Scene;
let events: SceneEvents;
let before: unknown;

beforeEach(async () => {
  scene = setScene({ functions: [worker("job", { reserved: 5 }), worker("gone")] });
  events = eventsOf(scene);
  before = scene.settled();
  await scene.on({ keepEvents: true });
});

const send = (): void => {
  for (let order = 0; order < count; order += 1) events.send(job, { order });
};

const distinct = (): number => new Set(events.processed(job).map((payload) => JSON.stringify(payload))).size;

describe("a replay that takes longer than messages are hidden and a lock stays fresh", () => {
  test("sends each event once, the newest of a schedule included, and keeps the lock", async () => {
    events.send(job, scheduled("nightly", "2026-11-02T02:00:00Z"));
    events.send(gone, { order: 0 });
    send();
    events.send(job, scheduled("nightly", "2026-11-02T03:00:00Z"));
    scene.sandbox.world.deleteFunctionByHand(gone);
    const refused: unknown[] = [];
    const run = async (): Promise<void> => {
      refused.push(await scene.on().catch((error: unknown) => error));
    };
    scene.at("Invoke", { kind: "hook", when: "before", run }, { nth: count - 2 });
    const since = scene.clock.now().getTime();
    const { events: result } = await scene.off({ replayRate: 1 });
    expect(scene.clock.now().getTime() - since).toBeGreaterThan(150_000);
    expect(result).toEqual({
      replayed: count + 1,
      skipped: 1,
      left: 1,
      failures: [{ name: gone, reason: `1 event still waits: ${gone} does not exist any more` }],
    });
    expect(events.processed(job)).toHaveLength(count + 1);
    expect(events.processed(job)).toContainEqual(scheduled("nightly", "2026-11-02T03:00:00Z"));
    expect(refused).toMatchObject([{ code: "locked" }]);
  });
});

describe("a replay whose lock another run has taken over", () => {
  test("sends no more, and the other one finishes", async () => {
    for (let order = 0; order < 25; order += 1) events.send(job, { order });
    const reached = new Gate();
    const asleep = scene.open();
    const run = (): void => {
      asleep.fallAsleep();
      reached.open();
    };
    scene.at("Invoke", { kind: "hook", when: "before", run }, { nth: 5 });
    const first = scene.off({}, asleep).catch((error: unknown) => error);
    await reached.opened;
    scene.clock.advance(125_000);
    const other = await scene.off();
    asleep.wakeUp();
    expect(await first).toMatchObject({ code: "lock_lost", exitCode: 4 });
    expect(other).toMatchObject({ state: "off", events: { left: 0, failures: [] } });
    expect(distinct()).toBe(25);
    expect(events.processed(job).length).toBeLessThanOrEqual(25 + 10);
    expect(events.waiting()).toEqual([]);
    expect(scene.settled()).toEqual(before);
  });
});

test("Ctrl-C in the replay of an off that could not restore all leaves the journal open for the rest", async () => {
  send();
  events.send(gone, { order: 0 });
  const operator = scene.open();
  scene.at("DeleteFunctionConcurrency", { kind: "denied" }, { target: gone, times: 9 });
  scene.at("Invoke", { kind: "hook", when: "after", run: operator.interrupt }, { nth: 12 });
  await expect(scene.off({}, operator)).rejects.toMatchObject({
    code: "interrupted",
    message: "Interrupted: the workers of demo-dev may be partly stopped, and all their settings are saved.",
    hint: expect.stringContaining(
      "Finish the job with `jets maintenance:off --role worker --stack demo-dev`",
    ),
  });
  scene.sandbox.clearFaults();
  expect(await scene.status()).toMatchObject({ state: "partial" });
  expect(await scene.off()).toMatchObject({ state: "off", events: { left: 0, failures: [] } });
  expect(distinct()).toBe(count);
  expect(events.processed(gone)).toEqual([{ order: 0 }]);
  expect(scene.settled()).toEqual(before);
});

test("Ctrl-C in the replay after a damaged journal was salvaged does not say that all is back", async () => {
  scene.sandbox.world.addFunction("demo-dev", worker("late"));
  await scene.on();
  const damaged = Object.keys(scene.journal()).findLast((name) => name.startsWith("journal/")) ?? "";
  scene.sandbox.world.setParameter(`${journalPath}${damaged}`, "not JSON");
  events.send(job, { order: 0 });
  const operator = scene.open();
  scene.at("ReceiveMessage", { kind: "hook", when: "after", run: operator.interrupt });
  await expect(scene.off({ salvage: true }, operator)).rejects.toMatchObject({
    code: "interrupted",
    message: "Interrupted: the workers of demo-dev may be partly stopped, and all their settings are saved.",
  });
});

test("a message that SQS delivers twice is one event", async () => {
  for (let order = 0; order < 3; order += 1) events.send(job, { order });
  const bodies: string[] = [];
  scene.rewriter.rewrite({
    operation: "ReceiveMessage",
    times: 3,
    answer: (_, response) => {
      bodies.push(response.body);
      return { ...response, body: bodies[0] ?? response.body };
    },
  });
  expect((await scene.off()).events).toEqual({ replayed: 3, skipped: 0, left: 0, failures: [] });
  expect(events.processed(job)).toHaveLength(3);
  expect(scene.sandbox.world.messagesIn(keptQueue)).toEqual([]);
});
