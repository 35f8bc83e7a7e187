import { describe, expect, test } from "vitest";
import { plan } from "../../../../src/maintenance/index.js";
import { nameOf, queue, setScene, worker } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";

const a = nameOf("a");

describe("rule 2: exactly what was, comes back", () => {
  test.each([
    ["unreserved", undefined, [`PutFunctionConcurrency ${a}`, `DeleteFunctionConcurrency ${a}`]],
    ["0", 0, []],
    ["1", 1, [`PutFunctionConcurrency ${a}`, `PutFunctionConcurrency ${a}`]],
    ["n", 17, [`PutFunctionConcurrency ${a}`, `PutFunctionConcurrency ${a}`]],
  ])("a reservation that was %s is that again", async (_, reserved, calls) => {
    const { sandbox, on, off, settled, changes } = setScene({
      functions: [worker("a", reserved === undefined ? {} : { reserved })],
    });
    await on();
    expect(sandbox.settings()[a]?.reserved).toBe(0);
    await off();
    expect(settled()[a]?.reserved).toBe(reserved ?? null);
    expect(changes()).toEqual(calls);
  });

  test("where GetFunction hides a reservation of 0 it still comes back as 0", async () => {
    const { sandbox, on, off, settled } = setScene({ hideZeroConcurrency: true });
    const before = sandbox.settings();
    await on();
    await off();
    expect(settled()).toEqual(before);
  });

  test("provisioned concurrency comes back on every alias and version, with all pages of one", async () => {
    const { sandbox, on, off, settled } = setScene({
      pageSizes: { provisioned: 1 },
      functions: [
        worker("a", {
          versions: 4,
          aliases: { live: "1", blue: "2" },
          provisioned: { live: 3, blue: 1, "3": 2, "4": 7 },
        }),
      ],
    });
    const before = sandbox.settings();
    await on();
    expect(sandbox.settings()[a]).toEqual({ reserved: 0, provisioned: {}, mappings: {} });
    await off();
    expect(settled()).toEqual(before);
  });

  test("mappings come back, whether the stack lists them or not and whatever they are attached to", async () => {
    const { sandbox, on, off, settled, changes } = setScene({
      pageSizes: { mappings: 2 },
      emptyFirstPages: true,
      functions: [
        worker("a", {
          versions: 2,
          aliases: { live: "2" },
          mappings: [
            { source: queue("bare") },
            { source: queue("alias"), qualifier: "live" },
            { source: queue("version"), qualifier: "1", inStack: false },
            { source: queue("by hand"), inStack: false },
            { source: queue("disabled"), enabled: false },
            { source: queue("disabled alias"), qualifier: "live", enabled: false, inStack: false },
          ],
        }),
      ],
    });
    const before = sandbox.settings();
    await on();
    expect(new Set(Object.values(sandbox.settings()[a]?.mappings ?? {}))).toEqual(new Set(["Disabled"]));
    await off();
    expect(settled()).toEqual(before);
    expect(changes().filter((call) => call.startsWith("Update"))).toHaveLength(8);
  });

  test.each(["Enabling", "Updating", "Creating"])(
    "a mapping that is %s when `on` comes is waited for and comes back as it was to be",
    async (state) => {
      const { sandbox, clock, on, off, settled } = setScene({
        mappingSettlesMs: 40_000,
        functions: [worker("a", { mappings: [{ source: queue("a") }] })],
      });
      const [uuid = ""] = sandbox.world.mappingsOf(a);
      sandbox.world.holdMapping(uuid, state);
      void clock.sleep(30_000).then(() => {
        sandbox.world.setMapping(uuid, true);
      });
      expect(await on()).toMatchObject({ state: "on", warnings: [] });
      expect(sandbox.settings()[a]?.mappings[uuid]).toBe("Disabled");
      await off();
      clock.advance(40_000);
      expect(settled()[a]?.mappings[uuid]).toBe("Enabled");
    },
  );

  test("a mapping that somebody is deleting is nobody's original", async () => {
    const { sandbox, on, off } = setScene({
      functions: [worker("a", { mappings: [{ source: queue("a") }] })],
    });
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.holdMapping(uuid, "Deleting");
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    sandbox.world.deleteMapping(uuid);
    expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
  });

  test("a mapping that takes longer than two minutes is named, and its worker is stopped all the same", async () => {
    const { sandbox, on, off, settled } = setScene({
      functions: [worker("a", { mappings: [{ source: queue("a") }] })],
    });
    const before = sandbox.settings();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    const run = (): void => {
      sandbox.world.holdMapping(uuid, "Disabling");
    };
    sandbox.addFault({
      operation: "UpdateEventSourceMapping",
      action: { kind: "hook", when: "after", run },
    });
    expect(await on()).toMatchObject({
      state: "on",
      warnings: [
        `The event source mapping ${uuid} is still Disabling after two minutes; its function is stopped anyway.`,
      ],
    });
    expect(sandbox.settings()[a]?.reserved).toBe(0);
    sandbox.world.setMapping(uuid, false);
    await off();
    expect(settled()).toEqual(before);
  });

  test("a mapping that somebody enables again at once keeps its worker from being called stopped", async () => {
    const { sandbox, on } = setScene({
      functions: [worker("a", { mappings: [{ source: queue("a") }] })],
    });
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    const run = (): void => {
      sandbox.world.setMapping(uuid, true);
    };
    sandbox.addFault({
      operation: "UpdateEventSourceMapping",
      action: { kind: "hook", when: "after", run },
    });
    expect((await on()).failures).toEqual([
      {
        name: a,
        reason: `The event source mapping ${uuid} is still Enabled after two minutes. Repeat the command when it has settled.`,
      },
    ]);
  });

  test("nothing else is ever touched: no web function, no other function, no other stack", async () => {
    const others = [
      { name: "demo-dev-controller", reserved: 3, mappings: [{ source: queue("web") }] },
      {
        name: "demo-dev-mailer",
        versions: 1,
        provisioned: { "1": 2 },
        mappings: [{ source: queue("mail") }],
      },
    ];
    const { on, off, changes } = setScene({
      stacks: [
        {
          name: "demo-dev",
          functions: [...others, worker("a", { mappings: [{ source: queue("a") }] })],
          nested: [
            {
              logicalId: "Nested",
              functions: [worker("b")],
              nested: [{ logicalId: "Deep", functions: [worker("c")] }],
            },
          ],
        },
        {
          name: "demo-prod",
          functions: [{ name: "demo-prod-a_event-run", mappings: [{ source: queue("p") }] }],
        },
        // Its names begin with ours.
        {
          name: "demo-dev-2",
          functions: [{ name: `${a}-2`, reserved: 4, mappings: [{ source: queue("2") }] }],
        },
      ],
    });
    await on();
    await off();
    const touched = new Set(
      changes()
        .filter((call) => !call.startsWith("Update"))
        .map((call) => call.split(" ")[1]),
    );
    expect(touched).toEqual(new Set([a, nameOf("b"), nameOf("c")]));
  });

  test("mappings of other functions are never touched", async () => {
    const { sandbox, on, off, changes } = setScene({
      stacks: [
        { name: "demo-dev", functions: [worker("a", { mappings: [{ source: queue("a") }] })] },
        { name: "other", functions: [{ name: `${a}-2`, mappings: [{ source: queue("a") }] }] },
      ],
    });
    await on();
    await off();
    const mappings = changes().filter((call) => call.startsWith("Update"));
    const [own = ""] = sandbox.world.mappingsOf(a);
    expect(mappings).toEqual([`UpdateEventSourceMapping ${own}`, `UpdateEventSourceMapping ${own}`]);
  });
});

describe("what AWS has no reserved concurrency for", () => {
  const kinds = [
    [
      "runs on managed instances",
      { capacityProvider: "arn:aws:lambda:us-east-1:1:capacity-provider:x" },
      "it runs on Lambda managed instances",
    ],
    ["is durable", { durableSeconds: 60 }, "it is a durable function"],
    ["is a Lambda@Edge function", { edge: true }, "AWS has no reserved concurrency for it"],
  ] as const;
  const b = nameOf("b");

  test.each(kinds)("and %s: its mappings are disabled, journalled and restored", async (_, seed, why) => {
    const mappings = [{ source: queue("a") }, { source: queue("off"), enabled: false }];
    const { sandbox, on, off, status, settled, journal, changes } = setScene({
      functions: [worker("a", { ...seed, mappings }), worker("b", { reserved: 2 })],
    });
    const before = sandbox.settings();
    const warnings = [
      `${a} cannot be stopped completely, since ${why}: its event source mappings are disabled, but other calls still reach it.`,
    ];
    const functions = [
      { name: a, state: "on", note: `${why}: only its event source mappings are disabled` },
      { name: b, state: "on" },
    ];
    expect(await on()).toMatchObject({ state: "on", failures: [], warnings, functions });
    expect(settled()[a]).toMatchObject({ reserved: null });
    expect(new Set(Object.values(settled()[a]?.mappings ?? {}))).toEqual(new Set(["Disabled"]));
    for (const uuid of sandbox.world.mappingsOf(a)) expect(journal()["journal/1-1/01"]).toContain(uuid);
    expect(await status()).toMatchObject({ state: "on", functions, notes: [] });
    changes();
    expect(await on()).toMatchObject({ state: "on", changed: false, failures: [], warnings, functions });
    expect(changes()).toEqual([]);
    expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
    expect(settled()).toEqual(before);
  });

  test.each(kinds)(
    "and %s, though it is the only worker: `status` is on, and `off` restores it",
    async (_, seed) => {
      const { sandbox, on, off, status, settled } = setScene({
        functions: [worker("a", { ...seed, mappings: [{ source: queue("a") }] })],
      });
      const before = sandbox.settings();
      expect(await on()).toMatchObject({ state: "on", failures: [] });
      expect((await status()).state).toBe("on");
      const [uuid = ""] = sandbox.world.mappingsOf(a);
      sandbox.world.setMapping(uuid, true);
      expect(await status()).toMatchObject({
        state: "partial",
        notes: [`${a} is not stopped: its mapping ${uuid} is enabled.`],
      });
      await on();
      expect((await status()).state).toBe("on");
      expect(await off()).toMatchObject({ state: "off", failures: [] });
      expect(settled()).toEqual(before);
    },
  );

  test.each(kinds)(
    "and %s, without a mapping: it is named, and maintenance is only partly on",
    async (_, seed, why) => {
      const { sandbox, on, off, status, settled } = setScene({
        functions: [
          worker("a", { ...seed, mappings: [{ source: queue("off"), enabled: false }] }),
          worker("b", { reserved: 2 }),
        ],
      });
      const before = sandbox.settings();
      const said = `cannot be stopped: ${why}, and it has no event source mapping that could be disabled. To go on without it, leave it out: --exclude ${a}`;
      const untouched = { name: a, state: "off", problem: `It ${said}` };
      const partial = { state: "partial", failures: [{ name: a, reason: `It ${said}` }], warnings: [] };
      expect(await on()).toMatchObject({ ...partial, functions: [untouched, { name: b, state: "on" }] });
      expect(settled()[a]).toEqual(before[a]);
      expect(settled()[b]?.reserved).toBe(0);
      expect(await status()).toMatchObject({
        state: "partial",
        functions: [
          { name: a, state: "off", problem: `${said}.` },
          { name: b, state: "on" },
        ],
        notes: [`${a} ${said}.`],
      });
      expect(await on()).toMatchObject({ ...partial, changed: false });
      expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
      expect(settled()).toEqual(before);
    },
  );

  test("leaves provisioned concurrency as it is, whatever somebody makes of it meanwhile", async () => {
    const { sandbox, on, off, settled, changes } = setScene({
      functions: [
        worker("a", {
          durableSeconds: 60,
          versions: 2,
          aliases: { live: "2" },
          provisioned: { live: 2, "1": 1 },
          mappings: [{ source: queue("a") }],
        }),
      ],
    });
    await on();
    expect(changes()).toEqual([`UpdateEventSourceMapping ${sandbox.world.mappingsOf(a)[0]}`]);
    sandbox.world.setProvisioned(a, "live", null);
    sandbox.world.setReserved(a, 7);
    expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
    expect(settled()[a]).toMatchObject({ reserved: 7, provisioned: { "1": 1 } });
  });

  describe("gets back the provisioned concurrency that was taken away on the way", () => {
    const refused = {
      kind: "refuse",
      status: 400,
      code: "InvalidParameterValueException",
      message: "Reserved concurrency is not supported for this function.",
    } as const;
    const functions = [
      worker("a", {
        versions: 2,
        aliases: { live: "2" },
        provisioned: { live: 2, "1": 1 },
        mappings: [{ source: queue("a") }, { source: queue("off"), enabled: false }],
      }),
      worker("b"),
    ];
    const provisioned = { live: 2, "1": 1 };

    test("before it is written down that AWS refuses", async () => {
      const { on, off, at, sandbox, settled, changes } = setScene({ functions });
      const before = sandbox.settings();
      at("PutFunctionConcurrency", refused, { target: a, times: 9 });
      expect(await on()).toMatchObject({ state: "on", failures: [] });
      expect(settled()[a]).toMatchObject({ reserved: null, provisioned });
      changes();
      expect(await on()).toMatchObject({ state: "on", changed: false });
      expect(changes()).toEqual([]);
      expect(await off()).toMatchObject({ state: "off", warnings: [] });
      expect(settled()).toEqual(before);
    });

    test("with what came to light when AWS was first asked", async () => {
      const { on, at, sandbox, settled } = setScene({ functions });
      const run = (): void => {
        sandbox.world.setProvisioned(a, "1", 4);
      };
      at("DeleteProvisionedConcurrencyConfig", { kind: "hook", when: "after", run }, { target: `${a}:1` });
      at("PutFunctionConcurrency", refused, { target: a, nth: 2, times: 9 });
      expect(await on()).toMatchObject({ state: "on", failures: [] });
      expect(settled()[a]).toMatchObject({ provisioned: { live: 2, "1": 4 } });
    });

    test("by the next `on`, wherever the one before died", async () => {
      for (const call of sample(
        Array.from({ length: 17 }, (_, index) => 8 + index),
        5,
      )) {
        const { at, killAt, on, off, sandbox, settled } = setScene({ functions });
        const before = sandbox.settings();
        at("PutFunctionConcurrency", refused, { target: a, times: 9 });
        await killAt(call, "after", "on");
        at("PutFunctionConcurrency", refused, { target: a, times: 9 });
        await on({ breakLock: true });
        expect(settled()[a], `killed after call ${call}`).toMatchObject({ reserved: null, provisioned });
        await off();
        expect(settled()).toEqual(before);
      }
    });

    test("though AWS refuses one of it, which the next `on` puts back", async () => {
      const { on, at, settled } = setScene({ functions });
      at("PutFunctionConcurrency", refused, { target: a, times: 9 });
      at("PutProvisionedConcurrencyConfig", { kind: "denied" }, { target: `${a}:live` });
      expect(await on()).toMatchObject({ state: "partial", failures: [{ name: a }] });
      expect(settled()[a]).toMatchObject({ provisioned: { "1": 1 } });
      expect(await on()).toMatchObject({ state: "on", failures: [] });
      expect(settled()[a]).toMatchObject({ reserved: null, provisioned });
    });
  });

  test.each(kinds)(
    "and %s, without a mapping, as the only worker: `on` is refused, as nothing would be stopped",
    async (_, seed, why) => {
      const { sandbox, on, open, status } = setScene({ functions: [worker("a", seed)] });
      const before = sandbox.settings();
      const ada = open();
      await expect(on({}, ada)).rejects.toMatchObject({
        code: "no_workers",
        message: "None of the workers of demo-dev can be stopped.",
        hint: "They are named above: maintenance would change nothing.",
      });
      expect(ada.said("warning")).toEqual([expect.stringContaining(`${a}: It cannot be stopped: ${why}`)]);
      expect(sandbox.settings()).toEqual(before);
      expect((await status()).state).toBe("off");
    },
  );

  test("any other refusal of a reservation is a failure", async () => {
    const { at, on } = setScene({ functions: [worker("a"), worker("b")] });
    const refuse = {
      kind: "refuse",
      status: 400,
      code: "InvalidParameterValueException",
      message: "No.",
    } as const;
    at("PutFunctionConcurrency", refuse, { target: a });
    expect(await on()).toMatchObject({
      state: "partial",
      failures: [{ name: a, reason: expect.stringContaining("InvalidParameterValueException: No.") }],
    });
  });
});

describe("what CloudFormation calls", () => {
  describe("a worker by its name that CloudFormation calls for custom resources", () => {
    const custom = {
      logicalId: "Bucket",
      type: "Custom::Bucket",
      physicalId: "bucket-1",
      properties: { ServiceToken: { "Fn::GetAtt": ["Provider", "Arn"] } },
    };
    const provider = worker("provider", { logicalId: "Provider" });
    const stacks = [{ name: "demo-dev", functions: [provider, worker("a")], resources: [custom] }];

    test("is never taken by default, and the dry run says why", async () => {
      const { on, off, changes, open, status } = setScene({ stacks });
      const planned = await plan("worker", "on", open().context);
      expect(planned.functions).toContainEqual({
        name: provider.name,
        isWorker: false,
        why: "CloudFormation calls it for custom resources",
        changes: [],
      });
      expect((await on()).warnings).toEqual([]);
      expect(changes()).toEqual([`PutFunctionConcurrency ${a}`]);
      expect(await status()).toMatchObject({ state: "on", functions: [{ name: a }] });
      await off();
      expect(changes()).toEqual([`DeleteFunctionConcurrency ${a}`]);
    });

    test("is taken where it is included by name, with a warning", async () => {
      const { on, off, open, changes, sandbox, settled } = setScene({ stacks });
      const before = sandbox.settings();
      const ada = open();
      const context = { ...ada.context, selection: { include: [provider.name] } };
      const planned = await plan("worker", "on", context);
      expect(planned.functions.filter(({ isWorker }) => isWorker)).toMatchObject([
        {
          why: `it matches include ${provider.name}, though CloudFormation calls it for custom resources`,
        },
      ]);
      expect((await on({}, { ...ada, context })).warnings).toEqual([
        `${provider.name} is stopped, as the selection says, but CloudFormation calls it for custom resources: a deployment that needs it hangs until maintenance is over or it times out.`,
      ]);
      expect(changes()).toEqual([`PutFunctionConcurrency ${provider.name}`]);
      await off();
      expect(settled()).toEqual(before);
    });

    test("is taken where its tag says that it is a worker", async () => {
      const tagged = [{ ...provider, tags: { "jets:role": "worker" } }, worker("a")];
      const { on, open, changes } = setScene({
        stacks: [{ name: "demo-dev", functions: tagged, resources: [custom] }],
      });
      const ada = open();
      await on({}, { ...ada, context: { ...ada.context, selection: { tags: true } } });
      expect(changes().sort()).toEqual([
        `PutFunctionConcurrency ${a}`,
        `PutFunctionConcurrency ${provider.name}`,
      ]);
    });
  });
});
