import { beforeEach, describe, expect, test } from "vitest";
import { eventsOf, keptQueue, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

const kept = { onFailure: queue(keptQueue) };
const [own, dead, zero, job] = [nameOf("own"), nameOf("dead"), nameOf("zero"), nameOf("job")];

let scene: Scene;
let events: SceneEvents;

beforeEach(() => {
  scene = setScene({
    functions: [
      worker("own", {
        onFailure: queue("theirs"),
        maximumRetryAttempts: 1,
        versions: 2,
        aliases: { live: "2", blue: "1" },
        onFailureOf: { blue: queue("blue") },
      }),
      worker("dead", { deadLetter: queue("dead"), reserved: 5 }),
      worker("zero", { reserved: 0, maximumEventAge: 60 }),
      worker("job"),
    ],
  });
  for (const name of ["theirs", "dead", "blue"]) scene.sandbox.world.addQueue(name);
  events = eventsOf(scene);
});

const bodiesIn = (name: string): number => scene.sandbox.world.messagesIn(name).length;

describe("events of workers with destinations of their own", () => {
  test("go there and only there, and the workers are named with their aliases", async () => {
    const before = events.configs();
    const { warnings } = await scene.on({ keepEvents: true });
    expect(warnings).toContain(
      `Events of these workers go to their own failure destination and are not replayed: ${own} to ${queue("theirs")}, ${own}:blue to ${queue("blue")}.`,
    );
    expect(events.configs()[own]).toEqual({
      ...before[own],
      live: kept,
      "1": kept,
      "2": kept,
    });
    events.send(own, { order: 1 });
    events.send(own, { order: 2 }, "blue");
    events.send(own, { order: 3 }, "live");
    expect([bodiesIn("theirs"), bodiesIn("blue"), events.waiting().length]).toEqual([1, 1, 1]);
    await scene.off();
    expect(events.processed(own)).toEqual([{ order: 3 }]);
    expect(events.configs()).toEqual(before);
  });

  test("go to the dead-letter queue, too, which is named", async () => {
    const { warnings } = await scene.on({ keepEvents: true });
    expect(warnings).toContain(
      `Events that are kept go to the dead-letter queue of these workers, too: ${dead} (${queue("dead")}).`,
    );
    events.send(dead, { order: 1 });
    expect([bodiesIn("dead"), events.waiting().length]).toEqual([1, 1]);
    await scene.off();
    expect([events.processed(dead), bodiesIn("dead")]).toEqual([[{ order: 1 }], 1]);
  });

  test("nothing is said where there are none", async () => {
    const plain = setScene({ functions: [worker("job")] });
    expect((await plain.on({ keepEvents: true })).warnings).toEqual([]);
  });
});

test("a worker that was at 0 before is not touched, and its events are as lost as before", async () => {
  await scene.on({ keepEvents: true });
  expect(events.configs()[zero]).toEqual({ $LATEST: { maximumEventAge: 60 } });
  events.send(zero, { order: 1 });
  expect(events.lost()).toEqual([{ order: 1 }]);
  await scene.off();
  expect(scene.changes().filter((call) => call.includes(zero))).toEqual([]);
});

test("every version and alias is covered, those that only a list of aliases shows included", async () => {
  scene = setScene({ functions: [worker("job", { versions: 2, aliases: { live: "2" } })] });
  scene.sandbox.world.setAlias(job, "by-hand", "1");
  scene.sandbox.world.setEventInvokeConfig(job, "by-hand", { maximumEventAge: 60 });
  events = eventsOf(scene);
  const before = events.configs();
  await scene.on({ keepEvents: true });
  const sent = ["$LATEST", "1", "2", "live", "by-hand"];
  for (const qualifier of sent) events.send(job, { qualifier }, qualifier);
  expect([events.lost(), events.waiting().length]).toEqual([[], sent.length]);
  await scene.off();
  expect(scene.sandbox.world.events().filter(({ fates }) => fates.includes("processed"))).toMatchObject(
    sent.map((qualifier) => ({ qualifier, payload: JSON.stringify({ qualifier }) })),
  );
  expect(events.configs()).toEqual(before);
});

test("what AWS is known to be unable to stop is not touched; what it refuses to stop is as it was after off", async () => {
  const capacityProvider = "arn:aws:lambda:us-east-1:123456789012:capacity-provider:x";
  const mappings = [{ source: queue("edge") }];
  scene = setScene({
    functions: [worker("job"), worker("edge", { edge: true, mappings }), worker("own", { capacityProvider })],
  });
  events = eventsOf(scene);
  await scene.on({ keepEvents: true });
  expect(Object.keys(events.configs())).toEqual([nameOf("edge"), job]);
  await scene.off();
  expect(events.configs()).toEqual({});
});
