import { expect, test } from "vitest";
import { nameOf, queue, setScene, worker, type Scene } from "../../support/scene.js";

const [a, b] = [nameOf("a"), nameOf("b")];

const callsOf = ({ sandbox }: Scene, operation: string): string[] =>
  sandbox.calls.filter((call) => call.operation === operation).map(({ target }) => target);

test("`off` after an `on` that died before it saved anything has nothing to change", async () => {
  const scene = setScene({ functions: [worker("a", { reserved: 5 })] });
  await scene.killAt(1, "after", "on", "PutParameter");
  expect(await scene.off({ breakLock: true })).toMatchObject({
    role: "worker",
    state: "off",
    changed: false,
    failures: [],
    functions: [],
  });
  expect(scene.changes()).toEqual([]);
});

test("`off` asks for mappings and for provisioned concurrency only where some were saved", async () => {
  const bare = setScene({ functions: [worker("a", { reserved: 5, versions: 1 })] });
  await bare.on();
  bare.sandbox.clearCalls();
  await bare.off();
  expect(callsOf(bare, "ListEventSourceMappings")).toEqual([]);
  expect(callsOf(bare, "ListProvisionedConcurrencyConfigs")).toEqual([]);

  const full = setScene({
    functions: [
      worker("a", { versions: 1, provisioned: { "1": 1 } }),
      worker("b", { versions: 1, mappings: [{ source: queue("b") }] }),
    ],
  });
  await full.on();
  full.sandbox.clearCalls();
  await full.off();
  expect(callsOf(full, "ListEventSourceMappings")).not.toEqual([]);
  expect(callsOf(full, "ListProvisionedConcurrencyConfigs")).toEqual([a]);
});

test("the result of `off` names every worker with what became of it", async () => {
  const scene = setScene({ functions: [worker("b"), worker("a"), worker("c")] });
  await scene.on({ reason: "moving" }, scene.open({ by: "ada" }));
  scene.sandbox.world.deleteFunction(nameOf("c"));
  scene.at("DeleteFunctionConcurrency", { kind: "denied" }, { target: a, times: 9 });
  const told = await scene.off({}, scene.open({ by: "bob" }));
  expect(told).toMatchObject({ role: "worker", state: "partial", changed: true });
  expect(told.opened).toMatchObject({ by: "ada", reason: "moving" });
  expect(told.functions).toEqual([
    { name: a, state: "partial", problem: expect.stringMatching(/^Access denied/) },
    { name: b, state: "off" },
    { name: nameOf("c"), state: "off", note: "it does not exist any more" },
  ]);
  scene.sandbox.clearFaults();
  const done = await scene.off();
  expect(done).toMatchObject({ state: "off", changed: true, functions: [{ name: a, state: "off" }] });
  expect(done).not.toHaveProperty("opened");
  expect(await scene.off()).toEqual({
    role: "worker",
    state: "off",
    changed: false,
    failures: [],
    // The stack is not listed for that.
    functions: [],
    warnings: [],
    notes: [],
  });
});

test("`off --wait` does not wait for what failed", async () => {
  const scene = setScene({
    functions: [worker("a"), worker("b", { versions: 1, provisioned: { "1": 1 } })],
    provisionedSettlesMs: 600_000,
  });
  await scene.on();
  scene.at("DeleteFunctionConcurrency", { kind: "denied" }, { target: a, times: 9 });
  const start = scene.clock.now().getTime();
  expect(await scene.off({ wait: true })).toMatchObject({ state: "partial", failures: [{ name: a }] });
  expect(scene.clock.now().getTime() - start).toBeLessThan(60_000);
});

test("off restores the first workers while the last are still read, and asks before that what the account has left", async () => {
  const functions = [
    { name: "demo-dev-other" },
    ...Array.from({ length: 100 }, (_, index) => worker(`job${index}`, { reserved: 1 })),
  ];
  const { on, off, sandbox, clock } = setScene({ functions, accountConcurrency: 200, quotas: true });
  await on();
  sandbox.world.setReserved("demo-dev-other", 50);
  clock.advance(2_000);
  sandbox.clearCalls();
  const { warnings } = await off();
  const operations = sandbox.calls.map(({ operation }) => operation);
  expect(warnings).toEqual([
    expect.stringMatching(/^The account may be 50 short of concurrency: 100 have to be reserved again/),
  ]);
  expect(operations.indexOf("GetAccountSettings")).toBeLessThan(operations.indexOf("PutFunctionConcurrency"));
  expect(operations.indexOf("PutFunctionConcurrency")).toBeLessThan(operations.lastIndexOf("GetFunction"));
});
