import { describe, expect, test } from "vitest";
import { JetsError, verify, type MaintenanceEvent } from "../../../../src/maintenance/index.js";
import { Gate } from "../../../support/gate.js";
import { nameOf, queue, setScene, smallStack, worker, type Scene } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";

const a = nameOf("a");
const b = nameOf("b");

const onePerPage = {
  functions: 1,
  versions: 1,
  aliases: 1,
  provisioned: 1,
  mappings: 1,
  eventInvokeConfigs: 1,
  stackResources: 1,
  stacks: 1,
  parameters: 1,
  parameterHistory: 1,
  describedParameters: 1,
};

const recordOf = (run: number): string => `/jets/demo-dev/maintenance/worker/run/00000${run}`;
const ownRecord = recordOf(1);

describe("rule 8: nothing is unbounded", () => {
  test.each([true, false])(
    "every list is read to its end, one item a page, an empty one first: %s",
    async (emptyFirstPages) => {
      const { on, off, status, sandbox, settled } = setScene({
        pageSizes: onePerPage,
        emptyFirstPages,
        stacks: [
          {
            name: "demo-dev",
            functions: smallStack,
            nested: [
              {
                logicalId: "One",
                nested: [{ logicalId: "Two", functions: [worker("deep"), worker("deeper")] }],
              },
            ],
          },
        ],
      });
      const before = sandbox.settings();
      expect(await on()).toMatchObject({ state: "on", failures: [] });
      expect(Object.values(sandbox.settings()).map(({ reserved }) => reserved)).toEqual([0, 0, 0, 0, 0]);
      expect((await status()).state).toBe("on");
      expect(await off()).toMatchObject({ state: "off", failures: [] });
      expect(settled()).toEqual(before);
    },
  );

  test("destinations of lost events are read to the end as well", async () => {
    const { on } = setScene({
      pageSizes: onePerPage,
      emptyFirstPages: true,
      functions: [worker("a", { invokedBy: ["sns.amazonaws.com"], onFailure: queue("failed") })],
    });
    expect((await on({ onEventLoss: "fail" })).warnings).toEqual([expect.stringContaining(queue("failed"))]);
  });

  /** Runs a command that is interrupted during its nth call; what became of it. */
  async function interruptAt(scene: Scene, call: number, command: "on" | "off"): Promise<JetsError | "done"> {
    const ada = scene.open();
    const hook = { kind: "hook", when: "before", run: ada.interrupt } as const;
    scene.sandbox.addFault({ nth: call, action: hook });
    try {
      await scene[command]({}, ada);
      return "done";
    } catch (error) {
      if (!(error instanceof JetsError)) throw error;
      return error;
    } finally {
      scene.sandbox.clearFaults();
    }
  }

  /** The calls of a command, from 1; some of them. */
  async function callsOf(command: "on" | "off"): Promise<number[]> {
    const { on, off, sandbox } = setScene();
    await on();
    if (command === "off") {
      sandbox.clearCalls();
      await off();
    }
    return sample(
      sandbox.calls.map((_, index) => index + 1),
      8,
    );
  }

  test.each(["on", "off"] as const)(
    "Ctrl-C at any call of `%s` stops at a safe point: journal consistent, lock released, what to run next",
    async (command) => {
      const said = new Set<string>();
      for (const call of await callsOf(command)) {
        const scene = setScene();
        const before = scene.sandbox.settings();
        if (command === "off") await scene.on();
        const untouched = scene.sandbox.settings();
        scene.changes();
        const outcome = await interruptAt(scene, call, command);
        if (outcome !== "done") {
          expect(outcome.code, `call ${call}`).toBe("interrupted");
          said.add(`${outcome.message} ${outcome.hint}`);
          if (outcome.message === "Interrupted before anything was changed.")
            expect(scene.sandbox.settings()).toEqual(untouched);
        }
        const records = Object.entries(scene.journal()).filter(([name]) => name.startsWith("run/"));
        for (const [, record] of records) expect(record, `call ${call}`).not.toContain('"state":"running"');
        expect(await scene[command === "on" ? "off" : "on"](), `call ${call}`).toMatchObject({
          failures: [],
        });
        expect(await scene.off(), `call ${call}`).toMatchObject({ failures: [], warnings: [] });
        expect(scene.settled(), `call ${call}`).toEqual(before);
      }
      const [finish, other] =
        command === "on"
          ? [
              "`jets maintenance:on --role worker --stack demo-dev`",
              "bring everything back with `jets maintenance:off --role worker --stack demo-dev`",
            ]
          : [
              "`jets maintenance:off --role worker --stack demo-dev`",
              "stop all workers again with `jets maintenance:on --role worker --stack demo-dev`",
            ];
      expect([...said].filter((text) => !text.startsWith("Interrupted before"))).toEqual([
        `Interrupted: the workers of demo-dev may be partly stopped, and all their settings are saved. Finish the job with ${finish}, or ${other}.`,
      ]);
      expect([...said].filter((text) => text.startsWith("Interrupted before")).length).toBeGreaterThan(0);
    },
  );

  test("Ctrl-C while a mapping is waited for stops there, and the next `off` brings everything back", async () => {
    const { on, off, open, sandbox, settled, clock } = setScene({
      functions: [worker("a", { reserved: 2, mappings: [{ source: queue("a") }] })],
      mappingSettlesMs: 90_000,
    });
    const before = sandbox.settings();
    const ada = open();
    const start = clock.now().getTime();
    void clock.sleep(5_000).then(ada.interrupt);
    await expect(on({}, ada)).rejects.toMatchObject({ code: "interrupted" });
    expect(clock.now().getTime() - start).toBeLessThan(10_000);
    expect(sandbox.settings()[a]?.reserved).toBe(2);
    expect(await off()).toMatchObject({ state: "off" });
    clock.advance(90_000);
    expect(settled()).toEqual(before);
  });

  test("Ctrl-C while status waits for a mapping ends it", async () => {
    const { on, status, open, sandbox, clock } = setScene();
    await on();
    const [uuid = ""] = sandbox.world.mappingsOf(b);
    sandbox.world.holdMapping(uuid, "Updating");
    const ada = open();
    void clock.sleep(5_000).then(ada.interrupt);
    await expect(status(ada)).rejects.toMatchObject({ code: "interrupted" });
  });

  test("a release that fails at Ctrl-C is told; the lock goes stale by itself", async () => {
    const { on, open, at, off, clock, sandbox, settled } = setScene();
    const before = sandbox.settings();
    const ada = open();
    at("PutFunctionConcurrency", { kind: "hook", when: "before", run: ada.interrupt });
    at(
      "PutParameter",
      { kind: "denied" },
      { target: "/jets/demo-dev/maintenance/worker/run/000001", nth: 2, times: 9 },
    );
    await expect(on({}, ada)).rejects.toMatchObject({ code: "interrupted" });
    expect(ada.said("warning")).toEqual([
      expect.stringMatching(
        /^The lock was not released; it goes stale in two minutes, or take it over now with --break-lock: Access denied: ssm:PutParameter/,
      ),
    ]);
    sandbox.clearFaults();
    clock.advance(121_000);
    await off();
    expect(settled()).toEqual(before);
  });

  test("Ctrl-C while AWS throttles the release keeps trying for 15 seconds, then says what AWS said", async () => {
    const { on, open, at, clock } = setScene();
    const ada = open();
    at("PutFunctionConcurrency", { kind: "hook", when: "before", run: ada.interrupt });
    at("PutParameter", { kind: "throttled" }, { target: ownRecord, nth: 2, times: 99 });
    const start = clock.now().getTime();
    await expect(on({}, ada)).rejects.toMatchObject({ code: "interrupted" });
    expect(clock.now().getTime() - start).toBeGreaterThan(15_000);
    expect(clock.now().getTime() - start).toBeLessThan(40_000);
    expect(ada.said("warning")).toEqual([
      expect.stringMatching(/^The lock was not released.*: AWS kept throttling ssm:PutParameter/),
    ]);
  });

  test("Ctrl-C while `--break-lock` waits for the other run gives the turn back", async () => {
    const { on, off, open, clock, journal, killAt, sandbox, settled } = setScene();
    const before = sandbox.settings();
    await killAt(9, "after", "on");
    const ada = open();
    const start = clock.now().getTime();
    void clock.sleep(1_000).then(ada.interrupt);
    await expect(on({ breakLock: true }, ada)).rejects.toMatchObject({
      code: "interrupted",
      message: "Interrupted before anything was changed.",
    });
    expect(clock.now().getTime() - start).toBeLessThan(2_000);
    expect(journal()["run/000002"]).toContain('"state":"withdrawn"');
    clock.advance(125_000);
    await off();
    expect(settled()).toEqual(before);
  });

  test("Ctrl-C while old parameters are deleted comes too late, and is no failure", async () => {
    const { on, off, open, at } = setScene();
    await on();
    await off();
    const ada = open();
    at("PutParameter", { kind: "hook", when: "after", run: ada.interrupt }, { target: recordOf(3), nth: 2 });
    expect(await on({}, ada)).toMatchObject({ state: "on", changed: true, warnings: [] });
  });

  test("before the question, nothing is changed whatever happens", async () => {
    const { open, changes, journal, sandbox } = setScene();
    const ada = open();
    await verify("worker", ada.context);
    sandbox.world.setStackStatus("demo-dev", "UPDATE_IN_PROGRESS");
    await expect(verify("worker", ada.context)).rejects.toMatchObject({ code: "deploy_in_progress" });
    expect(changes()).toEqual([]);
    expect(journal()).toEqual({});
  });
});

describe("waiting", () => {
  const slow = [worker("a", { timeout: 900 }), worker("b", { timeout: 60 })];

  test("without `--wait`, `on` says by when the last work in flight ends", async () => {
    const { on, clock } = setScene({ functions: slow });
    const start = clock.now().getTime();
    expect((await on()).notes).toEqual([
      "Work that is already running ends by 2026-01-01T00:15:00Z at the latest",
    ]);
    expect(clock.now().getTime() - start).toBeLessThan(10_000);
  });

  test("with `--wait`, `on` returns when the longest timeout has passed, and holds nothing meanwhile", async () => {
    const { on, off, open, clock, status, sandbox, settled } = setScene({ functions: slow });
    const before = sandbox.settings();
    const start = clock.now().getTime();
    const ada = open();
    const waiting = on({ wait: true }, ada);
    await clock.sleep(100_000);
    expect((await status()).state).toBe("on");
    expect(await off()).toMatchObject({ state: "off", warnings: [] });
    expect(await waiting).toMatchObject({ state: "on", notes: [] });
    expect(ada.events).toContainEqual({
      type: "stage",
      stage: "Waiting for work that is already running",
      done: 0,
      total: 1,
      until: "2026-01-01T00:15:00Z",
    });
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(900_000);
    expect(clock.now().getTime() - start).toBeLessThan(910_000);
    expect(settled()).toEqual(before);
  });

  test.each([0, -5 * 3_600_000, 5 * 3_600_000])(
    "a second `on --wait` waits only for what is left, with this machine's clock %i ms off",
    async (clockAhead) => {
      const { on, open, clock } = setScene({ functions: slow });
      await on();
      clock.advance(600_000);
      const start = clock.now().getTime();
      expect((await on({ wait: true }, open({ clockAhead }))).state).toBe("on");
      expect(clock.now().getTime() - start).toBeGreaterThan(290_000);
      expect(clock.now().getTime() - start).toBeLessThan(310_000);
      expect(await on({ wait: true })).toMatchObject({ changed: false });
    },
  );

  test("however often `on` is repeated, what is left to wait for counts from when workers were stopped", async () => {
    const { on, clock, killAt } = setScene({ functions: slow });
    await on();
    for (let round = 1; round <= 25; round += 1) {
      clock.advance(10_000);
      expect(await on()).toMatchObject({ changed: false });
    }
    clock.advance(300_000);
    const start = clock.now().getTime();
    await on({ wait: true });
    // Records beyond the last twenty are gone: the oldest that is left tells later, never earlier.
    expect(clock.now().getTime() - start).toBeGreaterThan(330_000);
    expect(clock.now().getTime() - start).toBeLessThan(430_000);
    await killAt(1, "before", "on", "GetFunction");
    clock.advance(130_000);
    const { notes } = await on();
    expect(notes).toEqual([expect.stringMatching(/^Work that is already running ends by /)]);
  });

  test("work that has ended is not waited for and not mentioned", async () => {
    const { on, clock } = setScene({ functions: slow });
    await on();
    clock.advance(901_000);
    expect((await on({ wait: true })).notes).toEqual([]);
  });

  test("of a partly done `on` nothing is waited for", async () => {
    const { on, at, clock } = setScene({ functions: slow });
    at("PutFunctionConcurrency", { kind: "denied" }, { target: a });
    const start = clock.now().getTime();
    expect((await on({ wait: true })).state).toBe("partial");
    expect(clock.now().getTime() - start).toBeLessThan(10_000);
  });

  test("Ctrl-C while `on` waits leaves maintenance on, and says so", async () => {
    const { on, off, open, status, sandbox, settled } = setScene({ functions: slow });
    const before = sandbox.settings();
    const ada = open();
    const context = {
      ...ada.context,
      report: (event: MaintenanceEvent) => {
        if (event.type === "stage" && event.until !== undefined) ada.interrupt();
      },
    };
    await expect(on({ wait: true }, { ...ada, context })).rejects.toMatchObject({
      code: "interrupted",
      message:
        "Interrupted while waiting: the workers of demo-dev are stopped and stay so; work in flight ends by 2026-01-01T00:15:00Z.",
      hint: "Bring them back with `jets maintenance:off --role worker --stack demo-dev`.",
    });
    expect((await status()).state).toBe("on");
    await off();
    expect(settled()).toEqual(before);
  });

  const provisioned = [
    worker("a", { versions: 1, provisioned: { "1": 2 }, mappings: [{ source: queue("a") }] }),
  ];

  test("`off --wait` holds nothing while it waits, and FAILED is a failure", async () => {
    const { on, off, sandbox, clock } = setScene({ functions: provisioned, provisionedSettlesMs: 70_000 });
    await on();
    sandbox.world.failProvisioned(a, "FUNCTION_ERROR_INIT_FAILURE");
    const waiting = off({ wait: true });
    await clock.sleep(30_000);
    expect(await on()).toMatchObject({ state: "on" });
    await off();
    expect(await waiting).toMatchObject({
      failures: [
        {
          name: a,
          reason: `Provisioned concurrency of ${a} on 1 FAILED to start. Its setting is back; look at the function's start-up errors in its log.`,
        },
      ],
    });
  });

  test("`off --wait` gives up after a quarter of an hour", async () => {
    const { on, off, clock, at, sandbox } = setScene({ functions: provisioned });
    await on();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    const lock = (): void => {
      sandbox.world.holdMapping(uuid, "Enabling");
    };
    at("UpdateEventSourceMapping", { kind: "hook", when: "after", run: lock });
    const start = clock.now().getTime();
    expect(await off({ wait: true })).toMatchObject({
      failures: [
        {
          name: a,
          reason: `${a} is restored but had not settled after 15 minutes. See it in the Lambda console.`,
        },
      ],
    });
    expect(clock.now().getTime() - start).toBeLessThan(930_000);
  });

  test("Ctrl-C during a call of `off --wait` does not claim that nothing was changed", async () => {
    const { on, off, open, at } = setScene({ functions: provisioned, provisionedSettlesMs: 70_000 });
    await on();
    const ada = open();
    at("ListProvisionedConcurrencyConfigs", { kind: "hook", when: "after", run: ada.interrupt }, { nth: 3 });
    const asked = new Gate();
    at("ListProvisionedConcurrencyConfigs", { kind: "hook", when: "before", run: asked.open });
    await expect(off({ wait: true }, ada)).rejects.toMatchObject({
      code: "interrupted",
      message: "Interrupted while waiting: the workers of demo-dev are restored, and settle by themselves.",
    });
    await asked.opened;
  });
});
