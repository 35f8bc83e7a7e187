import { beforeEach, describe, expect, test } from "vitest";
import { eventsOf, keptQueue, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

const [a, b] = [nameOf("a"), nameOf("b")];

let scene: Scene;
let events: SceneEvents;

beforeEach(() => {
  scene = setScene({
    functions: [worker("a", { reserved: 5, versions: 1, aliases: { live: "1" } }), worker("b")],
  });
  events = eventsOf(scene);
});

const everything = (): object => [scene.settled(), events.configs()];

describe("where AWS does not let the queue be", () => {
  test.each([
    ["looked up", "GetQueueUrl", "sqs:GetQueueUrl"],
    ["made", "CreateQueue", "sqs:CreateQueue"],
    ["looked at", "GetQueueAttributes", "sqs:GetQueueAttributes"],
    ["changed", "SetQueueAttributes", "sqs:SetQueueAttributes"],
  ])("%s, nothing is changed, and the permission is named", async (_, operation, action) => {
    if (operation !== "CreateQueue") scene.sandbox.world.addQueue(keptQueue);
    const before = everything();
    scene.at(operation, { kind: "denied" }, { times: 9 });
    const refused = scene.on({ keepEvents: true });
    await expect(refused).rejects.toMatchObject({ code: "access_denied", exitCode: 1 });
    await expect(refused).rejects.toThrow(`Events cannot be kept in ${queue(keptQueue)}: `);
    await expect(refused).rejects.toThrow(action);
    await expect(refused).rejects.toThrow(/ Nothing was changed\.$/);
    expect(everything()).toEqual(before);
    expect(scene.changes()).toEqual([]);
    expect(await scene.status()).toMatchObject({ state: "off" });
  });

  test("a maintenance that is open stays as it is", async () => {
    const before = everything();
    await scene.on();
    scene.at("CreateQueue", { kind: "denied" }, { times: 9 });
    await expect(scene.on({ keepEvents: true })).rejects.toMatchObject({ code: "access_denied" });
    expect(await scene.status()).toMatchObject({ state: "on" });
    expect(await scene.off()).toMatchObject({ state: "off" });
    expect(everything()).toEqual(before);
  });
});

describe("a worker of which a configuration cannot be put", () => {
  test.each(["$LATEST", "live", "1"])("on %s is not stopped; the others are", async (qualifier) => {
    const before = everything();
    const target = `${a}:${qualifier}`;
    scene.at("PutFunctionEventInvokeConfig", { kind: "denied" }, { target, times: 9 });
    expect(await scene.on({ keepEvents: true })).toMatchObject({
      state: "partial",
      failures: [
        { name: a, reason: expect.stringMatching(/^Its events cannot be kept: .* It was not stopped\.$/) },
      ],
      functions: [
        { name: a, state: "partial" },
        { name: b, state: "on" },
      ],
    });
    scene.sandbox.clearFaults();
    const settings = scene.settled();
    expect([settings[a]?.reserved, settings[b]?.reserved]).toEqual([5, 0]);
    for (const name of [a, b]) events.send(name, { to: name });
    expect([events.processed(a), events.lost()]).toEqual([[{ to: a }], []]);
    expect(await scene.off()).toMatchObject({ state: "off", events: { replayed: 1, left: 0 } });
    expect(everything()).toEqual(before);
  });

  test("is stopped by the next on", async () => {
    scene.at("PutFunctionEventInvokeConfig", { kind: "denied" }, { target: a, times: 9 });
    await scene.on({ keepEvents: true });
    scene.sandbox.clearFaults();
    expect(await scene.on()).toMatchObject({ state: "on", failures: [] });
    events.send(a, { order: 1 });
    events.send(a, { order: 2 }, "live");
    expect([events.lost(), events.waiting().length]).toEqual([[], 2]);
  });

  test("is no worker at all where it is deleted meanwhile; nor is an alias that is", async () => {
    const run = (): void => {
      scene.sandbox.world.deleteAlias(a, "live");
      scene.sandbox.world.deleteFunctionByHand(b);
    };
    scene.at("CreateQueue", { kind: "hook", when: "after", run });
    expect(await scene.on({ keepEvents: true })).toMatchObject({ state: "on", failures: [] });
    events.send(a, { order: 1 });
    expect(events.lost()).toEqual([]);
    const off = await scene.off();
    expect(off).toMatchObject({ state: "off", events: { replayed: 1 } });
    expect(events.configs()).toEqual({});
  });

  test.each(["throttled", "conflict", "internal"] as const)("once is asked again: %s", async (kind) => {
    scene.at("PutFunctionEventInvokeConfig", { kind }, { times: 2 });
    expect(await scene.on({ keepEvents: true })).toMatchObject({ state: "on", failures: [] });
  });

  test("is stopped all the same where no option asks to keep its events", async () => {
    scene.at("PutFunctionEventInvokeConfig", { kind: "denied" }, { times: 99 });
    expect(await scene.on()).toMatchObject({ state: "on", failures: [] });
  });
});

test("what a worker has now cannot be listed: it is not stopped, and the others are", async () => {
  scene.at("ListFunctionEventInvokeConfigs", { kind: "denied" }, { target: a, times: 9 });
  expect(await scene.on({ keepEvents: true })).toMatchObject({
    state: "partial",
    failures: [{ name: a, reason: expect.stringContaining("lambda:ListFunctionEventInvokeConfigs") }],
  });
  const settings = scene.settled();
  expect([settings[a]?.reserved, settings[b]?.reserved]).toEqual([5, 0]);
});
