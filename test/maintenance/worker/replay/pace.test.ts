import { beforeEach, expect, test } from "vitest";
import { eventsOf, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, setScene, worker, type Scene } from "../../../support/scene.js";

const job = nameOf("job");

let scene: Scene;
let events: SceneEvents;

beforeEach(async () => {
  scene = setScene({ functions: [worker("job")] });
  events = eventsOf(scene);
  await scene.on({ keepEvents: true });
});

/** When each event was sent again, in seconds. */
async function replayTimes(count: number, replayRate?: number): Promise<number[]> {
  for (let order = 0; order < count; order += 1) events.send(job, { order });
  await scene.off(replayRate === undefined ? {} : { replayRate });
  expect(events.processed(job)).toHaveLength(count);
  return scene.sandbox.calls
    .filter(({ operation }) => operation === "Invoke")
    .map(({ time }) => time / 1_000);
}

/** The most that were sent within one second. */
const busiest = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1).length));

test.each([
  [1, 12],
  [7, 60],
  // Each call of these tests takes 20 ms, one after the other.
  [20, 80],
])(
  "%i events a second: %i of them take about as long as that says, and no second has many more",
  async (rate, count) => {
    const times = await replayTimes(count, rate);
    const took = (times.at(-1) ?? 0) - (times[0] ?? 0);
    expect(took).toBeGreaterThanOrEqual((count - 1) / rate - 0.1);
    expect(took).toBeLessThan((count / rate) * 1.3 + 1);
    expect(busiest(times)).toBeLessThanOrEqual(rate + 2);
  },
);

test("50 a second are sent where nothing else is said", async () => {
  const times = await replayTimes(120);
  expect(busiest(times)).toBeLessThanOrEqual(52);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2);
});
