import { describe, expect, test } from "vitest";
import { nameOf, setScene } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";

/** The calls of a command, from 1, when nothing goes wrong on the small stack; some of them. */
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

const stoppedAll = { [nameOf("a")]: 0, [nameOf("b")]: 0, [nameOf("c")]: 0 };

describe("rule 3: any run can be repeated", () => {
  test.each(["before", "after"] as const)(
    "`on` finishes what an `on` began that died at any call, %s its effect",
    async (when) => {
      for (const call of await callsOf("on")) {
        const { killAt, on, off, sandbox, settled } = setScene();
        const before = sandbox.settings();
        await killAt(call, when, "on");
        expect(await on({ breakLock: true }), `call ${call}`).toMatchObject({ state: "on", failures: [] });
        const reserved = Object.entries(sandbox.settings()).map(([name, is]) => [name, is.reserved]);
        expect(Object.fromEntries(reserved)).toEqual(stoppedAll);
        expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
        expect(settled(), `call ${call}`).toEqual(before);
      }
    },
  );

  test.each(["before", "after"] as const)(
    "`off` brings everything back after an `on` that died at any call, %s its effect",
    async (when) => {
      for (const call of await callsOf("on")) {
        const { killAt, off, sandbox, settled, clock } = setScene();
        const before = sandbox.settings();
        await killAt(call, when, "on");
        clock.advance(121_000);
        expect(await off(), `call ${call}`).toMatchObject({ state: "off", failures: [] });
        expect(settled(), `call ${call}`).toEqual(before);
        expect(sandbox.recycledNames).toEqual([]);
      }
    },
  );

  test.each(["before", "after"] as const)(
    "`off` finishes what an `off` began that died at any call, %s its effect",
    async (when) => {
      for (const call of await callsOf("off")) {
        const { killAt, on, off, sandbox, settled, status } = setScene();
        const before = sandbox.settings();
        await on();
        await killAt(call, when, "off");
        expect(await off({ breakLock: true }), `call ${call}`).toMatchObject({ state: "off", failures: [] });
        expect(settled(), `call ${call}`).toEqual(before);
        expect((await status()).state).toBe("off");
      }
    },
  );

  test("`off` goes by the journal, never by what is at zero", async () => {
    const { on, off, sandbox, changes, settled } = setScene();
    const before = sandbox.settings();
    expect(await off()).toMatchObject({ state: "off", changed: false });
    await on();
    sandbox.world.setReserved(nameOf("a"), 5);
    sandbox.world.setReserved(nameOf("b"), null);
    changes();
    expect(await off()).toMatchObject({ state: "off", changed: true, warnings: [] });
    expect(settled()).toEqual(before);
    expect(changes().filter((call) => call.includes("FunctionConcurrency"))).toEqual([]);
  });

  test("turning what is on on, and what is off off, makes no change and leaves the journal as it is", async () => {
    const { on, off, changes, journal } = setScene();
    await on();
    const parts = (): unknown => Object.entries(journal()).filter(([name]) => name.startsWith("journal/"));
    const kept = parts();
    changes();
    expect(await on()).toMatchObject({ state: "on", changed: false });
    expect(changes()).toEqual([]);
    expect(parts()).toEqual(kept);
    await off();
    changes();
    const after = journal();
    expect(await off()).toMatchObject({ state: "off", changed: false });
    expect(changes()).toEqual([]);
    // The record that proves it is all that is new.
    expect(journal()).toEqual({ ...after, "run/000004": expect.stringContaining('"state":"released"') });
  });

  test("the next maintenance saves what is there then", async () => {
    const { on, off, sandbox, settled } = setScene();
    await on();
    await off();
    sandbox.world.setReserved(nameOf("c"), 8);
    sandbox.world.setReserved(nameOf("b"), 0);
    const before = settled();
    await on();
    await off();
    expect(settled()).toEqual(before);
  });

  test("a partly done `on` is finished by the next, and a partly done `off` too", async () => {
    const { on, off, at, sandbox, settled, status, journal } = setScene();
    const before = sandbox.settings();
    at("PutFunctionConcurrency", { kind: "denied" }, { target: nameOf("a") });
    expect(await on()).toMatchObject({ state: "partial", failures: [{ name: nameOf("a") }] });
    expect((await status()).state).toBe("partial");
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    at("PutFunctionConcurrency", { kind: "denied" }, { target: nameOf("a") });
    expect(await off()).toMatchObject({ state: "partial", failures: [{ name: nameOf("a") }] });
    const latest = Object.entries(journal()).findLast(([name]) => name.startsWith("run/"))?.[1] ?? "{}";
    expect(JSON.parse(latest)).toMatchObject({ outcome: "partial", batches: [["3-1", 1]] });
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });
});
