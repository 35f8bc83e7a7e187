import { describe, expect, test } from "vitest";
import { plan } from "../../../src/maintenance/index.js";
import type { FunctionSettings } from "../../support/world/index.js";
import { nameOf, queue, setScene, worker, type Scene } from "../../support/scene.js";

const [a, b] = [nameOf("a"), nameOf("b")];

const refuse = (code: string, message: string, status = 400) =>
  ({ kind: "refuse", status, code, message }) as const;

const enable = (uuid: string): string => `aws lambda update-event-source-mapping --uuid ${uuid} --enabled`;
const disable = (uuid: string): string =>
  `aws lambda update-event-source-mapping --uuid ${uuid} --no-enabled`;

const fed = [worker("a", { reserved: 3, mappings: [{ source: queue("a") }] }), worker("b", { reserved: 4 })];

describe("a function deleted by hand during maintenance, whose mapping survives", () => {
  test("gets its mapping back, as the dry run says", async () => {
    const { on, off, open, sandbox, status } = setScene({ functions: fed });
    await on();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.deleteFunctionByHand(a);
    expect(await status()).toMatchObject({
      state: "on",
      functions: [{ name: a, state: "off" }, { name: b }],
    });
    const planned = await plan("worker", "off", open().context);
    expect(planned.functions[0]).toMatchObject({
      name: a,
      changes: [{ setting: "mapping", of: uuid, from: "disabled", to: "enabled" }],
      note: "it does not exist any more",
    });
    expect(await off()).toMatchObject({
      state: "off",
      failures: [],
      warnings: [
        `${a} does not exist any more: of what it had, only its event source mappings were restored: ${uuid}.`,
      ],
    });
    expect(sandbox.world.stateOfMapping(uuid)).toBe("Enabling");
    expect(sandbox.settings()[b]?.reserved).toBe(4);
    expect((await status()).state).toBe("off");
  });

  test.each([
    refuse("InvalidParameterValueException", "Function does not exist."),
    refuse("ResourceNotFoundException", `Function not found: ${a}`, 404),
  ])("and which AWS does not enable ($code) stays in the journal, named with its line", async (refusal) => {
    const { on, off, at, sandbox, status } = setScene({ functions: fed });
    await on();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.deleteFunctionByHand(a);
    at("UpdateEventSourceMapping", refusal, { times: 9 });
    const told = await off();
    expect(told).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(told.failures[0]?.reason).toContain(refusal.message);
    expect(told.failures[0]?.reason).toContain(enable(uuid));
    expect(sandbox.settings()[b]?.reserved).toBe(4);
    const now = await status();
    expect(now.state).toBe("partial");
    expect(now.notes.join("\n")).toContain(
      `${a}: it does not exist any more, but its event source mapping ${uuid} is still disabled`,
    );
    expect(now.notes.join("\n")).toContain(enable(uuid));
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(sandbox.world.stateOfMapping(uuid)).toBe("Enabling");
  });

  test("is left alone where it was disabled before, or somebody has enabled it", async () => {
    const mappings = [{ source: queue("a") }, { source: queue("off"), enabled: false }];
    const { on, off, changes, sandbox } = setScene({ functions: [worker("a", { mappings }), worker("b")] });
    await on();
    for (const uuid of sandbox.world.mappingsOf(a)) sandbox.world.setMapping(uuid, true);
    sandbox.world.deleteFunctionByHand(a);
    changes();
    const told = await off();
    expect(told).toMatchObject({ state: "off", failures: [] });
    expect(told.warnings.join("\n")).toContain("was changed to enabled during maintenance and is kept");
    expect(changes()).toEqual([`DeleteFunctionConcurrency ${b}`]);
  });

  test("is not given up for one old answer about its function", async () => {
    const { on, off, at, sandbox, settled } = setScene({ functions: fed });
    const before = sandbox.settings();
    await on();
    at("GetFunction", refuse("ResourceNotFoundException", "Function not found", 404), { target: a });
    expect(await off()).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });
});

describe("a 404 that is not about the thing itself", () => {
  const functions = [
    worker("a", {
      reserved: 9,
      versions: 2,
      aliases: { live: "2" },
      provisioned: { live: 2 },
      mappings: [{ source: queue("a") }],
    }),
  ];
  const missing = refuse("ResourceNotFoundException", "Function not found: arn", 404);

  test.each([
    ["UpdateEventSourceMapping", (uuid: string): string => enable(uuid)],
    [
      "PutProvisionedConcurrencyConfig",
      (): string =>
        `aws lambda put-provisioned-concurrency-config --function-name ${a} --qualifier live --provisioned-concurrent-executions 2`,
    ],
    ["PutFunctionConcurrency", (): string => ""],
  ])("at %s of `off` gives nothing up", async (operation, line) => {
    const { on, off, at, sandbox, settled } = setScene({ functions });
    const before = sandbox.settings();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    await on();
    at(operation, missing);
    const told = await off();
    expect(told).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(told.failures[0]?.reason).toContain(line(uuid));
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test.each(["UpdateEventSourceMapping", "DeleteProvisionedConcurrencyConfig", "PutFunctionConcurrency"])(
    "at %s of `on` is no success",
    async (operation) => {
      const { on, off, at, sandbox, settled } = setScene({ functions });
      const before = sandbox.settings();
      at(operation, missing);
      expect(await on()).toMatchObject({ state: "partial", failures: [{ name: a }] });
      expect(await on()).toMatchObject({ state: "on", failures: [] });
      await off();
      expect(settled()).toEqual(before);
    },
  );
});

describe("one setting that AWS refuses to change", () => {
  const functions = [
    worker("a", {
      reserved: 9,
      versions: 3,
      aliases: { live: "2" },
      provisioned: { live: 2, "3": 1 },
      mappings: [{ source: queue("a") }, { source: queue("b") }],
    }),
  ];

  test("leaves the others of `on` done: mapping, provisioned and reserved", async () => {
    const { on, off, at, sandbox, settled } = setScene({ functions });
    const before = sandbox.settings();
    const [first = "", second = ""] = sandbox.world.mappingsOf(a);
    at("UpdateEventSourceMapping", refuse("InvalidParameterValueException", "No."), {
      target: first,
      times: 9,
    });
    const told = await on();
    expect(told).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(told.warnings).toEqual([expect.stringContaining(`${first} of ${a} could not be disabled`)]);
    expect(told.failures[0]?.reason).toContain(disable(first));
    expect(settled()[a]).toEqual({
      reserved: 0,
      provisioned: {},
      mappings: { [first]: "Enabled", [second]: "Disabled" },
    });
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("leaves the others of `off` restored", async () => {
    const { on, off, at, sandbox, settled } = setScene({ functions });
    const before = sandbox.settings();
    const [first = "", second = ""] = sandbox.world.mappingsOf(a);
    await on();
    at("UpdateEventSourceMapping", refuse("InvalidParameterValueException", "No."), {
      target: first,
      times: 9,
    });
    const told = await off();
    expect(told.failures[0]?.reason).toContain(enable(first));
    expect(settled()[a]).toEqual({
      ...before[a],
      mappings: { [first]: "Disabled", [second]: "Enabled" },
    });
  });

  test("leaves other provisioned concurrency deleted, where one cannot be", async () => {
    const { on, at, sandbox, settled } = setScene({ functions });
    at("DeleteProvisionedConcurrencyConfig", { kind: "denied" }, { target: `${a}:live`, times: 9 });
    expect(await on()).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(settled()[a]).toMatchObject({ reserved: 9, provisioned: { live: 2 } });
    expect(new Set(Object.values(sandbox.settings()[a]?.mappings ?? {}))).toEqual(new Set(["Disabled"]));
  });
});

describe("what AWS refuses to tell during `off`", () => {
  const functions = [
    worker("a", {
      reserved: 9,
      versions: 3,
      aliases: { live: "2" },
      provisioned: { live: 2, "3": 1 },
      mappings: [{ source: queue("a") }, { source: queue("b") }],
    }),
    worker("b", { reserved: 4, mappings: [{ source: queue("c") }] }),
  ];
  const refusals = [{ kind: "denied" }, refuse("InvalidParameterValueException", "No.")] as const;

  const setStopped = async (): Promise<Scene & { readonly before: Record<string, FunctionSettings> }> => {
    const scene = setScene({ functions });
    const before = scene.sandbox.settings();
    await scene.on();
    scene.clock.advance(1_000);
    return { ...scene, before };
  };

  test.each([
    ["ListProvisionedConcurrencyConfigs", refusals[0]],
    ["ListProvisionedConcurrencyConfigs", refusals[1]],
    ["ListEventSourceMappings", refusals[0]],
    ["ListEventSourceMappings", refusals[1]],
  ])("a list (%s, %o) is asked for by the saved names instead", async (operation, refusal) => {
    const { off, open, at, before, sandbox, settled } = await setStopped();
    const planned = await plan("worker", "off", open().context);
    at(operation, refusal, { times: 99 });
    expect(await plan("worker", "off", open().context)).toEqual(planned);
    expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
    sandbox.clearFaults();
    expect(settled()).toEqual(before);
  });

  test("and what somebody has changed meanwhile is still seen", async () => {
    const { off, at, sandbox } = await setStopped();
    sandbox.world.setReserved(a, 20);
    sandbox.world.setProvisioned(a, "live", 7);
    at("ListProvisionedConcurrencyConfigs", { kind: "denied" }, { times: 99 });
    const told = await off();
    expect(told).toMatchObject({ state: "off", failures: [] });
    expect(told.warnings.join("\n")).toContain(`Provisioned concurrency on live of ${a} was changed to 7`);
    expect(sandbox.settings()[a]?.provisioned).toEqual({ live: 7, "3": 1 });
  });

  test("provisioned concurrency of one alias holds up nothing else, and stays in the journal", async () => {
    const { off, open, at, before, sandbox, settled, status } = await setStopped();
    at("ListProvisionedConcurrencyConfigs", { kind: "denied" }, { times: 99 });
    at("GetProvisionedConcurrencyConfig", { kind: "denied" }, { target: `${a}:live`, times: 99 });
    const line = `aws lambda put-provisioned-concurrency-config --function-name ${a} --qualifier live --provisioned-concurrent-executions 2`;
    const planned = await plan("worker", "off", open().context);
    expect(planned).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(planned.failures[0]?.reason).toContain(line);
    expect(planned.functions[0]?.changes).toHaveLength(4);
    expect(planned.functions[0]?.note).toContain("on live could not be read and is left as it is");
    const told = await off();
    expect(told).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(told.failures[0]?.reason).toContain("lambda:GetProvisionedConcurrencyConfig");
    expect(told.failures[0]?.reason).toContain(line);
    expect(settled()).toEqual({ ...before, [a]: { ...before[a], provisioned: { "3": 1 } } });
    sandbox.clearFaults();
    expect((await status()).state).toBe("partial");
    expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
    expect(settled()).toEqual(before);
  });

  test.each(["ListEventSourceMappings", undefined])(
    "one mapping (%s) holds up nothing else, and stays in the journal",
    async (list) => {
      const { off, open, at, before, sandbox, settled } = await setStopped();
      const [first = "", second = ""] = sandbox.world.mappingsOf(a);
      if (list !== undefined) at(list, { kind: "denied" }, { times: 99 });
      else sandbox.world.holdMapping(first, "Updating");
      at("GetEventSourceMapping", { kind: "denied" }, { target: first, times: 99 });
      const planned = await plan("worker", "off", open().context);
      expect(planned.failures).toEqual([
        { name: a, reason: expect.stringContaining(enable(first)) as string },
      ]);
      const told = await off();
      expect(told).toMatchObject({ state: "partial", failures: [{ name: a }] });
      expect(told.failures[0]?.reason).toContain(enable(first));
      const held = list === undefined ? "Updating" : "Disabled";
      expect(settled()[a]).toEqual({ ...before[a], mappings: { [first]: held, [second]: "Enabled" } });
      expect(settled()[b]).toEqual(before[b]);
      sandbox.clearFaults();
      sandbox.world.setMapping(first, false);
      expect(await off()).toMatchObject({ state: "off", failures: [] });
      expect(settled()).toEqual(before);
    },
  );

  test("one mapping of a function that was deleted holds up none of its others", async () => {
    const { off, open, at, sandbox, status } = await setStopped();
    const [first = "", second = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.deleteFunctionByHand(a);
    at("GetEventSourceMapping", { kind: "denied" }, { target: first, times: 99 });
    const planned = await plan("worker", "off", open().context);
    expect(planned.failures).toEqual([{ name: a, reason: expect.stringContaining(enable(first)) as string }]);
    expect((await status()).notes.join("\n")).toContain(enable(first));
    const told = await off();
    expect(told).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(told.failures[0]?.reason).toContain(enable(first));
    expect(sandbox.world.stateOfMapping(second)).toBe("Enabling");
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(sandbox.world.stateOfMapping(first)).toBe("Enabling");
  });
});
