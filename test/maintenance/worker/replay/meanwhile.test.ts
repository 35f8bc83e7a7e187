import { beforeEach, describe, expect, test } from "vitest";
import { replayEvents } from "../../../../src/maintenance/index.js";
import { eventsOf, keptQueue, recordOf, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, setScene, worker, type Scene } from "../../../support/scene.js";

const [job, gone] = [nameOf("job"), nameOf("gone")];

let scene: Scene;
let events: SceneEvents;

beforeEach(async () => {
  scene = setScene({ functions: [worker("job"), worker("gone")] });
  events = eventsOf(scene);
  await scene.on({ keepEvents: true });
});

const add = (name: string, payload = "1"): void => {
  scene.sandbox.world.addMessage(keptQueue, recordOf(name, payload));
};

const seconds = (): number => scene.clock.now().getTime() / 1_000;

/** Another program has received all messages a moment ago. */
const hideAll = (forSeconds: number): void => {
  for (const message of scene.sandbox.world.messagesIn(keptQueue))
    message.availableAt = scene.clock.now().getTime() + forSeconds * 1_000;
};

describe("while events are replayed", () => {
  test("one that arrives is replayed, too", async () => {
    add(job);
    const run = (): void => {
      add(job, "2");
    };
    scene.at("Invoke", { kind: "hook", when: "after", run });
    scene.at("ReceiveMessage", { kind: "hook", when: "after", run }, { nth: 3 });
    expect((await scene.off()).events).toEqual({ replayed: 3, skipped: 0, left: 0, failures: [] });
  });

  test("those that keep coming for a function that is gone do not keep it up for ever", async () => {
    for (let count = 0; count < 25; count += 1) add(gone);
    add(job);
    scene.sandbox.world.deleteFunctionByHand(gone);
    const run = (): void => {
      add(gone);
    };
    scene.at("ReceiveMessage", { kind: "hook", when: "before", run }, { times: 10_000 });
    const { events: result } = await scene.off();
    expect(result).toMatchObject({
      replayed: 1,
      failures: expect.arrayContaining([{ name: gone, reason: expect.any(String) }]),
    });
    expect(result?.left).toBeGreaterThan(25);
  });

  test("those that another program has received a moment ago are waited for", async () => {
    for (let count = 0; count < 15; count += 1) add(job);
    hideAll(100);
    expect((await scene.off()).events).toEqual({ replayed: 15, skipped: 0, left: 0, failures: [] });
  });

  test("those that it keeps are counted as left after two minutes, and named", async () => {
    add(job);
    hideAll(1_000);
    add(job);
    const before = seconds();
    expect((await scene.off()).events).toEqual({
      replayed: 1,
      skipped: 0,
      left: 1,
      failures: [
        {
          name: keptQueue,
          reason: "1 event still waits: it came meanwhile, or another program has received it",
        },
      ],
    });
    expect(seconds() - before).toBeLessThan(160);
    scene.clock.advance(1_000_000);
    expect(await replayEvents(scene.open().context)).toMatchObject({ replayed: 1, left: 0 });
  });

  test("messages of others that somebody reads are waited for no longer than that", async () => {
    scene.sandbox.world.addMessage(keptQueue, "theirs");
    hideAll(100_000);
    const before = seconds();
    expect((await scene.off()).events).toMatchObject({ replayed: 0, left: 1 });
    expect(seconds() - before).toBeLessThan(160);
  });

  test("each function is looked at once, however many events there are", async () => {
    for (let count = 0; count < 40; count += 1) add(job);
    scene.sandbox.clearCalls();
    await scene.off();
    const looks = scene.sandbox.calls.filter(
      ({ operation, target }) => operation === "GetFunction" && target === job,
    );
    // Once to restore it, once to see whether it takes events.
    expect(looks).toHaveLength(2);
    expect(events.processed(job)).toHaveLength(40);
  });
});
