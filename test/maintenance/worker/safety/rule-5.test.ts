import { describe, expect, test } from "vitest";
import { plan } from "../../../../src/maintenance/index.js";
import { Gate } from "../../../support/gate.js";
import type { Operator } from "../../../support/operator.js";
import { journalPath, nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";

const a = nameOf("a");
const run = (number: number): string => `${journalPath}run/${String(number).padStart(6, "0")}`;
const hour = 3_600_000;

/** Resolves when `operator` has fallen asleep, right after (or before) the nth call of that operation. */
function fallsAsleep(
  { at }: Scene,
  operator: Operator,
  operation: string,
  { nth = 1, target, when = "after" }: { nth?: number; target?: string; when?: "before" | "after" } = {},
): Promise<void> {
  const asleep = new Gate();
  const fall = (): void => {
    operator.fallAsleep();
    asleep.open();
  };
  at(operation, { kind: "hook", when, run: fall }, { nth, ...(target === undefined ? {} : { target }) });
  return asleep.opened;
}

const wide = Array.from({ length: 60 }, (_, index) => worker(`w${index}`, { reserved: 2 }));

describe("rule 5: one at a time", () => {
  test("a second run is refused while the first is alive: who, what and since when are said", async () => {
    const scene = setScene();
    const { on, off, open, changes } = scene;
    const ada = open({ by: "ada@laptop", url: "https://ci.example.com/7" });
    const asleep = fallsAsleep(scene, ada, "PutFunctionConcurrency");
    const first = on({}, ada);
    await asleep;
    changes();
    for (const command of [on, off]) {
      await expect(command()).rejects.toMatchObject({
        code: "locked",
        message: expect.stringMatching(
          /^Another run is changing demo-dev: jets maintenance:on --role worker by ada@laptop \(https:\/\/ci\.example\.com\/7\) since 2026-01-01T00:00:00.\d{3}Z, last heard of at 2026-01-01T00:00:00.\d{3}Z\.$/,
        ),
        hint: expect.stringMatching(
          /^Wait for it to end\. If it has died, take over with `jets maintenance:(on|off) --role worker --stack demo-dev --break-lock`, or without --break-lock from 2026-01-01T00:02:00.\d{3}Z on\.$/,
        ),
      });
    }
    expect(changes()).toEqual([]);
    ada.wakeUp();
    expect(await first).toMatchObject({ state: "on", failures: [] });
  });

  test.each([0, -9 * hour, 9 * hour])(
    "a run that died is taken over after two minutes by SSM's clock, with this machine's %i ms off, and announced",
    async (clockAhead) => {
      const { killAt, off, open, clock, sandbox, settled, journal } = setScene();
      const before = sandbox.settings();
      await killAt(16, "after", "on");
      const bob = (): Operator => open({ by: "bob", clockAhead });
      clock.advance(118_000);
      await expect(off({}, bob())).rejects.toMatchObject({ code: "locked" });
      // The answers' time has whole seconds only.
      clock.advance(3_000);
      const told = await off({}, bob());
      expect(told).toMatchObject({ state: "off", failures: [] });
      expect(told.warnings).toEqual([
        expect.stringMatching(
          /^Taking over from a run that did not end: jets maintenance:on --role worker by ada@laptop since /,
        ),
      ]);
      expect(JSON.parse(journal()["run/000002"] ?? "{}")).toMatchObject({ over: 1, state: "released" });
      expect(settled()).toEqual(before);
    },
  );

  test("`--break-lock` takes over at once from a run that died", async () => {
    const { killAt, off, sandbox, settled } = setScene();
    const before = sandbox.settings();
    await killAt(16, "after", "on");
    const told = await off({ breakLock: true });
    expect(told.warnings).toEqual([expect.stringMatching(/^Taking over from a run that did not end/)]);
    expect(settled()).toEqual(before);
  });

  test("`--break-lock` over a run that is alive after all: that one has made its last change before", async () => {
    for (const delay of sample([0, 300, 700, 1_100, 1_500, 2_500], 3)) {
      const scene = setScene({ functions: wide });
      const { on, off, open, clock, sandbox, settled } = scene;
      const before = sandbox.settings();
      const ada = on({}, open({ by: "ada" }));
      const outcome = ada.catch((error: unknown) => error);
      await clock.sleep(delay);
      const told = await off({ breakLock: true }, open({ by: "bob" }));
      expect(told, `after ${delay} ms`).toMatchObject({ state: "off", failures: [] });
      await outcome;
      // Where Ada had written nothing yet, Bob's off found nothing to do.
      await off();
      expect(settled(), `after ${delay} ms`).toEqual(before);
    }
  });

  test("`--break-lock` changes nothing where nobody holds the application", async () => {
    const { on, off, settled, sandbox } = setScene();
    const before = sandbox.settings();
    expect((await on({ breakLock: true })).warnings).toEqual([]);
    expect((await off({ breakLock: true })).warnings).toEqual([]);
    expect(settled()).toEqual(before);
  });

  test("two that start at the same instant never both hold the application", async () => {
    for (let delay = 0; delay < 4; delay += 1) {
      const scene = setScene();
      const { on, off, open, sandbox, settled } = scene;
      const before = sandbox.settings();
      const runs = await Promise.allSettled([
        on({}, open({ by: "ada" })),
        scene.clock.sleep(delay * 10).then(() => on({}, open({ by: "bob" }))),
      ]);
      const done = runs.filter(({ status }) => status === "fulfilled");
      expect(done.length).toBeGreaterThanOrEqual(1);
      for (const one of runs) {
        if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "locked" });
      }
      await off();
      expect(settled()).toEqual(before);
    }
  });

  test("two that take over at the same instant: one does, the other comes after it or is refused", async () => {
    const { killAt, off, open, clock, sandbox, settled, journal } = setScene();
    const before = sandbox.settings();
    await killAt(16, "after", "on");
    clock.advance(121_000);
    const runs = await Promise.allSettled([off({}, open({ by: "ada" })), off({}, open({ by: "bob" }))]);
    expect(runs.map(({ status }) => status)).toContain("fulfilled");
    for (const one of runs) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "locked" });
    }
    expect(settled()).toEqual(before);
    const took = Object.values(journal()).filter((value) => value.includes('"over":1'));
    expect(took).toHaveLength(1);
  });

  test("one that was overtaken between taking the lock and reading the journal withdraws", async () => {
    const scene = setScene();
    const { on, open, clock, sandbox, changes } = scene;
    const ada = open({ by: "ada" });
    const asleep = fallsAsleep(scene, ada, "PutParameter", { target: run(1) });
    const first = on({}, ada);
    await asleep;
    clock.advance(125_000);
    expect(await on({}, open({ by: "bob" }))).toMatchObject({ state: "on" });
    changes();
    ada.wakeUp();
    await expect(first).rejects.toMatchObject({
      code: "locked",
      message: expect.stringMatching(/^Another run took the lock of demo-dev first: .* by bob since /),
      hint: "Wait for it to end, then repeat the command.",
    });
    expect(changes()).toEqual([]);
    expect(JSON.parse(sandbox.world.parameters()[run(1)] ?? "{}")).toMatchObject({ state: "withdrawn" });
  });

  test("a holder that sleeps and wakes up after it was taken over makes no further change", async () => {
    const scene = setScene({ functions: wide });
    const { on, off, open, clock, sandbox, changes, settled, journal } = scene;
    const before = sandbox.settings();
    const ada = open({ by: "ada" });
    const asleep = fallsAsleep(scene, ada, "PutFunctionConcurrency", { nth: 3 });
    const first = on({}, ada);
    await asleep;
    clock.advance(125_000);
    expect(await off({}, open({ by: "bob" }))).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
    const parameters = journal();
    changes();
    ada.wakeUp();
    await expect(first).rejects.toMatchObject({
      code: "lock_lost",
      message: expect.stringContaining("jets maintenance:off --role worker by bob since "),
      hint: "Wait for it, then run `jets maintenance:status --role worker --stack demo-dev` to see the current state.",
    });
    expect(changes()).toEqual([]);
    expect(settled()).toEqual(before);
    expect(journal()).toEqual(parameters);
    // That another one has the lock is the error itself.
    expect(ada.said("warning")).toEqual([]);
  });

  test("a holder that sleeps between two attempts of one call does not repeat it", async () => {
    const scene = setScene({ functions: [worker("a", { reserved: 2 })] });
    const { on, off, open, clock, sandbox, changes, settled, at } = scene;
    const before = sandbox.settings();
    const ada = open({ by: "ada" });
    at("PutFunctionConcurrency", { kind: "conflict" });
    const asleep = fallsAsleep(scene, ada, "PutFunctionConcurrency", { when: "before" });
    const first = on({}, ada);
    await asleep;
    clock.advance(125_000);
    expect(await off({}, open({ by: "bob" }))).toMatchObject({ state: "off", failures: [] });
    changes();
    ada.wakeUp();
    await expect(first).rejects.toMatchObject({ code: "lock_lost" });
    expect(changes()).toEqual([]);
    expect(settled()).toEqual(before);
  });

  const polled = [worker("a", { mappings: [{ source: queue("a") }] })];

  test.each([
    { asleepFor: 125_000, breakLock: false, when: "before" },
    { asleepFor: 125_000, breakLock: false, when: "after" },
    { asleepFor: 10_000, breakLock: true, when: "after" },
  ] as const)(
    "a holder that sleeps $when it is told that nobody has taken over asks again: %o",
    async ({ asleepFor, breakLock, when }) => {
      const scene = setScene({ functions: polled, mappingSettlesMs: 5_000 });
      const { on, off, open, clock, sandbox, changes, settled } = scene;
      const before = sandbox.settings();
      const ada = open({ by: "ada" });
      const asleep = fallsAsleep(scene, ada, "GetParameters", { when });
      const first = on({}, ada);
      await asleep;
      clock.advance(asleepFor);
      expect(await off({ breakLock }, open({ by: "bob" }))).toMatchObject({ state: "off", failures: [] });
      changes();
      ada.wakeUp();
      await expect(first).rejects.toMatchObject({ code: "lock_lost" });
      expect(changes()).toEqual([]);
      clock.advance(5_000);
      expect(settled()).toEqual(before);
    },
  );

  test("a holder that wakes up just before its lock goes stale, and writes late, meets whoever saw it stale", async () => {
    const scene = setScene({ functions: wide });
    const { on, off, at, open, clock, sandbox, settled } = scene;
    const before = sandbox.settings();
    const ada = open({ by: "ada" });
    const asleep = fallsAsleep(scene, ada, "PutFunctionConcurrency", { nth: 3 });
    const first = on({}, ada).catch((error: unknown) => error);
    await asleep;
    clock.advance(119_000);
    // Her next sign of life is on its way when Bob finds none for two minutes.
    const [taken, bobs] = [new Gate(), new Gate()];
    const take = (): void => {
      taken.open();
    };
    at("PutParameter", { kind: "hook", when: "after", run: take }, { target: run(2) });
    const late = async (): Promise<void> => {
      clock.advance(1_500);
      void off({}, open({ by: "bob" })).then(() => {
        bobs.open();
      });
      await taken.opened;
    };
    at("PutParameter", { kind: "hook", when: "before", run: late }, { target: run(1) });
    ada.wakeUp();
    await bobs.opened;
    expect(await first).toMatchObject({ code: "lock_lost" });
    await off();
    expect(settled()).toEqual(before);
  });

  test("a run that cannot see whether another has taken over makes no change", async () => {
    const scene = setScene({ functions: wide });
    const { on, off, at, open, sandbox, changes, settled } = scene;
    const before = sandbox.settings();
    const takeOver = async (): Promise<void> => {
      await off({ breakLock: true }, open({ by: "bob" }));
      at("GetParameters", { kind: "denied" }, { times: 999 });
    };
    const saved = { target: `${journalPath}journal/1-1/01` };
    at("PutParameter", { kind: "hook", when: "after", run: takeOver }, saved);
    await expect(on({}, open({ by: "ada" }))).rejects.toMatchObject({ code: "access_denied" });
    expect(changes()).toEqual([]);
    sandbox.clearFaults();
    expect(settled()).toEqual(before);
  });

  test("a holder that sleeps through more runs than have their records kept has lost the lock", async () => {
    const scene = setScene({ functions: wide.slice(0, 20) });
    const { on, off, open, clock, sandbox, changes, settled } = scene;
    const before = sandbox.settings();
    const ada = open({ by: "ada" });
    const asleep = fallsAsleep(scene, ada, "PutFunctionConcurrency", { nth: 3 });
    const first = on({}, ada);
    await asleep;
    clock.advance(125_000);
    await off();
    for (let round = 0; round < 12; round += 1) {
      await on();
      await off();
    }
    changes();
    ada.wakeUp();
    await expect(first).rejects.toMatchObject({ code: "lock_lost", exitCode: 4 });
    expect(changes()).toEqual([]);
    expect(settled()).toEqual(before);
  });

  test("a run whose release fails lets its lock go stale", async () => {
    const scene = setScene({ functions: polled, mappingSettlesMs: 70_000 });
    const { on, off, at, open, clock, sandbox, settled } = scene;
    const before = sandbox.settings();
    // From the first renewal on, which leaves the lock unconfirmed at the end.
    at("PutParameter", { kind: "denied" }, { target: run(1), times: 999, nth: 2 });
    await expect(on({}, open({ by: "ada" }))).rejects.toMatchObject({ code: "access_denied" });
    sandbox.clearFaults();
    await clock.sleep(125_000);
    expect(await off({}, open({ by: "bob" }))).toMatchObject({ state: "off", failures: [] });
    clock.advance(70_000);
    expect(settled()).toEqual(before);
  });

  test("a lock that takes AWS more than a minute to confirm, time and again, ends the run before the next change", async () => {
    const scene = setScene({ functions: polled });
    const { on, off, at, clock, changes, sandbox, settled } = scene;
    const before = sandbox.settings();
    const takeLong = (): void => {
      clock.advance(61_000);
    };
    at("GetEventSourceMapping", { kind: "hook", when: "after", run: takeLong });
    at("GetParameters", { kind: "hook", when: "after", run: takeLong }, { times: 99 });
    await expect(on()).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(
        /partly stopped, but .*: AWS took too long, 10 times, to confirm that this run still has the lock\.$/,
      ),
    });
    expect(changes().filter((change) => change.startsWith("PutFunctionConcurrency"))).toEqual([]);
    sandbox.clearFaults();
    clock.advance(125_000);
    await off();
    expect(settled()).toEqual(before);
  });

  test("a holder that sleeps after its last change does not release what another holds", async () => {
    const scene = setScene({ functions: [worker("a", { reserved: 2 })] });
    const { on, off, open, clock, settled, journal, sandbox } = scene;
    const before = sandbox.settings();
    const ada = open({ by: "ada" });
    const asleep = fallsAsleep(scene, ada, "PutFunctionConcurrency");
    const first = on({}, ada);
    await asleep;
    clock.advance(125_000);
    await off({}, open({ by: "bob" }));
    const parameters = journal();
    ada.wakeUp();
    await expect(first).rejects.toMatchObject({ code: "lock_lost" });
    expect(journal()).toEqual(parameters);
    expect(settled()).toEqual(before);
  });

  test("a release that AWS carries out after the takeover loses nothing, though the new holder dies", async () => {
    const scene = setScene({ functions: [worker("a", { reserved: 2 })] });
    const { on, off, open, clock, settled, at, sandbox, killAt } = scene;
    const before = sandbox.settings();
    await on();
    const [arrived, released] = [new Gate(), new Gate()];
    const late = (): Promise<void> => {
      arrived.open();
      return released.opened;
    };
    // Ada's `off` has restored everything and only its release is still on its way.
    at("PutParameter", { kind: "hook", when: "before", run: late }, { target: run(2), nth: 2 });
    const ada = off({}, open({ by: "ada" }));
    await arrived.opened;
    clock.advance(125_000);
    // Bob saves nothing, because all that he finds is saved already; he stops the worker and dies.
    await killAt(1, "after", "on", "PutFunctionConcurrency");
    expect(sandbox.settings()[a]?.reserved).toBe(0);
    released.open();
    expect(await ada).toMatchObject({ state: "off" });
    clock.advance(125_000);
    expect((await scene.status()).state).toBe("on");
    expect(await off()).toMatchObject({ state: "off", changed: true });
    expect(settled()).toEqual(before);
  });

  test("a long run keeps its lock fresh: a mapping that takes five minutes", async () => {
    const scene = setScene({
      functions: [
        worker("a", { mappings: [{ source: queue("1") }, { source: queue("2") }, { source: queue("3") }] }),
      ],
    });
    const { on, off, open, clock, sandbox } = scene;
    for (const uuid of sandbox.world.mappingsOf(a)) {
      const lock = (): void => {
        sandbox.world.holdMapping(uuid, "Disabling");
      };
      scene.at("UpdateEventSourceMapping", { kind: "hook", when: "after", run: lock }, { target: uuid });
    }
    const first = on({}, open({ by: "ada" }));
    for (let minute = 1; minute <= 5; minute += 1) {
      await clock.sleep(60_000);
      await expect(off({}, open({ by: "bob" }))).rejects.toMatchObject({ code: "locked" });
    }
    expect(await first).toMatchObject({ state: "on" });
    const beats = sandbox.calls.filter(
      ({ operation, target }) => operation === "PutParameter" && target === run(1),
    );
    expect(beats.length).toBeGreaterThanOrEqual(12);
  });

  test.each([
    [
      "SSM does not answer for a moment",
      { kind: "internal", times: 6 },
      /^AWS failed at ssm:GetParameters on .*run\/000001.* Waiting until /,
    ],
    [
      "SSM refuses",
      { kind: "denied", times: 1 },
      /^The lock could not be renewed: .*ssm:GetParameters on .*run\/000001/,
    ],
  ] as const)(
    "a heartbeat that fails is reported, and the run goes on once its lock is confirmed: %s",
    async (_, { kind, times }, warning) => {
      const scene = setScene({
        functions: [worker("a", { mappings: [{ source: queue("1") }] })],
        mappingSettlesMs: 45_000,
      });
      const { on, at } = scene;
      at("GetParameters", { kind }, { target: run(1), times });
      const told = await on();
      expect(told).toMatchObject({ state: "on", failures: [] });
      expect(told.warnings).toEqual([expect.stringMatching(warning)]);
    },
  );

  test("a run whose lock can no longer be confirmed makes no change", async () => {
    const scene = setScene({
      functions: [worker("a", { mappings: [{ source: queue("1") }] }), worker("b")],
      mappingSettlesMs: 100_000,
    });
    const { on, at, sandbox } = scene;
    at("GetParameters", { kind: "denied" }, { times: 1_000 });
    await expect(on()).rejects.toMatchObject({ code: "access_denied" });
    expect(sandbox.settings()[a]?.reserved).toBeNull();
  });

  test("a clock that is set back by an hour confirms the lock before the next change", async () => {
    const scene = setScene({ functions: [worker("a", { reserved: 2 }), worker("b")] });
    const { on, off, open, clock, changes } = scene;
    const ada = open({ by: "ada" });
    const asleep = fallsAsleep(scene, ada, "ListEventSourceMappings");
    const first = on({}, ada);
    await asleep;
    clock.advance(125_000);
    await on({}, open({ by: "bob" }));
    await off({}, open({ by: "bob" }));
    changes();
    ada.setClock(-hour);
    ada.wakeUp();
    await expect(first).rejects.toMatchObject({ code: "lock_lost" });
    expect(changes()).toEqual([]);
  });
});

describe("names are never used twice", () => {
  test("numbers only go up and nothing is created again within 30 seconds, whatever happens", async () => {
    const { on, off, killAt, clock, sandbox } = setScene({ strictNames: true });
    const before = sandbox.settings();
    for (let round = 0; round < 10; round += 1) {
      await on();
      await killAt(6 + round, "after", "off");
      clock.advance(121_000);
      await off();
      await off();
    }
    const created = sandbox.calls.filter(
      ({ operation, status }) => operation === "PutParameter" && status === 200,
    );
    const numbers = created.flatMap(({ target }) => /\/run\/(\d+)$/.exec(target)?.[1] ?? []).map(Number);
    expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
    expect(Math.max(...numbers)).toBeGreaterThan(25);
    expect(sandbox.recycledNames).toEqual([]);
    clock.advance(1_000);
    expect(sandbox.settings()).toEqual(before);
  });
});

describe("what SSM may answer", () => {
  test("one's own record, created with an answer that was lost, is one's own", async () => {
    const { on, at } = setScene();
    at("PutParameter", { kind: "drop", when: "after" }, { target: run(1) });
    expect(await on()).toMatchObject({ state: "on" });
  });

  test("so is a part of one's own journal", async () => {
    const { on, off, at, sandbox, settled } = setScene();
    const before = sandbox.settings();
    at("PutParameter", { kind: "drop", when: "after" }, { target: `${journalPath}journal/1-1/01` });
    await on();
    await off();
    expect(settled()).toEqual(before);
  });

  test("a name that is taken and cannot be read yet is read ten times", async () => {
    const { on, at, sandbox } = setScene();
    at("PutParameter", { kind: "drop", when: "after" }, { target: run(1) });
    let hidden = "";
    const hide = (): void => {
      hidden = sandbox.world.parameters()[run(1)] ?? "";
      sandbox.world.deleteParameter(run(1));
    };
    const show = (): void => {
      sandbox.world.setParameter(run(1), hidden);
    };
    at("GetParameters", { kind: "hook", when: "before", run: hide }, { target: run(1) });
    at("GetParameters", { kind: "hook", when: "after", run: show }, { target: run(1), nth: 9 });
    expect(await on()).toMatchObject({ state: "on" });
  });

  test("a journal that shows up a second late is not damaged", async () => {
    const { on, off, at, sandbox, settled, clock } = setScene();
    const before = sandbox.settings();
    await on();
    const part = `${journalPath}journal/1-1/01`;
    const value = sandbox.world.parameters()[part] ?? "";
    const hide = (): void => {
      sandbox.world.deleteParameter(part);
      void clock.sleep(900).then(() => {
        sandbox.world.setParameter(part, value);
      });
    };
    // Once for the look before the lock, which takes five lists, and once for the one after it.
    for (const nth of [1, 7]) {
      at("GetParametersByPath", { kind: "hook", when: "before", run: hide }, { nth });
    }
    expect(await off()).toMatchObject({ state: "off", changed: true });
    expect(settled()).toEqual(before);
  });

  test.each(["on", "off"] as const)(
    "a plan of `%s` that catches the end of another run reads the journal again, and finds no damage",
    async (to) => {
      const { on, off, at, open } = setScene({ pageSizes: { parameters: 1 } });
      for (const turn of [on, off, on]) await turn();
      const meanwhile = async (): Promise<void> => {
        await off();
        await on();
      };
      // The pages before are the journal of the third run and the record of the first.
      at("GetParametersByPath", { kind: "hook", when: "before", run: meanwhile }, { nth: 3 });
      await expect(plan("worker", to, open().context)).resolves.toMatchObject({ to, state: "on" });
    },
  );

  test("a list that is refused is not taken for damage, which would be read again", async () => {
    const { status, at } = setScene();
    at("GetParametersByPath", { kind: "denied" });
    await expect(status()).rejects.toMatchObject({ code: "access_denied" });
  });

  test("concurrent updates of one's own record are tried again", async () => {
    const { on, at } = setScene();
    const refuse = { kind: "refuse", status: 400, code: "TooManyUpdates", message: "Too many." } as const;
    at("PutParameter", refuse, { times: 5 });
    expect(await on()).toMatchObject({ state: "on" });
  });

  test("a name that others take again and again is given up, with what to do", async () => {
    const { on, at, sandbox, changes } = setScene();
    await on();
    changes();
    const record = sandbox.world.parameters()[run(1)] ?? "";
    const refuse = {
      kind: "refuse",
      status: 400,
      code: "ParameterAlreadyExists",
      message: "Taken.",
    } as const;
    for (const number of [2, 3, 4, 5, 6]) at("PutParameter", refuse, { target: run(number), times: 99 });
    await expect(on()).rejects.toMatchObject({
      code: "locked",
      message: "Other runs keep changing demo-dev: 7 attempts to take the lock came too late.",
      hint: "Wait for them to end, then repeat the command.",
    });
    expect(sandbox.world.parameters()[run(1)]).toBe(record);
    expect(changes()).toEqual([]);
  });

  test("a part of one's own journal that somebody else wrote ends the run before any change", async () => {
    const { on, sandbox, changes, at } = setScene();
    const part = `${journalPath}journal/1-1/01`;
    const write = (): void => {
      sandbox.world.setParameter(part, "somebody else's");
    };
    at("PutParameter", { kind: "hook", when: "before", run: write }, { target: part });
    await expect(on()).rejects.toMatchObject({
      code: "lock_lost",
      message: `Another run has written ${part}, which belongs to this run.`,
      hint: "Run `jets maintenance:status --role worker --stack demo-dev` to see the current state, then repeat the command.",
    });
    expect(changes()).toEqual([]);
  });
});
