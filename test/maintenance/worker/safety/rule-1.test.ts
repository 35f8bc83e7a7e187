import { describe, expect, test } from "vitest";
import { nameOf, queue, setScene, worker } from "../../../support/scene.js";

const a = nameOf("a");

describe("rule 1: an original is never lost", () => {
  test("what every worker had is durable in SSM before the first change to any function", async () => {
    const { sandbox, on, journal } = setScene();
    let saved: Record<string, string> | undefined;
    const look = (): void => {
      saved ??= journal();
    };
    for (const operation of [
      "UpdateEventSourceMapping",
      "DeleteProvisionedConcurrencyConfig",
      "PutFunctionConcurrency",
    ]) {
      sandbox.addFault({ operation, action: { kind: "hook", when: "before", run: look } });
    }
    const states = Object.entries(sandbox.settings()[nameOf("b")]?.mappings ?? {});
    await on();
    expect(JSON.parse(saved?.["journal/1-1/01"] ?? "{}")).toMatchObject({
      part: 1,
      of: 1,
      functions: {
        [a]: { reserved: 5, provisioned: { live: 2, "1": 1 } },
        [nameOf("b")]: {
          reserved: null,
          mappings: Object.fromEntries(states.map(([uuid, state]) => [uuid, state.toLowerCase()])),
        },
        [nameOf("c")]: { reserved: 0 },
      },
    });
  });

  test("where the journal cannot be written, nothing is changed", async () => {
    const { at, on, changes, sandbox, open } = setScene();
    const denied = { kind: "denied" } as const;
    at("PutParameter", denied, { target: "/jets/demo-dev/maintenance/worker/journal/1-1/01" });
    const before = sandbox.settings();
    await expect(on({}, open())).rejects.toMatchObject({ code: "access_denied" });
    expect(changes()).toEqual([]);
    expect(sandbox.settings()).toEqual(before);
  });

  test("nothing that jets wrote is ever saved as an original", async () => {
    const { on, off, sandbox, settled, journal } = setScene();
    const before = sandbox.settings();
    await on();
    await on();
    await on();
    expect(Object.keys(journal()).filter((name) => name.startsWith("journal/"))).toEqual(["journal/1-1/01"]);
    await off();
    expect(settled()).toEqual(before);
  });

  test("what auto scaling puts back between deletion and reservation is saved as the newest original", async () => {
    const { at, on, off, sandbox, settled } = setScene({
      functions: [
        worker("a", { reserved: 5, versions: 1, aliases: { live: "1" }, provisioned: { live: 2 } }),
      ],
    });
    const run = (): void => {
      sandbox.world.setProvisioned(a, "live", 3);
    };
    at("DeleteProvisionedConcurrencyConfig", { kind: "hook", when: "after", run });
    expect((await on()).notes[0]).toBe(
      `${a} has provisioned concurrency again, or some that was not listed: 3 on live.`,
    );
    expect(sandbox.settings()[a]).toEqual({ reserved: 0, provisioned: {}, mappings: {} });
    await off();
    expect(settled()[a]).toEqual({ reserved: 5, provisioned: { live: 3 }, mappings: {} });
  });

  test("auto scaling that gives in at the fifth attempt has the last of its values saved", async () => {
    const { at, on, off, sandbox, settled } = setScene({
      functions: [
        worker("a", { reserved: 20, versions: 2, aliases: { live: "1" }, provisioned: { live: 2, "2": 1 } }),
      ],
    });
    for (let nth = 2; nth <= 8; nth += 2) {
      const run = (): void => {
        sandbox.world.setProvisioned(a, "live", nth);
        sandbox.world.setProvisioned(a, "2", nth + 1);
      };
      at("DeleteProvisionedConcurrencyConfig", { kind: "hook", when: "after", run }, { nth });
    }
    const told = await on();
    expect(told).toMatchObject({ state: "on", failures: [] });
    expect(told.notes.slice(0, 2)).toEqual([
      `${a} has provisioned concurrency again, or some that was not listed: 3 on 2, 2 on live.`,
      `${a} has provisioned concurrency again, or some that was not listed: 5 on 2, 4 on live.`,
    ]);
    await off();
    expect(settled()[a]).toEqual({ reserved: 20, provisioned: { live: 8, "2": 9 }, mappings: {} });
  });

  test("auto scaling that never gives in is left running, with what to do, and nothing is lost", async () => {
    const { at, on, off, sandbox, settled } = setScene({
      functions: [
        worker("a", { reserved: 5, versions: 1, aliases: { live: "1" }, provisioned: { live: 2 } }),
        worker("b"),
      ],
    });
    const before = sandbox.settings();
    const run = (): void => {
      sandbox.world.setProvisioned(a, "live", 2);
    };
    at("DeleteProvisionedConcurrencyConfig", { kind: "hook", when: "after", run }, { times: 100 });
    expect(await on()).toMatchObject({
      state: "partial",
      failures: [
        {
          name: a,
          reason: `Provisioned concurrency of ${a} came back 5 times. Suspend its scaling in Application Auto Scaling, then repeat the command.`,
        },
      ],
    });
    expect(sandbox.settings()[nameOf("b")]?.reserved).toBe(0);
    sandbox.clearFaults();
    await off();
    expect(settled()).toEqual(before);
  });

  test("provisioned concurrency that no stack knows of is found and saved all the same", async () => {
    const { on, off, sandbox, settled } = setScene({ functions: [worker("a", { reserved: 9 })] });
    const version = sandbox.world.publishVersion(a);
    sandbox.world.setProvisioned(a, version, 4);
    const before = sandbox.settings();
    await on();
    expect(sandbox.settings()[a]).toEqual({ reserved: 0, provisioned: {}, mappings: {} });
    await off();
    expect(settled()).toEqual(before);
  });

  test("a mapping whose state does not tell whether it polls is no original: its worker is left alone", async () => {
    const { on, off, sandbox, settled, changes } = setScene({
      functions: [worker("a", { mappings: [{ source: queue("a") }] }), worker("b")],
    });
    const before = sandbox.settings();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.holdMapping(uuid, "Updating");
    const told = await on();
    expect(told).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(told.failures[0]?.reason).toBe(
      `The event source mapping ${uuid} is still Updating after two minutes. Repeat the command when it has settled.`,
    );
    expect(changes()).toEqual([`PutFunctionConcurrency ${nameOf("b")}`]);
    sandbox.world.setMapping(uuid, true);
    expect((await on()).state).toBe("on");
    await off();
    expect(settled()).toEqual(before);
  });
});
