import { expect, test } from "vitest";
import { nameOf, queue, setScene, worker, type Scene } from "../../support/scene.js";

const [a, b] = [nameOf("a"), nameOf("b")];

const callsOf = ({ sandbox }: Scene, operation: string): string[] =>
  sandbox.calls.filter((call) => call.operation === operation).map(({ target }) => target);

test("`on` of workers that are all at 0 saves them, and stops none", async () => {
  const scene = setScene({ functions: [worker("a", { reserved: 0 })] });
  expect(await scene.on()).toMatchObject({ role: "worker", state: "on", changed: true, failures: [] });
  expect(scene.changes()).toEqual([]);
  expect(scene.journal()["journal/1-1/01"]).toContain(`"${a}":{"reserved":0}`);
  expect(await scene.on()).toMatchObject({ state: "on", changed: false });
});

test("`on` over a value that was saved before stops its worker, and writes no batch", async () => {
  const scene = setScene({ functions: [worker("a", { reserved: 5 })] });
  await scene.on();
  scene.sandbox.world.setReserved(a, 5);
  expect(await scene.on()).toMatchObject({ state: "on", changed: true });
  expect(Object.keys(scene.journal()).filter((name) => name.startsWith("journal/"))).toEqual([
    "journal/1-1/01",
  ]);
});

test("`on` stops a worker whose provisioned concurrency is all that runs", async () => {
  const scene = setScene({ functions: [worker("a", { reserved: 9, versions: 1 })] });
  await scene.on();
  scene.sandbox.world.setReserved(a, 9);
  scene.sandbox.world.setProvisioned(a, "1", 2);
  const { sandbox } = scene;
  expect(await scene.on()).toMatchObject({ state: "on", changed: true });
  expect(sandbox.settings()[a]).toEqual({ reserved: 0, provisioned: {}, mappings: {} });
});

test("`on` says by itself which events are lost, at one GetPolicy per worker, unless that was done before", async () => {
  const functions = [worker("a", { invokedBy: ["s3.amazonaws.com"] }), worker("b")];
  const scene = setScene({ functions });
  expect((await scene.on()).warnings).toEqual([
    expect.stringContaining(`Events from S3 to ${a} will be dropped`),
  ]);
  expect(callsOf(scene, "GetPolicy")).toEqual([a, b]);
  const named = setScene({ functions });
  expect((await named.on({ eventsNamed: true })).warnings).toEqual([]);
  expect(callsOf(named, "GetPolicy")).toEqual([]);
});

test("`on` asks for provisioned concurrency only where something is published", async () => {
  const scene = setScene({
    functions: [worker("a", { versions: 1, provisioned: { "1": 1 } }), worker("b")],
  });
  await scene.on();
  expect(callsOf(scene, "ListProvisionedConcurrencyConfigs")).toEqual([a]);
});

test("the result of `on` names every worker with what became of it", async () => {
  const scene = setScene({ functions: [worker("b", { mappings: [{ source: queue("b") }] }), worker("a")] });
  scene.at("PutFunctionConcurrency", { kind: "denied" }, { target: a, times: 9 });
  const told = await scene.on();
  expect(told).toMatchObject({ role: "worker", state: "partial", changed: true });
  expect(told.opened).toMatchObject({ by: "ada@laptop" });
  expect(told.functions).toEqual([
    { name: a, state: "partial", problem: expect.stringMatching(/^Access denied/) },
    { name: b, state: "on" },
  ]);
});
