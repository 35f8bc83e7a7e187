import { beforeEach, describe, expect, test } from "vitest";
import { replayEvents } from "../../../../src/maintenance/index.js";
import { eventsOf, keptQueue, recordOf, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, setScene, worker, type Scene } from "../../../support/scene.js";

const [a, b, c] = [nameOf("a"), nameOf("b"), nameOf("c")];

let scene: Scene;
let events: SceneEvents;

beforeEach(async () => {
  scene = setScene({
    functions: [worker("a", { reserved: 5, versions: 1, aliases: { live: "1" } }), worker("b"), worker("c")],
  });
  events = eventsOf(scene);
  await scene.on({ keepEvents: true });
});

const send = (count: number, name: string, qualifier?: string): void => {
  for (let order = 0; order < count; order += 1) events.send(name, { order }, qualifier);
};

/** Whether each message can be received at once. */
const visible = (): boolean[] =>
  scene.sandbox.world
    .messagesIn(keptQueue)
    .map(({ availableAt }) => availableAt <= scene.clock.now().getTime());

const laterReplay = (): ReturnType<typeof replayEvents> => replayEvents(scene.open().context);

describe("events that cannot be replayed stay, are named, and can be had at once", () => {
  test("of a function that is gone", async () => {
    send(2, a);
    send(3, b);
    scene.sandbox.world.deleteFunctionByHand(a);
    expect(await scene.off()).toMatchObject({
      state: "off",
      failures: [],
      events: {
        replayed: 3,
        skipped: 0,
        left: 2,
        failures: [{ name: a, reason: `2 events still wait: ${a} does not exist any more` }],
      },
    });
    expect(visible()).toEqual([true, true]);
    expect(await scene.status()).toMatchObject({
      state: "off",
      notes: [
        `2 events still wait in ${keptQueue}: replay them with \`jets maintenance:events --role worker --stack demo-dev\`.`,
      ],
    });
  });

  test("of a function that is at 0, which would not process them", async () => {
    send(1, a);
    const run = (): void => {
      scene.sandbox.world.setReserved(a, 0);
    };
    scene.at("GetQueueUrl", { kind: "hook", when: "before", run });
    expect((await scene.off()).events).toMatchObject({
      replayed: 0,
      left: 1,
      failures: [{ name: a, reason: `1 event still waits: ${a} is stopped: its reserved concurrency is 0` }],
    });
    scene.sandbox.world.setReserved(a, 5);
    expect(await laterReplay()).toMatchObject({ replayed: 1, left: 0, failures: [] });
    expect(events.processed(a)).toEqual([{ order: 0 }]);
    expect(await scene.status()).toMatchObject({ notes: [] });
  });

  test("of an alias that is gone; the function itself gets its own", async () => {
    send(2, a, "live");
    send(1, a);
    scene.sandbox.world.deleteAlias(a, "live");
    expect((await scene.off()).events).toMatchObject({
      replayed: 1,
      left: 2,
      failures: [{ name: a, reason: `2 events still wait: ${a}:live does not exist any more` }],
    });
  });

  test("of a worker that was not restored; those of the others are replayed", async () => {
    send(2, a);
    send(1, b);
    scene.at("PutFunctionConcurrency", { kind: "denied" }, { target: a, times: 99 });
    const off = await scene.off();
    expect(off).toMatchObject({
      state: "partial",
      failures: [{ name: a }],
      events: { replayed: 1, left: 2 },
    });
    send(1, a);
    expect(events.lost()).toEqual([]);
    scene.sandbox.clearFaults();
    expect(await scene.off()).toMatchObject({ state: "off", events: { replayed: 3, left: 0, failures: [] } });
    expect(events.processed(a)).toHaveLength(3);
  });

  test("of a function that Lambda does not let be invoked", async () => {
    send(12, a);
    send(12, b);
    scene.at("Invoke", { kind: "denied" }, { target: a, times: 999 });
    const { events: result } = await scene.off();
    expect(result).toMatchObject({ replayed: 12, left: 12 });
    expect(result?.failures).toEqual([
      {
        name: a,
        reason: expect.stringMatching(/^12 events still wait: Access denied: lambda:InvokeFunction/),
      },
    ]);
    expect(
      scene.sandbox.calls.filter(({ operation, target }) => operation === "Invoke" && target.startsWith(a))
        .length,
    ).toBeLessThan(12);
    scene.sandbox.clearFaults();
    expect(await laterReplay()).toMatchObject({ replayed: 12, left: 0 });
  });

  test("none where Lambda only throttles for a while", async () => {
    send(3, a);
    scene.at("Invoke", { kind: "throttled" }, { times: 4 });
    expect((await scene.off()).events).toEqual({ replayed: 3, skipped: 0, left: 0, failures: [] });
    expect(events.processed(a)).toHaveLength(3);
  });
});

describe("where the queue itself", () => {
  test.each([
    ["cannot be found", "GetQueueUrl", 0],
    ["cannot be read", "ReceiveMessage", 2],
  ])("%s, workers are back and the queue is named", async (_, operation, left) => {
    send(2, a);
    scene.at(operation, { kind: "denied" }, { times: 9 });
    expect(await scene.off()).toMatchObject({
      state: "off",
      failures: [],
      events: {
        replayed: 0,
        left,
        failures: [{ name: keptQueue, reason: expect.stringContaining(`sqs:${operation}`) }],
      },
    });
    scene.sandbox.clearFaults();
    expect(await laterReplay()).toMatchObject({ replayed: 2, left: 0 });
  });

  test("does not let a message be deleted, what was sent is counted and stays", async () => {
    send(2, a);
    scene.at("DeleteMessageBatch", { kind: "denied" }, { times: 9 });
    expect((await scene.off()).events).toMatchObject({
      replayed: 2,
      left: 2,
      failures: [{ name: keptQueue, reason: expect.stringContaining("sqs:DeleteMessage") }],
    });
    scene.sandbox.clearFaults();
    expect(await laterReplay()).toMatchObject({ replayed: 2, left: 0, failures: [] });
    expect(events.processed(a)).toHaveLength(4);
  });

  test("is gone, its events are, too, which is said", async () => {
    send(1, a);
    scene.sandbox.world.deleteQueue(keptQueue);
    const off = await scene.off();
    expect(off).toMatchObject({ state: "off", events: { replayed: 0, left: 0, failures: [] } });
    expect(off.warnings.join("\n")).toContain(
      `There is no queue ${keptQueue}: no events were kept, or it was deleted with them.`,
    );
  });
});

test("--no-replay leaves all of them, and says how many and how to have them", async () => {
  send(3, a);
  const off = await scene.off({ replay: false });
  expect(off).toMatchObject({ state: "off", events: { replayed: 0, skipped: 0, left: 3, failures: [] } });
  expect(off.notes).toContain(
    `3 events stay in ${keptQueue}; to replay them, run: jets maintenance:events --role worker --stack demo-dev`,
  );
  expect(visible()).toEqual([true, true, true]);
  expect(await laterReplay()).toMatchObject({ replayed: 3, left: 0 });
});

test("messages of others stay, and can be had at once", async () => {
  const foreign = [
    "no record",
    recordOf(a, "1", { condition: "RetriesExhausted" }),
    recordOf(a, "1", { arn: `arn:aws:lambda:us-east-1:210987654321:function:${a}:$LATEST` }),
  ];
  for (const body of foreign) scene.sandbox.world.addMessage(keptQueue, body);
  send(1, a);
  expect((await scene.off()).events).toEqual({ replayed: 1, skipped: 0, left: 0, failures: [] });
  expect([events.waiting(), visible()]).toEqual([foreign, [true, true, true]]);
});

test("a function of another application, whose record somebody put into the queue, gets nothing", async () => {
  scene.sandbox.world.addStack({ name: "other", functions: [{ name: "other" }] });
  scene.sandbox.world.addMessage(keptQueue, recordOf("other", "1"));
  expect((await scene.off()).events).toMatchObject({
    replayed: 0,
    left: 1,
    failures: [
      {
        name: "other",
        reason: "1 event still waits: other is not among the functions that events are replayed to here",
      },
    ],
  });
  expect(events.processed("other")).toEqual([]);
  expect(c in events.configs()).toBe(false);
});
