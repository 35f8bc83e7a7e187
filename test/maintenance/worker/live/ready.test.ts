import { describe, expect, test } from "vitest";
import { turnOff, turnOn, type MaintenanceEvent } from "../../../../src/maintenance/index.js";
import { openSandbox, type TimedSandbox } from "../../../support/timed-sandbox.js";
import { createOperator } from "../../../support/operator.js";

/** Until when at most a run waited, as it told. */
const waits = (events: readonly MaintenanceEvent[]): unknown[] =>
  events.flatMap((event) => (event.type === "stage" && event.until !== undefined ? [event] : []));

const createScene = (mappingSettlesMs = 20_000): TimedSandbox =>
  openSandbox({ provisionedSettlesMs: 95_000, mappingSettlesMs });

describe("on with --wait", () => {
  test("returns when a mapping that takes longer than two minutes is Disabled", async () => {
    const { clock, sandbox } = createScene(300_000);
    const start = clock.now().getTime();
    const ada = createOperator(sandbox, clock);
    expect(await turnOn("worker", ada.context, { wait: true })).toMatchObject({ state: "on", failures: [] });
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(300_000);
    const states = Object.values(sandbox.settings()).flatMap(({ mappings }) => Object.values(mappings));
    expect(new Set(states)).toEqual(new Set(["Disabled"]));
  });

  test("fails where a mapping is still Disabling a quarter of an hour later", async () => {
    const { clock, sandbox } = createScene(3_600_000);
    const ada = createOperator(sandbox, clock);
    const { state, failures } = await turnOn("worker", ada.context, { wait: true });
    expect(state).toBe("on");
    expect(failures).toEqual([
      {
        name: "demo-dev-jobs_event-perform",
        reason:
          "demo-dev-jobs_event-perform is stopped but had not settled after 15 minutes. See it in the Lambda console.",
      },
    ]);
  });
});

describe("off with --wait", () => {
  test("returns when provisioned concurrency is READY, and says what it waits for", async () => {
    const { clock, sandbox } = createScene();
    await turnOn("worker", createOperator(sandbox, clock).context);
    const ada = createOperator(sandbox, clock);
    const start = clock.now().getTime();
    const result = await turnOff("worker", ada.context, { wait: true });
    expect(result).toMatchObject({ state: "off", changed: true, failures: [] });
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(95_000);
    const waiting = {
      type: "stage",
      stage: "Waiting for provisioned concurrency and mappings",
      total: 4,
      until: "2026-01-01T00:15:21Z",
    };
    expect(waits(ada.events)).toEqual([0, 1, 2, 3, 4].map((done) => ({ ...waiting, done })));
  });

  test("waits for what a run before it restored without waiting", async () => {
    const { clock, sandbox } = createScene();
    await turnOn("worker", createOperator(sandbox, clock).context);
    await turnOff("worker", createOperator(sandbox, clock).context);
    const ada = createOperator(sandbox, clock);
    const start = clock.now().getTime();
    const result = await turnOff("worker", ada.context, { wait: true });
    expect(result).toMatchObject({ state: "off", changed: false, failures: [] });
    expect(clock.now().getTime() - start).toBeGreaterThan(80_000);
    const ready = clock.now().getTime();
    const again = createOperator(sandbox, clock);
    await turnOff("worker", again.context, { wait: true });
    expect(clock.now().getTime() - ready).toBeLessThan(10_000);
    expect([...again.said("note"), ...again.said("warning")]).toEqual([]);
  });

  test("leaves everything restored at Ctrl-C, and says how to wait again", async () => {
    const { clock, sandbox } = createScene();
    const before = sandbox.settings();
    await turnOn("worker", createOperator(sandbox, clock).context);
    const ada = createOperator(sandbox, clock);
    const report = (event: MaintenanceEvent): void => {
      if (event.type === "stage" && event.until !== undefined) ada.interrupt();
    };
    await expect(turnOff("worker", { ...ada.context, report }, { wait: true })).rejects.toMatchObject({
      code: "interrupted",
      message: "Interrupted while waiting: the workers of demo-dev are restored, and settle by themselves.",
      hint: "Wait again with `jets maintenance:off --role worker --stack demo-dev`.",
    });
    clock.advance(20_000);
    expect(sandbox.settings()).toEqual(before);
  });
});
