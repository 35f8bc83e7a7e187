import { beforeEach, describe, expect, test } from "vitest";
import { getEvents, type WaitingEvents } from "../../../../src/maintenance/index.js";
import { eventsOf, keptQueue, recordOf, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, setScene, worker, type Scene } from "../../../support/scene.js";

const [job, report] = [nameOf("job"), nameOf("report")];

let scene: Scene;
let events: SceneEvents;

beforeEach(() => {
  scene = setScene({ functions: [worker("job", { versions: 1, aliases: { live: "1" } }), worker("report")] });
  events = eventsOf(scene);
});

const waiting = (operator = scene.open()): Promise<WaitingEvents> => getEvents(operator.context);

const add = (name: string, timestamp: string, count = 1): void => {
  for (let at = 0; at < count; at += 1)
    scene.sandbox.world.addMessage(keptQueue, recordOf(name, "1", { timestamp }));
};

/** Whether each message can be received at once. */
const visible = (): boolean[] =>
  scene.sandbox.world
    .messagesIn(keptQueue)
    .map(({ availableAt }) => availableAt <= scene.clock.now().getTime());

const nothing = { queue: keptQueue, messages: 0, functions: [], others: 0, complete: true };

describe("the events that wait", () => {
  test("are none where none were ever kept, and none where the queue is empty", async () => {
    expect(await waiting()).toEqual(nothing);
    scene.sandbox.world.addQueue(keptQueue);
    expect(await waiting()).toEqual(nothing);
    expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
  });

  test("are counted for each function with its oldest, aliases included, others apart", async () => {
    scene.sandbox.world.addQueue(keptQueue);
    add(report, "2026-11-02T09:00:00.000Z", 12);
    add(report, "2026-11-02T08:00:00.000Z");
    add(job, "2026-11-02T10:00:00.000Z", 2);
    scene.sandbox.world.addMessage(keptQueue, "no record");
    scene.sandbox.world.addMessage(keptQueue, recordOf(job, "1", { condition: "RetriesExhausted" }));
    expect(await waiting()).toEqual({
      queue: keptQueue,
      messages: 17,
      functions: [
        { name: job, count: 2, oldest: "2026-11-02T10:00:00.000Z" },
        { name: report, count: 13, oldest: "2026-11-02T08:00:00.000Z" },
      ],
      others: 2,
      complete: true,
    });
  });

  test("stay where they are, can be had at once, and are replayed all the same", async () => {
    await scene.on({ keepEvents: true });
    for (let order = 0; order < 12; order += 1)
      events.send(job, { order }, order % 2 === 0 ? "live" : "$LATEST");
    const before = events.waiting();
    expect((await waiting()).functions).toMatchObject([{ name: job, count: 12 }]);
    expect(events.waiting()).toEqual(before);
    expect(visible()).not.toContain(false);
    expect((await scene.off()).events).toMatchObject({ replayed: 12, left: 0 });
  });

  test("that another program has received are not all looked at, which is said", async () => {
    scene.sandbox.world.addQueue(keptQueue);
    add(job, "2026-11-02T10:00:00.000Z", 3);
    for (const message of scene.sandbox.world.messagesIn(keptQueue).slice(0, 2))
      message.availableAt = scene.clock.now().getTime() + 60_000;
    expect(await waiting()).toMatchObject({
      messages: 3,
      functions: [{ name: job, count: 1 }],
      complete: false,
    });
  });

  test("are shown again where the look fails", async () => {
    scene.sandbox.world.addQueue(keptQueue);
    add(job, "2026-11-02T10:00:00.000Z", 15);
    scene.at("ReceiveMessage", { kind: "denied" }, { nth: 2, times: 9 });
    await expect(waiting()).rejects.toMatchObject({ code: "access_denied" });
    expect(visible()).not.toContain(false);
  });

  test("are found at the first look after one that was interrupted or killed a minute ago", async () => {
    scene.sandbox.world.addQueue(keptQueue);
    add(job, "2026-11-02T10:00:00.000Z", 15);
    const operator = scene.open();
    scene.at("ReceiveMessage", { kind: "hook", when: "after", run: operator.interrupt });
    await expect(waiting(operator)).rejects.toMatchObject({ code: "interrupted" });
    await scene.dieAt({ call: 2, when: "after", operation: "ReceiveMessage" }, waiting);
    scene.clock.advance(60_000);
    expect(await waiting()).toMatchObject({ messages: 15, functions: [{ count: 15 }], complete: true });
  });

  test("of a stack that is not there are an error", async () => {
    scene.sandbox.world.deleteStack("demo-dev");
    await expect(waiting()).rejects.toMatchObject({ code: "not_deployed" });
  });
});

describe("status", () => {
  test("tells how many wait during maintenance, and only then", async () => {
    await scene.on({ keepEvents: true });
    expect(await scene.status()).toMatchObject({ state: "on", notes: [] });
    events.send(job, 1);
    expect((await scene.status()).notes).toEqual([`1 event still waits in ${keptQueue}: off replays it.`]);
    events.send(job, 2);
    expect((await scene.status()).notes).toEqual([`2 events still wait in ${keptQueue}: off replays them.`]);
    await scene.off();
    expect((await scene.status()).notes).toEqual([]);
  });

  test("is told all the same where the queue cannot be read", async () => {
    await scene.on({ keepEvents: true });
    scene.at("GetQueueUrl", { kind: "denied" }, { times: 9 });
    const { state, notes } = await scene.status();
    expect(state).toBe("on");
    expect(notes.join()).toContain(
      `How many events wait in ${keptQueue} could not be read: Access denied: sqs:GetQueueUrl`,
    );
  });
});
