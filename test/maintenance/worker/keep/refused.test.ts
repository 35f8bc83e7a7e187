import { describe, expect, test } from "vitest";
import { getHistory } from "../../../../src/maintenance/index.js";
import { nameOf, queue, setScene, worker } from "../../../support/scene.js";

const functions = [
  worker("job", { reserved: 5 }),
  worker("zero", { reserved: 0, mappings: [{ source: queue("zero") }] }),
];

describe("a worker whose own events are not kept", () => {
  test.each([
    ["the execution role may not send", { queuePolicyCounts: false }, undefined],
    ["no queue may be made", {}, "CreateQueue"],
  ] as const)("is as it was where %s", async (_, options, operation) => {
    const scene = setScene({ functions, ...options });
    const before = scene.settled();
    if (operation !== undefined) scene.at(operation, { kind: "denied", when: "before" }, { times: 99 });
    await expect(scene.on({ keepEvents: true })).rejects.toMatchObject({ code: "access_denied" });
    expect(scene.settled()).toEqual(before);
    expect(await scene.status()).toMatchObject({ state: "off" });
  });
});

test("a queue that was deleted makes maintenance partly on, and on makes it again", async () => {
  const scene = setScene({ functions });
  await scene.on({ keepEvents: true });
  scene.sandbox.world.deleteQueue("jets-demo-dev-events");
  expect(await scene.status()).toMatchObject({
    state: "partial",
    notes: [expect.stringContaining("The queue jets-demo-dev-events does not exist any more")],
  });
  await scene.on();
  expect(await scene.status()).toMatchObject({ state: "on", notes: [] });
});

test("events that an off has left are replayed by the next one, which says so until then", async () => {
  const scene = setScene({ functions });
  const { world } = scene.sandbox;
  const job = nameOf("job");
  await scene.on({ keepEvents: true });
  world.sendEvent(job, { order: 1 });
  await scene.off({ replay: false });
  await scene.on();
  await scene.off({ replay: false });
  expect((await scene.status()).notes).toEqual([expect.stringContaining("1 event still waits")]);
  expect(await scene.off()).toMatchObject({ state: "off", changed: false, events: { replayed: 1, left: 0 } });
  expect(world.processedBy(job)).toEqual([{ order: 1 }]);
});

test("keeping events over maintenance that does not takes effect before on returns", async () => {
  const scene = setScene({ functions, eventInvokeSettlesMs: 5_000 });
  await scene.on();
  await scene.on({ keepEvents: true });
  scene.sandbox.world.sendEvent(nameOf("job"), { order: 1 });
  expect(scene.sandbox.world.lostBy(nameOf("job"))).toEqual([]);
});

test("status does not take a refusal to tell where events go for silence", async () => {
  const scene = setScene({ functions });
  await scene.on({ keepEvents: true });
  scene.at("ListFunctionEventInvokeConfigs", { kind: "denied", when: "before" });
  expect(await scene.status()).toMatchObject({
    state: "partial",
    notes: [expect.stringContaining("demo-dev-job_event-run could not be read: Access denied")],
  });
});

test("where AWS has no reservation after all, status names what off gives back", async () => {
  const scene = setScene({ functions: [worker("job", { edge: true, versions: 1 })] });
  await expect(scene.on({ keepEvents: true })).rejects.toThrow("can be stopped");
  await scene.off();
  expect(scene.sandbox.world.eventInvokeConfigsOf(nameOf("job"))).toEqual({});
});

test("an interrupted replay is on record as that", async () => {
  const scene = setScene({ functions });
  await scene.on({ keepEvents: true });
  for (let order = 0; order < 3; order += 1) scene.sandbox.world.sendEvent(nameOf("job"), { order });
  const operator = scene.open();
  scene.at("Invoke", { kind: "hook", when: "after", run: operator.interrupt });
  await expect(scene.off({}, operator)).rejects.toMatchObject({ code: "interrupted" });
  const { entries } = await getHistory(["worker"], scene.open().context);
  expect(entries.at(-1)).toMatchObject({ command: "off", result: "interrupted" });
});
