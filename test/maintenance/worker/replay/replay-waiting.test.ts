import { beforeEach, describe, expect, test } from "vitest";
import { getHistory, purgeEvents, replayEvents } from "../../../../src/maintenance/index.js";
import { eventsOf, keptQueue, recordOf, scheduled, type SceneEvents } from "../../../support/kept-events.js";
import { Gate } from "../../../support/gate.js";
import { nameOf, setScene, worker, type Scene } from "../../../support/scene.js";

const job = nameOf("job");

let scene: Scene;
let events: SceneEvents;

beforeEach(async () => {
  scene = setScene({ functions: [worker("job", { reserved: 5 }), { name: "demo-dev-controller" }] });
  events = eventsOf(scene);
  await scene.on({ keepEvents: true });
  for (let order = 0; order < 3; order += 1) events.send(job, { order });
});

const replay = (options = {}): ReturnType<typeof replayEvents> => replayEvents(scene.open().context, options);

describe("a replay after maintenance", () => {
  test("sends what an off has left, and says how many", async () => {
    await scene.off({ replay: false });
    expect(await replay()).toEqual({ replayed: 3, skipped: 0, left: 0, failures: [] });
    expect(events.processed(job)).toHaveLength(3);
    expect(await replay()).toEqual({ replayed: 0, skipped: 0, left: 0, failures: [] });
    expect(await scene.off()).toMatchObject({ changed: false });
  });

  test("goes by the rate and by what becomes of schedules", async () => {
    for (const hour of ["01", "02"]) events.send(job, scheduled("nightly", `2026-11-02T${hour}:00:00Z`));
    await scene.off({ replay: false });
    const before = scene.clock.now().getTime();
    expect(await replay({ replayRate: 1, replaySchedules: "all" })).toMatchObject({
      replayed: 5,
      skipped: 0,
    });
    expect(scene.clock.now().getTime() - before).toBeGreaterThanOrEqual(4_000);
  });

  test.each(["with events that are kept", "without"])("is refused during maintenance, %s", async (kind) => {
    if (kind === "without") {
      await scene.off({ replay: false });
      await scene.on();
    }
    const waiting = events.waiting();
    const stopped = scene.settled();
    await expect(replay()).rejects.toMatchObject({
      code: "failed",
      exitCode: 1,
      message:
        "The workers of demo-dev are in maintenance: their events wait until it is over. Nothing was changed.",
      hint: "Bring them back with `jets maintenance:off --role worker --stack demo-dev`, which replays the events unless --no-replay is given.",
    });
    expect([events.waiting(), scene.settled()]).toEqual([waiting, stopped]);
    expect(await scene.status()).toMatchObject({ state: "on" });
    expect(await scene.off()).toMatchObject({ state: "off" });
  });

  test("waits for the lock, and keeps other runs out", async () => {
    await scene.off({ replay: false });
    const reached = new Gate();
    const asleep = scene.open();
    const run = (): void => {
      asleep.fallAsleep();
      reached.open();
    };
    scene.at("Invoke", { kind: "hook", when: "before", run });
    const first = replayEvents(asleep.context);
    await reached.opened;
    await expect(replay()).rejects.toMatchObject({ code: "locked", exitCode: 4 });
    await expect(scene.on()).rejects.toMatchObject({ code: "locked" });
    expect((await scene.status()).notes.join()).toContain("has the lock");
    asleep.wakeUp();
    expect(await first).toMatchObject({ replayed: 3 });
  });

  test("is named in the history, with its numbers", async () => {
    await scene.off({ replay: false });
    await replay();
    const { entries } = await getHistory(["worker"], scene.open().context);
    expect(entries.map(({ command, events: counts }) => [command, counts])).toEqual([
      ["on", undefined],
      ["off", { replayed: 0, skipped: 0, left: 3 }],
      ["events", { replayed: 3, skipped: 0, left: 0 }],
    ]);
  });

  test("sends events of functions that are no workers by now, and of none that the stack has no more", async () => {
    await scene.off({ replay: false });
    scene.sandbox.world.setTags(job, { "jets:role": "none" });
    expect(await replay()).toMatchObject({ replayed: 3, left: 0 });
    scene.sandbox.world.addMessage(keptQueue, recordOf(job, "1"));
    scene.sandbox.world.deleteFunction(job);
    expect(await replay()).toMatchObject({
      replayed: 0,
      left: 1,
      failures: [
        {
          name: job,
          reason: `1 event still waits: ${job} is not among the functions that events are replayed to here`,
        },
      ],
    });
  });

  test("ends with Ctrl-C as such, and the next one finishes", async () => {
    await scene.off({ replay: false });
    const operator = scene.open();
    scene.at("Invoke", { kind: "hook", when: "before", run: operator.interrupt });
    await expect(replayEvents(operator.context)).rejects.toMatchObject({ code: "interrupted" });
    expect((await scene.status()).notes.join()).toContain("still wait");
    expect(await replay()).toMatchObject({ left: 0, failures: [] });
    expect(new Set(events.processed(job).map((payload) => JSON.stringify(payload))).size).toBe(3);
  });

  test.each(["before", "after"] as const)("that dies %s any call is finished by the next", async (when) => {
    await scene.off({ replay: false });
    for (const call of [3, 6, 9, 10, 11, 12, 13, 14]) {
      await scene.dieAt({ call, when }, ({ context }) => replayEvents(context));
      expect((await scene.status()).notes.join()).toContain(events.waiting().length > 0 ? "still wait" : "");
      scene.clock.advance(125_000);
    }
    expect(await replay()).toMatchObject({ left: 0, failures: [] });
    expect(new Set(events.processed(job).map((payload) => JSON.stringify(payload))).size).toBe(3);
    expect(events.waiting()).toEqual([]);
  });
});

describe("where no events were ever kept", () => {
  test.each([
    ["replay", replayEvents],
    ["purge", purgeEvents],
  ])("%s says so", async (_, work) => {
    const other = setScene();
    await expect(work(other.open().context)).rejects.toMatchObject({
      code: "failed",
      message: `There is no queue ${keptQueue}: no events of demo-dev were kept.`,
      hint: "Keep them with `jets maintenance:on --role worker --keep-events --stack demo-dev`.",
    });
    expect(other.journal()).toEqual({});
  });
});

describe("a purge", () => {
  test("deletes all that waits", async () => {
    await scene.off({ replay: false });
    await purgeEvents(scene.open().context);
    expect(events.waiting()).toEqual([]);
    expect(await scene.status()).toMatchObject({ notes: [] });
  });

  test("is refused during maintenance", async () => {
    const waiting = events.waiting();
    await expect(purgeEvents(scene.open().context)).rejects.toMatchObject({ code: "failed" });
    expect(events.waiting()).toEqual(waiting);
  });

  test("that AWS refuses is an error", async () => {
    await scene.off({ replay: false });
    await purgeEvents(scene.open().context);
    await expect(purgeEvents(scene.open().context)).rejects.toMatchObject({
      code: "aws_refused",
      message: expect.stringContaining("PurgeQueueInProgress"),
    });
  });
});
