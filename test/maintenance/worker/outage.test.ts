import { describe, expect, test } from "vitest";
import type { FaultAction } from "../../../src/sandbox/index.js";
import type { Operator } from "../../support/operator.js";
import { nameOf, setScene, worker, type Scene } from "../../support/scene.js";

const minute = 60_000;

const many = Array.from({ length: 40 }, (_, index) => worker(`w${index}`, { reserved: index % 7 }));

/** Lets every call of anybody fail, from the first call of this operation on and for so many milliseconds. */
function failFrom({ at, clock, sandbox }: Scene, operation: string, ms: number, action: FaultAction): void {
  const begin = (): void => {
    sandbox.clearFaults();
    sandbox.addFault({ times: Infinity, action });
    void clock.sleep(ms).then(() => {
      sandbox.clearFaults();
    });
  };
  at(operation, { kind: "hook", when: "after", run: begin });
}

/** How long `work` takes by the clock, in milliseconds, and what it comes to, a failure included. */
async function timed<Result>(
  { clock }: Scene,
  work: () => Promise<Result>,
): Promise<{ result: Result | undefined; error: unknown; took: number }> {
  const start = clock.now().getTime();
  const done = (result: Result | undefined, error?: unknown) => ({
    result,
    error,
    took: clock.now().getTime() - start,
  });
  return work().then(done, (error: unknown) => done(undefined, error));
}

const waits = (ada: Operator): string[] =>
  ada.said("warning").filter((message) => message.includes("at the latest for that to pass"));

const unanswered = {
  "fails inside AWS": { kind: "internal" },
  "loses its connection": { kind: "drop", when: "before" },
  "loses its answer": { kind: "drop", when: "after" },
} satisfies Record<string, FaultAction>;

describe("an outage in which every call", () => {
  test.each(Object.entries(unanswered))("%s for 20 seconds does not end off", async (_, action) => {
    const scene = setScene({ functions: many });
    const before = scene.sandbox.settings();
    await scene.on();
    const ada = scene.open();
    failFrom(scene, "PutFunctionConcurrency", 20_000, action);
    const { result, took } = await timed(scene, () => scene.off({}, ada));
    expect(result).toMatchObject({ state: "off", failures: [] });
    expect(took).toBeLessThan(35_000);
    expect(scene.settled()).toEqual(before);
    expect(waits(ada)).toHaveLength(1);
    expect(waits(ada)[0]).toMatch(/ Waiting until 2026-01-01T00:0\d:\d\dZ at the latest for that to pass\.$/);
  });

  test("fails for four minutes ends neither on nor off", async () => {
    const scene = setScene();
    const before = scene.sandbox.settings();
    failFrom(scene, "PutFunctionConcurrency", 4 * minute, { kind: "internal" });
    expect(await scene.on()).toMatchObject({ state: "on", failures: [] });
    failFrom(scene, "PutFunctionConcurrency", 4 * minute, { kind: "drop", when: "before" });
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(scene.settled()).toEqual(before);
  });

  test("fails from the release of the lock on is ridden out as well", async () => {
    const scene = setScene({ functions: [worker("a")] });
    await scene.on();
    failFrom(scene, "DeleteFunctionConcurrency", 4 * minute, { kind: "internal" });
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(scene.journal()["run/000002"]).toContain('"state":"released"');
  });

  test("fails for good ends the run after five minutes in all, however many calls there are", async () => {
    const scene = setScene({ functions: many });
    const before = scene.sandbox.settings();
    await scene.on();
    const ada = scene.open();
    failFrom(scene, "PutFunctionConcurrency", 60 * minute, { kind: "internal" });
    const { error, took } = await timed(scene, () => scene.off({}, ada));
    expect(error).toMatchObject({ code: "aws_refused" });
    expect(took).toBeGreaterThan(4.9 * minute);
    expect(took).toBeLessThan(6 * minute);
    expect(waits(ada)).toHaveLength(1);
    scene.sandbox.clearFaults();
    expect(await scene.off({ breakLock: true })).toMatchObject({ state: "off", failures: [] });
    expect(scene.settled()).toEqual(before);
  });

  test("fails for good ends a run that has changed nothing after half a minute", async () => {
    const scene = setScene();
    scene.sandbox.addFault({ times: Infinity, action: { kind: "internal" } });
    for (const work of [scene.on, scene.off, scene.status]) {
      const { error, took } = await timed(scene, () => work());
      expect(error).toMatchObject({ code: "aws_refused" });
      expect(took).toBeGreaterThanOrEqual(30_000);
      expect(took).toBeLessThan(40_000);
    }
  });

  test("fails meets one call at a time and no storm after it", async () => {
    const scene = setScene({ functions: many });
    await scene.on();
    scene.sandbox.clearCalls();
    failFrom(scene, "PutFunctionConcurrency", 2 * minute, { kind: "internal" });
    const { result, took } = await timed(scene, () => scene.off());
    expect(result).toMatchObject({ failures: [] });
    expect(took).toBeLessThan(2.5 * minute);
    // Every five seconds or so for each of two services, beside what off makes in any case.
    expect(scene.sandbox.calls.length).toBeLessThan(40 * 2 + 200);
  });

  test("fails is ended by Ctrl-C within the time that the release is given", async () => {
    const scene = setScene();
    await scene.on();
    const ada = scene.open();
    failFrom(scene, "PutFunctionConcurrency", 60 * minute, { kind: "internal" });
    void scene.clock.sleep(minute).then(ada.interrupt);
    const { error, took } = await timed(scene, () => scene.off({}, ada));
    expect(error).toMatchObject({ code: "interrupted", exitCode: 130 });
    expect(took).toBeLessThan(minute + 30_000);
  });
});

describe("a run that is cut off for longer than its lock is good for", () => {
  test("goes on where nobody has taken over", async () => {
    const scene = setScene({ functions: many });
    const before = scene.sandbox.settings();
    await scene.on();
    const ada = scene.open();
    const leave = (): void => {
      ada.disconnect();
      void scene.clock.sleep(4 * minute).then(ada.connect);
    };
    scene.at("PutFunctionConcurrency", { kind: "hook", when: "after", run: leave });
    expect(await scene.off({}, ada)).toMatchObject({ state: "off", failures: [] });
    expect(scene.settled()).toEqual(before);
  });

  test("makes no further change where another run has taken over, and says who", async () => {
    const scene = setScene({ functions: many });
    const { clock, changes } = scene;
    await scene.on();
    const ada = scene.open();
    let taken: Promise<unknown> | undefined;
    const leave = (): void => {
      ada.disconnect();
      taken = clock.sleep(3 * minute).then(async () => {
        await scene.on({}, scene.open({ by: "bob@desk" }));
        changes();
        ada.connect();
      });
    };
    scene.at("PutFunctionConcurrency", { kind: "hook", when: "after", run: leave });
    const { error } = await timed(scene, () => scene.off({}, ada));
    await taken;
    expect(error).toMatchObject({ code: "lock_lost", exitCode: 4 });
    expect(String(error)).toContain("bob@desk");
    expect(changes()).toEqual([]);
  });
});

describe("who sends events is no part of the job of `on`: when AWS", () => {
  const sent = [worker("a", { invokedBy: ["s3.amazonaws.com"] }), worker("b")];
  const silence = new Promise<void>(() => undefined);

  test.each<[string, FaultAction]>([
    ["fails to tell", { kind: "internal" }],
    ["loses the connection", { kind: "drop", when: "before" }],
    ["throttles", { kind: "throttled" }],
    ["does not answer", { kind: "hook", when: "before", run: () => silence }],
  ])("%s, nothing is waited for once the workers are stopped, and that is said", async (_, action) => {
    const scene = setScene({ functions: sent });
    const ada = scene.open();
    scene.at("GetPolicy", action, { times: Infinity });
    const { result, took } = await timed(scene, () => scene.on({}, ada));
    expect(result).toMatchObject({ state: "on", failures: [] });
    expect(took).toBeLessThan(12_000);
    expect(waits(ada)).toEqual([]);
    expect(ada.said("warning").join("\n")).toMatch(/The event sources of .*_event-run could not be read: /);
    expect(scene.journal()["run/000001"]).toContain('"state":"released"');
  });

  test("does not answer in one case, what is known of the others is said", async () => {
    const scene = setScene({ functions: sent });
    scene.at("GetPolicy", { kind: "hook", when: "before", run: () => silence }, { target: nameOf("b") });
    expect((await scene.on()).warnings).toEqual([
      `The event sources of ${nameOf("b")} could not be read: AWS has not answered for 3 seconds, and the workers are stopped already. It is not known whether events are lost meanwhile; \`aws lambda get-policy --function-name NAME\` shows who sends them.`,
      expect.stringContaining(`Events from S3 to ${nameOf("a")} will be dropped`),
    ]);
  });

  test("answers all the time, it may take as long as it takes", async () => {
    const aliases = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((alias) => [alias, "1"]));
    const scene = setScene({
      functions: Array.from({ length: 60 }, (_, index) =>
        worker(`w${index}`, { aliases, versions: 1, invokedBy: ["s3.amazonaws.com"] }),
      ),
    });
    const { result, took } = await timed(scene, () => scene.on());
    expect(took).toBeGreaterThan(15_000);
    expect(result?.warnings).toHaveLength(60);
  });
});
