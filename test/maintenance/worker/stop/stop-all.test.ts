import { describe, expect, test } from "vitest";
import type { CallRecord } from "../../../../src/sandbox/calls.js";
import { sample } from "../../../support/sample.js";
import { setScene, worker, type Scene } from "../../../support/scene.js";

/** The first batch of settings holds fewer. */
const many = 100;
const functions = Array.from({ length: many }, (_, index) => worker(`job${index}`, { reserved: 1 }));

/** At AWS's own quotas: the first workers are stopped while the last are still read. */
const setLargeScene = (): Scene => setScene({ functions, quotas: true });

const partOf = (batch: string): string => `/jets/demo-dev/maintenance/worker/journal/${batch}/01`;

const first = ({ sandbox: { calls } }: Scene, operation: string, target?: string): number =>
  calls.findIndex((call) => call.operation === operation && (target ?? call.target) === call.target);

const reservedAt0 = ({ sandbox }: Scene): number =>
  Object.values(sandbox.settings()).filter(({ reserved }) => reserved === 0).length;

describe("an application whose settings fill several batches", () => {
  test("has its first workers stopped before the last settings are saved, each once its own are durable", async () => {
    const scene = setLargeScene();
    const { sandbox, journal, at, on } = scene;
    const early: string[] = [];
    const look = (): void => {
      const stopped = sandbox.calls.flatMap(({ operation, target }: CallRecord) =>
        operation === "PutFunctionConcurrency" ? [target] : [],
      );
      const durable = Object.values(journal()).join("");
      early.push(...stopped.filter((name) => !durable.includes(`"${name}":`)));
    };
    const hook = { kind: "hook", when: "before", run: look } as const;
    at("PutFunctionConcurrency", hook, { times: many });
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    expect(early).toEqual([]);
    expect(first(scene, "PutFunctionConcurrency")).toBeGreaterThan(0);
    expect(first(scene, "PutFunctionConcurrency")).toBeLessThan(first(scene, "PutParameter", partOf("1-2")));
  });

  test("is partly stopped where a later batch is refused: who is not is named, and `off` brings all back", async () => {
    const scene = setLargeScene();
    const { sandbox, at, on, off, settled, changes } = scene;
    const before = sandbox.settings();
    at("PutParameter", { kind: "denied" }, { target: partOf("1-2") });
    const { state, failures } = await on();
    expect(state).toBe("partial");
    expect(failures).toHaveLength(many - reservedAt0(scene));
    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0]?.reason).toMatch(/^Access denied: ssm:PutParameter on .*\/journal\/1-2\/01/);
    expect(changes()).toHaveLength(many - failures.length);
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
    expect(settled()).toEqual(before);
  });

  test("is finished by the next `on` after that", async () => {
    const { sandbox, at, on, off, settled } = setLargeScene();
    const before = sandbox.settings();
    at("PutParameter", { kind: "denied" }, { target: partOf("1-2") });
    await on();
    sandbox.clearFaults();
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("is left alone where the first batch is refused", async () => {
    const scene = setLargeScene();
    const { sandbox, at, on, changes } = scene;
    const before = sandbox.settings();
    at("PutParameter", { kind: "denied" }, { target: partOf("1-1") });
    await expect(on()).rejects.toMatchObject({ code: "access_denied" });
    expect(changes()).toEqual([]);
    expect(sandbox.settings()).toEqual(before);
  });

  test("comes back whenever `on` dies between the first stop and the last batch", async () => {
    const counted = setLargeScene();
    await counted.on();
    const begin = first(counted, "PutFunctionConcurrency");
    const end = first(counted, "PutParameter", partOf("1-2")) + 2;
    const calls = sample(
      Array.from({ length: end + 1 - begin }, (_, index) => begin + index),
      3,
    );
    const deaths = calls.flatMap((call) => (["before", "after"] as const).map((when) => ({ call, when })));
    for (const { call, when } of sample(deaths, 4)) {
      const { killAt, sandbox, clock, off, settled } = setLargeScene();
      const before = sandbox.settings();
      await killAt(call, when, "on");
      clock.advance(121_000);
      expect(await off(), `${when} call ${call}`).toMatchObject({ state: "off", failures: [] });
      expect(settled(), `${when} call ${call}`).toEqual(before);
    }
  });

  test("comes back after Ctrl-C while the last workers are still read", async () => {
    const { at, open, on, off, sandbox, settled } = setLargeScene();
    const before = sandbox.settings();
    const ada = open();
    at("PutFunctionConcurrency", { kind: "hook", when: "before", run: ada.interrupt });
    await expect(on({}, ada)).rejects.toMatchObject({
      code: "interrupted",
      message: expect.stringContaining("may be partly stopped, and all their settings are saved") as string,
    });
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("comes back where another run takes the lock while the last workers are still read", async () => {
    const { at, on, off, sandbox, settled } = setLargeScene();
    const before = sandbox.settings();
    const restored: Promise<unknown>[] = [];
    const takeOver = (): void => {
      restored.push(off({ breakLock: true }));
    };
    at("PutFunctionConcurrency", { kind: "hook", when: "before", run: takeOver });
    await expect(on()).rejects.toMatchObject({ code: "lock_lost" });
    expect(await Promise.all(restored)).toMatchObject([{ state: "off", failures: [] }]);
    expect(settled()).toEqual(before);
  });

  test("comes back where credentials expire while the last workers are still read", async () => {
    const { at, on, off, sandbox, settled, clock } = setLargeScene();
    const before = sandbox.settings();
    const expire = (): void => {
      const expired = {
        kind: "refuse",
        status: 400,
        code: "ExpiredTokenException",
        message: "Expired",
      } as const;
      sandbox.addFault({ times: 10_000, action: expired });
    };
    at("PutFunctionConcurrency", { kind: "hook", when: "after", run: expire });
    await expect(on()).rejects.toMatchObject({ code: "credentials_expired" });
    sandbox.clearFaults();
    clock.advance(121_000);
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });
});
