import { describe, expect, test } from "vitest";
import { plan, type Plan, type TurnOptions } from "../../../src/maintenance/index.js";
import type { FunctionSeed } from "../../../src/sandbox/index.js";
import type { Operator } from "../../support/operator.js";
import { nameOf, queue, setScene, smallStack, worker, type Scene } from "../../support/scene.js";

const [a, b, c] = [nameOf("a"), nameOf("b"), nameOf("c")];
const named = "its name has _event- in it";
const journaled = "its settings are in the journal";

const planned = (
  { open }: Scene,
  to: "on" | "off",
  options?: TurnOptions,
  { context }: Operator = open(),
): Promise<Plan> => plan("worker", to, context, options);

/** The UUID of the worker's first mapping in this state. */
const mappingThatIs = (state: string, { sandbox }: Scene, name: string): string =>
  Object.entries(sandbox.settings()[name]?.mappings ?? {}).find(([, is]) => is === state)?.[0] ?? "";

const namesIn = ({ functions }: Plan): string[] => functions.map(({ name }) => name);

describe("the plan of `on`", () => {
  test("has every change with its from and to, in the order in which they are made", async () => {
    const scene = setScene({ functions: [...smallStack, { name: "demo-dev-controller" }] });
    const uuid = mappingThatIs("Enabled", scene, b);
    const expected = {
      role: "worker",
      state: "off",
      to: "on",
      changes: [],
      functions: [
        {
          name: a,
          isWorker: true,
          why: named,
          changes: [
            { setting: "provisioned", of: "1", from: 1, to: null },
            { setting: "provisioned", of: "live", from: 2, to: null },
            { setting: "reserved", from: 5, to: 0 },
          ],
        },
        {
          name: b,
          isWorker: true,
          why: named,
          changes: [
            { setting: "mapping", of: uuid, from: "enabled", to: "disabled" },
            { setting: "reserved", from: null, to: 0 },
          ],
        },
        { name: c, isWorker: true, why: named, changes: [] },
        { name: "demo-dev-controller", isWorker: false, why: "it is the web function", changes: [] },
      ],
      failures: [],
      calls: { lambda: 5, ssm: 5 },
      seconds: 2,
    };
    expect(await planned(scene, "on")).toStrictEqual(expected);
    expect(scene.changes()).toEqual([]);
    expect(scene.journal()).toEqual({});
    await scene.on();
    expect(scene.changes()).toHaveLength(5);
  });

  test.each([
    [70, 6],
    [100, 7],
    [200, 9],
  ])("counts the parameters that the journal of %i workers will fill", async (lambda, ssm) => {
    await expectWrites([[lambda, { reserved: 1 }]], ssm);
  });

  test.each([
    [5, [[19, {}]]],
    [6, [[20, {}]]],
    [8, [[100, {}]]],
    [
      6,
      [
        [19, { reserved: 1 }],
        [1, {}],
      ],
    ],
    [
      8,
      [
        [1, {}],
        [100, { reserved: 1 }],
      ],
    ],
    [
      8,
      [
        [100, { reserved: 1 }],
        [1, {}],
      ],
    ],
    [
      9,
      [
        [70, { reserved: 1 }],
        [90, {}],
      ],
    ],
  ] as const)("counts %i where one of %j is saved alone and stopped first", async (ssm, groups) => {
    await expectWrites(groups, ssm);
  });

  async function expectWrites(
    groups: readonly (readonly [number, Partial<FunctionSeed>])[],
    ssm: number,
  ): Promise<void> {
    const seeds = groups.flatMap(([count, seed]) => Array.from({ length: count }, () => seed));
    const functions = seeds.map((seed, index) => worker(`a-job-with-quite-a-long-name-${index}`, seed));
    const lambda = functions.length;
    const scene = setScene({ functions });
    expect((await planned(scene, "on")).calls).toEqual({ lambda, ssm });
    await scene.on();
    const written = scene.sandbox.calls.filter(({ operation }) => operation === "PutParameter");
    expect(written).toHaveLength(ssm);
  }

  test("is that nothing is left to do while all are stopped", async () => {
    const scene = setScene();
    await scene.on();
    expect(await planned(scene, "on")).toMatchObject({ state: "on", calls: { lambda: 0, ssm: 2 } });
  });

  test("finds maintenance partly on while one worker runs, or has something that is not saved", async () => {
    const running = setScene();
    await running.on();
    running.sandbox.world.setReserved(a, 5);
    expect(await planned(running, "on")).toMatchObject({ state: "partial", calls: { lambda: 1, ssm: 2 } });

    const both = setScene();
    await both.on();
    both.sandbox.world.addFunction("demo-dev", worker("new", { reserved: 3 }));
    expect(await planned(both, "on")).toMatchObject({ state: "partial", calls: { lambda: 1, ssm: 3 } });

    const unsaved = setScene();
    await unsaved.on();
    unsaved.sandbox.world.addFunction("demo-dev", worker("new", { reserved: 0 }));
    expect(await planned(unsaved, "on")).toMatchObject({ state: "partial", calls: { lambda: 0, ssm: 3 } });
  });

  test("leaves alone what cannot be stopped, does not exist or cannot be read, and says why", async () => {
    const scene = setScene({
      stacks: [
        {
          name: "demo-dev",
          functions: [worker("a", { durableSeconds: 60 }), worker("b"), worker("c")],
          resources: [{ logicalId: "Gone", type: "AWS::Lambda::Function", physicalId: nameOf("gone") }],
        },
      ],
    });
    for (const operation of ["GetFunction", "GetFunctionConfiguration"])
      scene.at(operation, { kind: "denied" }, { target: b, times: 9 });
    const told = await planned(scene, "on");
    expect(told).toMatchObject({
      functions: [
        {
          name: a,
          changes: [],
          note: expect.stringMatching(/^cannot be stopped: it is a durable function, /),
        },
        { name: b, changes: [], note: expect.stringMatching(/^it could not be read: Access denied: lambda/) },
        { name: c, changes: [{ setting: "reserved", from: null, to: 0 }] },
        { name: nameOf("gone"), changes: [], note: "it does not exist any more" },
      ],
      calls: { lambda: 1, ssm: 5 },
    });
    expect(told.functions[2]).not.toHaveProperty("note");
  });

  test("does not count what cannot be stopped as not saved, and yet as running", async () => {
    const scene = setScene({ functions: [worker("a", { durableSeconds: 60 }), worker("b")] });
    await scene.on();
    expect(await planned(scene, "on")).toMatchObject({ state: "partial", calls: { lambda: 0, ssm: 2 } });
  });

  test("disables the mappings of what has no reservation, and nothing else of it", async () => {
    const seed = { versions: 1, provisioned: { "1": 1 }, mappings: [{ source: queue("a") }] };
    const scene = setScene({ functions: [worker("a", { durableSeconds: 60, ...seed })] });
    const [of] = scene.sandbox.world.mappingsOf(a);
    expect(await planned(scene, "on")).toMatchObject({
      state: "off",
      functions: [
        {
          name: a,
          changes: [{ setting: "mapping", of, from: "enabled", to: "disabled" }],
          note: "it is a durable function: only its event source mappings are disabled",
        },
      ],
      calls: { lambda: 1, ssm: 5 },
    });
    await scene.on();
    expect(await planned(scene, "on")).toMatchObject({ state: "on", calls: { lambda: 0 } });
    expect(await planned(scene, "off")).toMatchObject({ state: "on", calls: { lambda: 1 } });
  });

  test("leaves alone what AWS has refused to stop", async () => {
    const scene = setScene({ functions: [worker("a", { edge: true }), worker("b")] });
    await scene.on();
    expect(await planned(scene, "on")).toMatchObject({
      state: "partial",
      functions: [
        { name: a, changes: [], note: expect.stringContaining("AWS has no reserved concurrency for it") },
        { name: b },
      ],
      calls: { lambda: 0, ssm: 2 },
    });
    expect(await planned(scene, "off")).toMatchObject({ state: "partial", calls: { lambda: 1 } });
  });

  test("names the events that would be at risk, of the workers that have such sources", async () => {
    const scene = setScene({
      functions: [
        worker("b", { logicalId: "A" }),
        worker("a", { logicalId: "B", invokedBy: ["s3.amazonaws.com"], deadLetter: queue("dead") }),
      ],
    });
    const { functions, refusal } = await planned(scene, "on", { onEventLoss: "fail" });
    expect(functions[0]?.eventsAtRisk).toEqual({
      sources: ["s3"],
      destinations: [queue("dead")],
      fates: [{ source: "s3", fate: "kept", destinations: [queue("dead")] }],
    });
    expect(functions[1]).not.toHaveProperty("eventsAtRisk");
    expect(refusal).toBeUndefined();
  });

  test("carries why the run would be refused", async () => {
    const dropping = setScene({ functions: [worker("a", { invokedBy: ["s3.amazonaws.com"] })] });
    expect(await planned(dropping, "on", { onEventLoss: "fail" })).toMatchObject({
      functions: [{ name: a }],
      refusal: { code: "events_at_risk" },
    });
    const idle = setScene({ functions: [{ name: "demo-dev-controller" }] });
    expect(await planned(idle, "on")).toMatchObject({
      state: "off",
      functions: [{ isWorker: false }],
      refusal: { code: "no_workers" },
      calls: { lambda: 0, ssm: 2 },
    });
    expect(idle.sandbox.calls.map(({ operation }) => operation)).not.toContain("ListEventSourceMappings");
  });

  test("asks for provisioned concurrency only where something is published", async () => {
    const scene = setScene({
      functions: [worker("a", { versions: 1, provisioned: { "1": 1 } }), worker("b")],
    });
    await planned(scene, "on");
    const asked = scene.sandbox.calls.filter(
      ({ operation }) => operation === "ListProvisionedConcurrencyConfigs",
    );
    expect(asked.map(({ target }) => target)).toEqual([a]);
  });
});

describe("the plan of `off`", () => {
  const busy = [
    worker("a", { reserved: 5, versions: 1, aliases: { live: "1" }, provisioned: { live: 2 } }),
    worker("b", { mappings: [{ source: queue("b") }, { source: queue("off"), enabled: false }] }),
    worker("c", { reserved: 0 }),
  ];

  test("has every change with its from and to, in the order in which they are made", async () => {
    const scene = setScene({ functions: [...busy, { name: "demo-dev-controller" }] });
    const uuid = mappingThatIs("Enabled", scene, b);
    await scene.on();
    const before = scene.journal();
    scene.changes();
    const expected = {
      role: "worker",
      state: "on",
      to: "off",
      changes: [],
      functions: [
        {
          name: a,
          isWorker: true,
          why: journaled,
          changes: [
            { setting: "reserved", from: 0, to: 5 },
            { setting: "provisioned", of: "live", from: null, to: 2 },
          ],
        },
        {
          name: b,
          isWorker: true,
          why: journaled,
          changes: [
            { setting: "reserved", from: 0, to: null },
            { setting: "mapping", of: uuid, from: "disabled", to: "enabled" },
          ],
        },
        { name: c, isWorker: true, why: journaled, changes: [] },
      ],
      failures: [],
      calls: { lambda: 4, ssm: 2 },
      seconds: 1,
    };
    expect(await planned(scene, "off")).toStrictEqual(expected);
    expect(scene.changes()).toEqual([]);
    expect(scene.journal()).toEqual(before);
    await scene.off();
    expect(scene.changes()).toHaveLength(4);
  });

  test("keeps what somebody else has set, and with `force` changes it", async () => {
    const scene = setScene({ functions: busy });
    const off = mappingThatIs("Disabled", scene, b);
    await scene.on();
    scene.sandbox.world.setReserved(b, 7);
    scene.sandbox.world.setMapping(off, true);
    scene.sandbox.world.setReserved(a, 9);
    scene.sandbox.world.setProvisioned(a, "live", 4);
    expect(await planned(scene, "off")).toMatchObject({
      state: "partial",
      functions: [
        {
          name: a,
          changes: [],
          note: "Reserved concurrency stays 9, saved is 5; Provisioned concurrency on live stays 4, saved is 2",
        },
        {
          name: b,
          changes: [{ setting: "mapping", from: "disabled", to: "enabled" }],
          note: `Reserved concurrency stays 7, saved is unreserved; Event source mapping ${off} stays enabled, saved is disabled`,
        },
        { name: c, changes: [] },
      ],
    });
    const forced = await planned(scene, "off", { force: true });
    expect(forced.functions[0]?.changes).toEqual([
      { setting: "reserved", from: 9, to: 5 },
      { setting: "provisioned", of: "live", from: 4, to: 2 },
    ]);
    expect(forced.functions[1]?.changes).toContainEqual({
      setting: "mapping",
      of: off,
      from: "enabled",
      to: "disabled",
    });
    expect(forced.functions[1]?.note).toBe(
      `Reserved concurrency, which was changed to 7, is overwritten with unreserved; Event source mapping ${off}, which was changed to enabled, is overwritten with disabled`,
    );
  });

  test("names what does not exist any more and what cannot be read", async () => {
    const scene = setScene({ functions: busy });
    await scene.on();
    scene.sandbox.world.deleteFunction(a);
    expect(await planned(scene, "off")).toMatchObject({
      state: "on",
      functions: [
        { name: a, isWorker: true, why: journaled, changes: [], note: "it does not exist any more" },
        { name: b },
        { name: c },
      ],
    });
    for (const operation of ["GetFunction", "GetFunctionConfiguration"])
      scene.at(operation, { kind: "denied" }, { target: b, times: 9 });
    const told = await planned(scene, "off");
    expect(namesIn(told)).toEqual([a, b, c]);
    expect(told).toMatchObject({ state: "partial", calls: { lambda: 0 } });
    expect(told.functions[1]).toEqual({
      name: b,
      isWorker: true,
      why: journaled,
      changes: [],
      note: expect.stringMatching(/^it could not be read: Access denied: lambda/),
    });
  });

  test("is empty where no journal is open, whatever is at zero or being deployed", async () => {
    const scene = setScene({ functions: [worker("a", { reserved: 0 })] });
    scene.sandbox.world.setStackStatus("demo-dev", "UPDATE_IN_PROGRESS");
    expect(await planned(scene, "off")).toEqual({
      role: "worker",
      state: "off",
      to: "off",
      changes: [],
      functions: [],
      failures: [],
      calls: { lambda: 0, ssm: 0 },
      seconds: 0,
    });
    const idle = setScene({ functions: [{ name: "demo-dev-controller" }] });
    await expect(planned(idle, "off")).rejects.toMatchObject({ code: "no_workers" });
  });

  test("asks for provisioned concurrency only where some was saved", async () => {
    const scene = setScene({ functions: busy });
    await scene.on();
    scene.sandbox.clearCalls();
    await planned(scene, "off");
    const asked = scene.sandbox.calls.filter(
      ({ operation }) => operation === "ListProvisionedConcurrencyConfigs",
    );
    expect(asked.map(({ target }) => target)).toEqual([a]);
  });
});

test.each([
  ["on", "Reading the stack"],
  ["off", "Reading the journal"],
] as const)("the plan of `%s` reports the stage that it begins with: %s", async (to, stage) => {
  const scene = setScene();
  await scene.on();
  const ada = scene.open();
  await planned(scene, to, {}, ada);
  expect(ada.events[0]).toMatchObject({ type: "stage", stage });
});

test.each(["on", "off"] as const)(
  "the plan of `%s` is refused while the stack is being deployed, unless that is meant",
  async (to) => {
    const scene = setScene();
    if (to === "off") await scene.on();
    scene.sandbox.world.setStackStatus("demo-dev", "UPDATE_IN_PROGRESS");
    await expect(planned(scene, to)).rejects.toMatchObject({ code: "deploy_in_progress" });
    expect(await planned(scene, to, { duringDeployment: true })).toMatchObject({ to });
  },
);

describe("a plan ends as the run would:", () => {
  test("none of the workers can be stopped, or is there", async () => {
    const scene = setScene({ functions: [worker("a", { durableSeconds: 60 }), worker("b")] });
    scene.sandbox.world.deleteFunction(b);
    const refused = { code: "no_workers", message: "None of the workers of demo-dev can be stopped." };
    expect((await planned(scene, "on")).refusal).toMatchObject(refused);
    await expect(scene.on()).rejects.toMatchObject(refused);
  });

  test.each(["on", "off"] as const)("another run is at work on it, to `%s`", async (to) => {
    const scene = setScene();
    await scene.killAt(1, "after", "on", "PutFunctionConcurrency");
    const { refusal } = await planned(scene, to);
    expect(refusal).toMatchObject({ code: "locked", exitCode: 4 });
    expect((await planned(scene, to, { breakLock: true })).refusal).toBeUndefined();
    scene.clock.advance(121_000);
    expect((await planned(scene, to)).refusal).toBeUndefined();
  });

  test("another run has only begun, and has saved nothing", async () => {
    const scene = setScene();
    await scene.killAt(1, "after", "on", "PutParameter");
    expect(await planned(scene, "off")).toMatchObject({ state: "off", refusal: { code: "locked" } });
  });

  test.each(["on", "off"] as const)("a worker can't be read, to `%s`", async (to) => {
    const scene = setScene();
    if (to === "off") await scene.on();
    scene.at("GetFunction", { kind: "denied" }, { target: a, times: 9 });
    scene.at("GetFunctionConfiguration", { kind: "denied" }, { target: a, times: 9 });
    const { failures, refusal } = await planned(scene, to);
    expect({ names: failures.map(({ name }) => name), refusal }).toEqual({ names: [a], refusal: undefined });
  });
});
