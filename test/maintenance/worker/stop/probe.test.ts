import { describe, expect, test } from "vitest";
import type { FunctionSeed, SandboxOptions } from "../../../../src/sandbox/index.js";
import { JetsError } from "../../../../src/maintenance/index.js";
import { sample } from "../../../support/sample.js";
import { journalPath, nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

/** More than are asked about one by one. */
const many = 20;

const unreserved = Array.from({ length: many }, (_, index) => worker(`job${index}`));
const probe = nameOf("job0");

const setLargeScene = (options: SandboxOptions & { functions?: readonly FunctionSeed[] } = {}): Scene =>
  setScene({ functions: unreserved, ...options });

const count = ({ sandbox }: Scene, operation: string): number =>
  sandbox.calls.filter((call) => call.operation === operation).length;

const reserved = ({ sandbox }: Scene): unknown[] => [
  ...new Set(Object.values(sandbox.settings()).map((settings) => settings.reserved)),
];

/** Turns on and off, and expects all to be as it was. */
async function expectRestored(scene: Scene): Promise<void> {
  const before = scene.sandbox.settings();
  expect(await scene.on()).toMatchObject({ state: "on", failures: [], warnings: [] });
  expect(reserved(scene)).toEqual([0]);
  expect(await scene.off()).toMatchObject({ state: "off", failures: [], warnings: [] });
  expect(scene.settled()).toEqual(before);
}

describe("many unreserved workers", () => {
  test("wait for one that is saved, stopped and looked at, and are asked about no more", async () => {
    const scene = setLargeScene();
    const saved: string[] = [];
    const run = (): void => {
      saved.push(...Object.keys(scene.journal()).filter((name) => name.startsWith("journal/")));
      expect(scene.journal()["journal/1-1/01"]).toContain(`"${probe}"`);
    };
    scene.at("PutFunctionConcurrency", { kind: "hook", when: "before", run }, { target: probe });
    await expectRestored(scene);
    expect(saved).toEqual(["journal/1-1/01"]);
    expect(count(scene, "GetFunctionConcurrency")).toBe(1);
    const calls = scene.sandbox.calls.map(({ operation, target }) => `${operation} ${target}`);
    const stops = calls.filter((call) => call.startsWith("PutFunctionConcurrency"));
    expect(stops[0]).toBe(`PutFunctionConcurrency ${probe}`);
    const look = calls.lastIndexOf(`GetFunction ${probe}`, calls.indexOf(stops[1] ?? ""));
    expect(look).toBeGreaterThan(calls.indexOf(stops[0] ?? ""));
  });

  test("come back as they were where AWS hides a reservation of 0", async () => {
    const functions = unreserved.map((seed, index) => (index % 3 === 1 ? { ...seed, reserved: 0 } : seed));
    const scene = setLargeScene({ functions, hideZeroConcurrency: true });
    await expectRestored(scene);
    expect(count(scene, "GetFunctionConcurrency")).toBeGreaterThanOrEqual(many);
  });

  test.each([
    ["first", [0]],
    ["last", [many - 1]],
    ["first two", [0, 1]],
  ])("come back as they were where the %s had a reservation of 0", async (_, zeros) => {
    for (const hideZeroConcurrency of [false, true]) {
      const functions = unreserved.map((seed, index) =>
        zeros.includes(index) ? { ...seed, reserved: 0 } : seed,
      );
      await expectRestored(setLargeScene({ functions, hideZeroConcurrency }));
    }
  });

  test("wait for none that has more to be taken away", async () => {
    const functions = [
      worker("fed", { mappings: [{ source: queue("jobs") }] }),
      worker("warm", { versions: 1, provisioned: { "1": 1 } }),
      worker("tagged", { tags: { "jets:role": "none" } }),
      ...unreserved,
    ];
    const scene = setLargeScene({ functions });
    const before = scene.sandbox.settings();
    await scene.on();
    const [first] = scene.changes().filter((call) => call.startsWith("PutFunctionConcurrency"));
    expect(first).toBe(`PutFunctionConcurrency ${probe}`);
    await scene.off();
    expect(scene.settled()).toEqual(before);
  });

  test("are asked about at once where their events are kept, as none is stopped before all are read", async () => {
    const scene = setLargeScene();
    const before = scene.sandbox.settings();
    expect(await scene.on({ keepEvents: true })).toMatchObject({ state: "on", failures: [] });
    expect(count(scene, "GetFunctionConcurrency")).toBe(many);
    await scene.off();
    expect(scene.settled()).toEqual(before);
  });
});

describe("applications whose first workers have more to be taken away", () => {
  const plain = unreserved.map(({ name }) => ({ name: name.replace("job", "plain") }));

  test("stop the plain one before those whose mappings take long", async () => {
    const fed = unreserved.map(({ name }) => ({ name, mappings: [{ source: queue(name) }] }));
    const scene = setLargeScene({ functions: [...fed, ...plain], mappingSettlesMs: 20_000 });
    expect(await scene.on()).toMatchObject({ state: "on", failures: [] });
    const [stop] = scene.changes().filter((call) => call.startsWith("PutFunctionConcurrency"));
    expect(stop).toMatch(/plain/);
    // Those that were read before there was one to wait for.
    expect(count(scene, "GetFunctionConcurrency")).toBeLessThan(fed.length);
  });

  test("make no call after the end for those that could not be read", async () => {
    const published = unreserved.slice(0, 15).map((seed) => ({ ...seed, versions: 1 }));
    const scene = setLargeScene({ functions: [...published, ...plain] });
    scene.at("ListProvisionedConcurrencyConfigs", { kind: "denied" }, { times: 100 });
    expect((await scene.on()).failures).toHaveLength(published.length);
    const calls = scene.sandbox.calls.length;
    await scene.clock.sleep(60_000);
    expect(scene.sandbox.calls).toHaveLength(calls);
    expect(count(scene, "GetFunctionConcurrency")).toBe(1);
  });

  test("wait for a slow list of mappings, and ask about one", async () => {
    const scene = setLargeScene();
    scene.at("ListEventSourceMappings", { kind: "throttled" }, { times: 3 });
    await expectRestored(scene);
    expect(count(scene, "GetFunctionConcurrency")).toBe(1);
  });
});

describe("what keeps the first from being stopped does not keep the others", () => {
  test.each([
    ["AWS does not say what it has", "GetFunctionConcurrency", "denied"],
    ["it is refused", "PutFunctionConcurrency", "denied"],
    ["it is looked at in vain", "GetFunction", "denied"],
  ] as const)("where %s", async (_, operation, kind) => {
    const scene = setLargeScene();
    const { clock, sandbox, at, on, off, settled } = scene;
    const before = sandbox.settings();
    const start = clock.now().getTime();
    at(operation, { kind }, { target: probe, times: 1_000, nth: operation === "GetFunction" ? 2 : 1 });
    const failed = operation === "GetFunction" ? [] : [probe];
    expect((await on()).failures.map(({ name }) => name)).toEqual(failed);
    expect(clock.now().getTime() - start).toBeLessThan(3_000);
    const running = Object.entries(sandbox.settings()).filter(([, is]) => is.reserved !== 0);
    expect(running.map(([name]) => name)).toEqual(failed);
    sandbox.clearFaults();
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test.each([
    ["AWS has no reserved concurrency for it", { edge: true }],
    ["it is tagged to be left alone", { tags: { "jets:role": "none" } }],
  ])("where %s: it is not the first", async (_, seed) => {
    const [first, ...others] = unreserved;
    if (first === undefined) throw new Error("There is no worker.");
    const scene = setLargeScene({ functions: [{ ...first, ...seed }, ...others, worker("last")] });
    await scene.on();
    const [stop] = scene.changes();
    expect(stop).toMatch(/^PutFunctionConcurrency /);
    expect(stop).not.toBe(`PutFunctionConcurrency ${probe}`);
    expect(count(scene, "GetFunctionConcurrency")).toBeLessThanOrEqual(2);
  });

  test("where it was deleted meanwhile", async () => {
    const scene = setLargeScene();
    const run = (): void => {
      scene.sandbox.world.deleteFunction(probe);
    };
    scene.at("GetFunctionConcurrency", { kind: "hook", when: "before", run }, { target: probe });
    const start = scene.clock.now().getTime();
    expect(await scene.on()).toMatchObject({ state: "on", failures: [] });
    expect(scene.clock.now().getTime() - start).toBeLessThan(3_000);
    expect(reserved(scene)).toEqual([0]);
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(reserved(scene)).toEqual([null]);
  });

  /** AWS takes so long to stop the first; resolves to the milliseconds until the next one. */
  async function stopFirstSlowly(scene: Scene, ms: number): Promise<number> {
    const { clock, at, on } = scene;
    const start = clock.now().getTime();
    let next = 0;
    const note = (): void => {
      next = clock.now().getTime() - start;
    };
    at(
      "PutFunctionConcurrency",
      { kind: "hook", when: "before", run: () => clock.sleep(ms) },
      { target: probe },
    );
    at("PutFunctionConcurrency", { kind: "hook", when: "before", run: note }, { nth: 2 });
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(ms);
    return next;
  }

  test("for much more than five seconds", async () => {
    const scene = setLargeScene();
    const waited = await stopFirstSlowly(scene, 20_000);
    expect(waited).toBeGreaterThan(5_000);
    expect(waited).toBeLessThan(7_000);
    expect(count(scene, "GetFunctionConcurrency")).toBe(many);
  });

  test("and what is known only after that still spares the rest", async () => {
    const functions = Array.from({ length: 150 }, (_, index) => worker(`job${index}`));
    const scene = setLargeScene({ functions, quotas: true });
    await stopFirstSlowly(scene, 6_000);
    expect(count(scene, "GetFunctionConcurrency")).toBeGreaterThan(1);
    expect(count(scene, "GetFunctionConcurrency")).toBeLessThan(100);
  });
});

test("nothing is stopped where it could not be saved", async () => {
  const scene = setLargeScene();
  scene.at("PutParameter", { kind: "denied" }, { target: `${journalPath}journal/1-1/01`, times: 10 });
  await expect(scene.on()).rejects.toMatchObject({ code: "access_denied" });
  expect(scene.changes()).toEqual([]);
});

test("Ctrl-C while the others wait ends the run at once, and `off` brings all back", async () => {
  const scene = setLargeScene();
  const before = scene.sandbox.settings();
  const operator = scene.open();
  const run = (): void => {
    operator.interrupt();
  };
  scene.at("PutFunctionConcurrency", { kind: "hook", when: "after", run }, { target: probe });
  const start = scene.clock.now().getTime();
  const ended: unknown = await scene.on({}, operator).catch((error: unknown) => error);
  expect(ended).toBeInstanceOf(JetsError);
  expect(ended).toMatchObject({ code: "interrupted" });
  expect(scene.clock.now().getTime() - start).toBeLessThan(2_000);
  expect(await scene.off()).toMatchObject({ state: "off", failures: [], warnings: [] });
  expect(scene.settled()).toEqual(before);
});

test.each(["before", "after"] as const)("a death %s any call loses nothing", async (when) => {
  const functions = unreserved.map((seed, index) => (index === 3 ? { ...seed, reserved: 0 } : seed));
  const setAnew = (call: number): Scene => setLargeScene({ functions, hideZeroConcurrency: call % 2 === 1 });
  const whole = setAnew(1);
  await whole.on();
  const calls = sample(
    whole.sandbox.calls.map((_, index) => index + 1),
    10,
  );
  for (const call of calls) {
    const { killAt, on, off, sandbox, settled, clock } = setAnew(call);
    const before = sandbox.settings();
    await killAt(call, when, "on");
    clock.advance(121_000);
    if (call % 4 < 2) expect(await on(), `call ${call}`).toMatchObject({ state: "on", failures: [] });
    expect(await off(), `call ${call}`).toMatchObject({ state: "off", failures: [] });
    expect(settled(), `call ${call}`).toEqual(before);
  }
});
