import { beforeEach, describe, expect, test } from "vitest";
import { getHistory, replayEvents } from "../../../../src/maintenance/index.js";
import { eventsOf, keptQueue, scheduled, type SceneEvents } from "../../../support/kept-events.js";
import { sample } from "../../../support/sample.js";
import { nameOf, setScene, worker, type Scene } from "../../../support/scene.js";

const job = nameOf("job");
const sent = Array.from({ length: 13 }, (_, order) => ({ order }));

let scene: Scene;
let events: SceneEvents;
let before: unknown;

/** Maintenance with some events that wait. */
async function prepare(): Promise<void> {
  scene = setScene({ functions: [worker("job", { reserved: 5, maximumRetryAttempts: 1 })] });
  events = eventsOf(scene);
  before = [scene.settled(), events.configs()];
  await scene.on({ keepEvents: true });
  for (const payload of sent) events.send(job, payload);
  events.send(job, scheduled("nightly", "2026-11-02T03:00:00Z"));
}

beforeEach(prepare);

const orders = (): string[] =>
  events
    .processed(job)
    .map((payload) => JSON.stringify(payload))
    .filter((text) => text.includes("order"));

/** Every event was processed, and so many of them a second time at most. */
function expectAll(duplicates: number): void {
  expect(new Set(orders()).size).toBe(sent.length);
  expect(orders().length).toBeLessThanOrEqual(sent.length + duplicates);
  expect(events.lost()).toEqual([]);
  expect(events.waiting()).toEqual([]);
}

describe("Ctrl-C during the replay", () => {
  const interruptAt = async (operation: string, nth: number): Promise<void> => {
    const operator = scene.open();
    scene.at(operation, { kind: "hook", when: "after", run: operator.interrupt }, { nth });
    await expect(scene.off({}, operator)).rejects.toMatchObject({
      code: "interrupted",
      exitCode: 130,
      message: expect.stringContaining("the workers of demo-dev are back as before"),
      hint: "Replay them with `jets maintenance:events --role worker --stack demo-dev`.",
    });
    scene.sandbox.clearFaults();
  };

  test.each([
    ["Invoke", 3],
    ["ReceiveMessage", 1],
    ["ReceiveMessage", 2],
    ["DeleteMessageBatch", 1],
  ])("at %s %i leaves workers as they were, and the rest to the next replay", async (operation, nth) => {
    await interruptAt(operation, nth);
    expect([scene.settled(), events.configs()]).toEqual(before);
    const status = await scene.status();
    expect(status).toMatchObject({ state: "off" });
    expect(await replayEvents(scene.open().context)).toMatchObject({ left: 0, failures: [] });
    expectAll(0);
    expect(events.processed(job)).toContainEqual(scheduled("nightly", "2026-11-02T03:00:00Z"));
  });

  test("is in the history with what was replayed, and status says that others may wait", async () => {
    await interruptAt("Invoke", 3);
    const { entries } = await getHistory(["worker"], scene.open().context);
    expect(entries.at(-1)).toMatchObject({ command: "off", events: { replayed: expect.any(Number) } });
    expect((await scene.status()).notes.join("\n")).toContain(`still wait in ${keptQueue}`);
  });
});

describe("a replay that is killed", () => {
  test.each(
    sample(
      ["before", "after"].flatMap((when) =>
        Array.from(
          { length: 40 },
          (_, at) => ({ when: when === "before" ? "before" : "after", call: at + 1 }) as const,
        ),
      ),
      16,
    ),
  )("$when call $call: the next off has every event processed", async ({ when, call }) => {
    const strike = { call, when };
    await scene.dieAt(strike, () => scene.off());
    scene.clock.advance(125_000);
    await scene.off();
    if ((await scene.status()).notes.length > 0) await replayEvents(scene.open().context);
    expectAll(2);
    expect([scene.settled(), events.configs()]).toEqual(before);
  });
});
