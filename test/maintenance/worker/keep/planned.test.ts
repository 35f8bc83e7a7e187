import { beforeEach, describe, expect, test } from "vitest";
import { plan, type Plan, type TurnOptions } from "../../../../src/maintenance/index.js";
import { eventsOf, keptQueue } from "../../../support/kept-events.js";
import { nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

const [job, zero] = [nameOf("job"), nameOf("zero")];

let scene: Scene;

beforeEach(() => {
  scene = setScene({
    functions: [
      worker("job", { versions: 1, aliases: { live: "1" }, invokedBy: ["s3.amazonaws.com"] }),
      worker("zero", { reserved: 0 }),
    ],
  });
});

const planTo = (to: Plan["to"], options?: TurnOptions): Promise<Plan> =>
  plan("worker", to, scene.open().context, options);

const destinations = ({ functions }: Plan): object =>
  Object.fromEntries(
    functions.map(({ name, changes }) => [
      name,
      changes
        .flatMap((change) => (change.setting === "failure destination" ? [change] : []))
        .sort((a, b) => ((a.of ?? "") < (b.of ?? "") ? -1 : 1)),
    ]),
  );

const taken = (of: string): object => ({
  setting: "failure destination",
  of,
  from: null,
  to: queue(keptQueue),
});
const given = (of: string): object => ({
  setting: "failure destination",
  of,
  from: queue(keptQueue),
  to: null,
});

describe("a plan", () => {
  test("of on shows where events would go, and changes nothing", async () => {
    const planned = await planTo("on", { keepEvents: true });
    expect(destinations(planned)).toEqual({ [job]: ["$LATEST", "1", "live"].map(taken), [zero]: [] });
    expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
    expect(eventsOf(scene).configs()).toEqual({});
    const changes = planned.functions.reduce((sum, fn) => sum + fn.changes.length, 0);
    expect(planned.calls.lambda - (await planTo("on")).calls.lambda).toBe(3);
    expect(changes).toBe(4);
  });

  test("without the option shows nothing of it", async () => {
    expect(destinations(await planTo("on"))).toEqual({ [job]: [], [zero]: [] });
  });

  test("of a repeated on shows what a deployment has reset; one with nothing to do is on", async () => {
    await scene.on({ keepEvents: true });
    expect(await planTo("on")).toMatchObject({ state: "on" });
    scene.sandbox.world.setEventInvokeConfig(job, "live", null);
    expect(destinations(await planTo("on"))).toEqual({ [job]: [taken("live")], [zero]: [] });
  });

  test("of off shows where they went before", async () => {
    await scene.on({ keepEvents: true });
    expect(destinations(await planTo("off"))).toEqual({
      [job]: ["$LATEST", "1", "live"].map(given),
      [zero]: [],
    });
  });
});

describe("onEventLoss: fail", () => {
  const fail = { onEventLoss: "fail" } as const;

  test("refuses events that are lost, and is content where they are kept", async () => {
    await expect(scene.on(fail)).rejects.toMatchObject({ code: "events_at_risk" });
    expect((await planTo("on", fail)).refusal).toMatchObject({ code: "events_at_risk" });
    const kept = { ...fail, keepEvents: true };
    expect((await planTo("on", kept)).refusal).toBeUndefined();
    const { state, warnings, notes } = await scene.on(kept);
    expect([state, warnings]).toEqual(["on", []]);
    expect(notes.join("\n")).toContain(`are kept in ${queue(keptQueue)}, and replayed by off`);
  });

  test("still refuses where the mappings could not be read: they may be of streams", async () => {
    scene.at("ListEventSourceMappings", { kind: "denied", when: "before" });
    await expect(scene.on({ onEventLoss: "fail", keepEvents: true })).rejects.toMatchObject({
      code: "events_at_risk",
      message: expect.stringContaining("The event source mappings could not be read"),
    });
    expect(scene.changes()).toEqual([]);
  });

  test("still refuses a stream whose records grow too old", async () => {
    const source = "arn:aws:kinesis:us-east-1:123456789012:stream/orders";
    scene = setScene({ functions: [worker("job", { mappings: [{ source, maximumRecordAge: 60 }] })] });
    await expect(scene.on({ ...fail, keepEvents: true })).rejects.toMatchObject({ code: "events_at_risk" });
    expect(scene.changes()).toEqual([]);
  });
});
