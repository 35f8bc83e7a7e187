import { describe, expect, test } from "vitest";
import { nameOf, queue, setScene, worker } from "../../../support/scene.js";

const a = nameOf("a");

describe("rule 7: in order", () => {
  const scene = (): ReturnType<typeof setScene> =>
    setScene({
      functions: [
        worker("a", {
          reserved: 9,
          versions: 2,
          aliases: { live: "2" },
          provisioned: { live: 2, "1": 1 },
          mappings: [{ source: queue("1") }, { source: queue("2") }],
        }),
      ],
    });

  test("going in: mappings off and Disabled, provisioned deleted, reserved 0", async () => {
    const { on, changes, sandbox, at } = scene();
    const [first = "", second = ""] = sandbox.world.mappingsOf(a);
    let states: readonly string[] = [];
    const look = (): void => {
      states = Object.values(sandbox.settings()[a]?.mappings ?? {});
    };
    at("DeleteProvisionedConcurrencyConfig", { kind: "hook", when: "before", run: look });
    await on();
    expect(states).toEqual(["Disabled", "Disabled"]);
    expect(changes()).toEqual([
      `UpdateEventSourceMapping ${first}`,
      `UpdateEventSourceMapping ${second}`,
      `DeleteProvisionedConcurrencyConfig ${a}:1`,
      `DeleteProvisionedConcurrencyConfig ${a}:live`,
      `PutFunctionConcurrency ${a}`,
    ]);
  });

  test("coming back: reserved, provisioned, mappings", async () => {
    const { on, off, changes, sandbox } = scene();
    const [first = "", second = ""] = sandbox.world.mappingsOf(a);
    await on();
    changes();
    await off();
    expect(changes()).toEqual([
      `PutFunctionConcurrency ${a}`,
      `PutProvisionedConcurrencyConfig ${a}:1`,
      `PutProvisionedConcurrencyConfig ${a}:live`,
      `UpdateEventSourceMapping ${first}`,
      `UpdateEventSourceMapping ${second}`,
    ]);
  });

  test("a worker that is at 0 already has only its mapping turned off", async () => {
    const { on, changes, sandbox } = setScene({
      functions: [worker("a", { reserved: 0, mappings: [{ source: queue("1") }] })],
    });
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    expect(await on()).toMatchObject({ state: "on", changed: true });
    expect(changes()).toEqual([`UpdateEventSourceMapping ${uuid}`]);
  });

  test("a worker whose reservation cannot be restored keeps its mappings off", async () => {
    const { on, off, at, sandbox } = scene();
    await on();
    at("PutFunctionConcurrency", { kind: "denied" });
    expect((await off()).state).toBe("partial");
    expect(new Set(Object.values(sandbox.settings()[a]?.mappings ?? {}))).toEqual(new Set(["Disabled"]));
    expect(sandbox.settings()[a]?.provisioned).toEqual({});
  });

  test("a worker whose mapping cannot be turned off is stopped all the same, and what that means is said", async () => {
    const { on, at, sandbox } = scene();
    at("UpdateEventSourceMapping", { kind: "denied" });
    const told = await on();
    expect(told.state).toBe("partial");
    expect(told.warnings).toEqual([
      expect.stringMatching(/could not be disabled and goes on polling: .* dead-letter queue\.$/),
    ]);
    expect(sandbox.settings()[a]).toMatchObject({ reserved: 0, provisioned: {} });
  });

  test("a mapping that an earlier run has begun to turn off is waited for as well", async () => {
    const { on, sandbox, killAt, clock } = setScene({
      functions: [worker("a", { mappings: [{ source: queue("1") }] })],
      mappingSettlesMs: 60_000,
    });
    await killAt(1, "after", "on", "UpdateEventSourceMapping");
    expect(Object.values(sandbox.settings()[a]?.mappings ?? {})).toEqual(["Disabling"]);
    const start = clock.now().getTime();
    expect(await on({ breakLock: true })).toMatchObject({ state: "on", warnings: [expect.any(String)] });
    expect(Object.values(sandbox.settings()[a]?.mappings ?? {})).toEqual(["Disabled"]);
    expect(clock.now().getTime() - start).toBeGreaterThan(50_000);
  });

  test("so is one that is all that is left to do", async () => {
    const { on, sandbox } = setScene({
      functions: [worker("a", { reserved: 0, mappings: [{ source: queue("1"), enabled: false }] })],
    });
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.holdMapping(uuid, "Disabling");
    expect((await on()).warnings).toEqual([expect.stringContaining("is still Disabling after two minutes")]);
  });
});
