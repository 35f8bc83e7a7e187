import { describe, expect, test } from "vitest";
import type { Snapshot } from "../../../support/network/rewriter.js";
import { journalPath, nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";

const lists = "GetParametersByPath";

/** What is on record after `on`, once from before it and once from after it. */
async function afterOn(scene: Scene): Promise<{ before: unknown; old: Snapshot }> {
  const before = scene.sandbox.settings();
  const old = await scene.rewriter.snapshot();
  await scene.on();
  return { before, old };
}

describe("rule 11: nothing there is proved, not read", () => {
  test.each([1, 2, 5])(
    "`off` right after `on` brings everything back, though %i lists show nothing",
    async (times) => {
      const scene = setScene();
      const { before, old } = await afterOn(scene);
      scene.rewriter.showAsOf(old, { operation: lists, times });
      expect(await scene.off()).toMatchObject({ state: "off", changed: true, failures: [] });
      expect(scene.settled()).toEqual(before);
    },
  );

  test.each([1, 2, 3, 4])("`off` brings everything back, though list %i shows nothing", async (nth) => {
    const scene = setScene();
    const { before, old } = await afterOn(scene);
    scene.rewriter.showAsOf(old, { operation: lists, nth });
    expect(await scene.off()).toMatchObject({ state: "off", changed: true, failures: [] });
    expect(scene.settled()).toEqual(before);
  });

  test("`off` brings everything back after many runs, though lists show nothing, and no name is used twice", async () => {
    const scene = setScene({ strictNames: true });
    const before = scene.sandbox.settings();
    const old = await scene.rewriter.snapshot();
    for (let round = 0; round < 13; round += 1) {
      await scene.on();
      await scene.off();
    }
    await scene.on();
    scene.rewriter.showAsOf(old, { operation: lists, times: 2 });
    expect(await scene.off()).toMatchObject({ state: "off", changed: true, failures: [] });
    expect(scene.settled()).toEqual(before);
    expect(scene.sandbox.recycledNames).toEqual([]);
  });

  test("`off` goes by the newest `on`, though a list shows the `off` before it", async () => {
    const scene = setScene();
    const before = scene.sandbox.settings();
    await scene.on();
    await scene.off();
    const old = await scene.rewriter.snapshot();
    await scene.on();
    scene.rewriter.showAsOf(old, { operation: lists, times: 3 });
    expect(await scene.off()).toMatchObject({ state: "off", changed: true });
    expect(scene.settled()).toEqual(before);
  });

  test("lists that never show what is there end with an error, and not with `already off`", async () => {
    const scene = setScene();
    const { old } = await afterOn(scene);
    scene.rewriter.showAsOf(old, { operation: lists, times: 1_000 });
    await expect(scene.off()).rejects.toMatchObject({ code: "locked" });
  });

  test("a list that shows a run at work which has ended since is read again", async () => {
    const scene = setScene();
    const before = scene.sandbox.settings();
    let old: Snapshot = [];
    const run = async (): Promise<void> => {
      old = await scene.rewriter.snapshot();
    };
    scene.at("PutFunctionConcurrency", { kind: "hook", when: "before", run });
    await scene.on();
    scene.rewriter.showAsOf(old, { operation: lists, times: 2 });
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(scene.settled()).toEqual(before);
  });

  const stories = {
    on: ["on"],
    "on, off, on": ["on", "off", "on"],
    "on, on": ["on", "on"],
    "on, off": ["on", "off"],
    "on, off, off": ["on", "off", "off"],
  } as const;

  test.each(
    sample(
      Object.entries(stories).flatMap(([story, runs]) =>
        [1, 2, 5].map((times) => [story, times, runs] as const),
      ),
      2,
    ),
  )(
    "after %s, %i lists lack any one parameter: off and on do what they would have done",
    async (_, times, runs) => {
      const tell = async (): Promise<Scene> => {
        const scene = setScene({ functions: [worker("a", { reserved: 5 }), worker("b")] });
        for (const run of runs) await scene[run]();
        return scene;
      };
      const names = Object.keys((await tell()).journal());
      const isOn = runs.at(-1) === "on";
      const lacking = names.flatMap((name) => [1, 2, 3].map((nth) => ({ name, nth })));
      for (const { name, nth } of sample(lacking, 7)) {
        const scene = await tell();
        scene.rewriter.hide(name, { operation: lists, nth, times });
        expect(await scene.off(), `off without ${name}`).toMatchObject({ state: "off", changed: isOn });
        expect(scene.settled()).toMatchObject({
          [nameOf("a")]: { reserved: 5 },
          [nameOf("b")]: { reserved: null },
        });

        const again = await tell();
        again.rewriter.hide(name, { operation: lists, nth, times });
        expect(await again.on(), `on without ${name}`).toMatchObject({ state: "on", changed: !isOn });
        again.rewriter.clear();
        expect(await again.off()).toMatchObject({ state: "off", changed: true });
        expect(again.settled()).toMatchObject({
          [nameOf("a")]: { reserved: 5 },
          [nameOf("b")]: { reserved: null },
        });
      }
    },
  );

  test("what a run that died has saved is found, though lists lack any one parameter of it", async () => {
    for (const name of ["run/000001", "journal/1-1/01"]) {
      for (const times of [1, 3, 5]) {
        const scene = setScene({ functions: [worker("a", { reserved: 5 })] });
        await scene.killAt(1, "after", "on", "PutFunctionConcurrency");
        scene.clock.advance(125_000);
        scene.rewriter.hide(name, { operation: lists, times });
        expect(await scene.off(), name).toMatchObject({ state: "off", changed: true });
        expect(scene.settled()).toMatchObject({ [nameOf("a")]: { reserved: 5 } });
      }
    }
  });

  test("a run saves nothing after a refused batch: `off` would not look beyond that gap", async () => {
    const a = worker("a", {
      reserved: 9,
      versions: 1,
      aliases: { live: "1" },
      mappings: [{ source: queue("a") }],
    });
    const others = Array.from({ length: 89 }, (_, index) => worker(`job${index}`, { reserved: 1 }));
    const scene = setScene({ functions: [a, ...others], quotas: true });
    const { at, sandbox, on, off, settled } = scene;
    at("PutParameter", { kind: "denied" }, { target: `${journalPath}journal/1-2/01` });
    const scaleOut = (): void => {
      sandbox.world.setProvisioned(nameOf("a"), "live", 7);
    };
    // By then the second batch is refused: its mapping is disabled first, which takes a moment.
    at("PutFunctionConcurrency", { kind: "hook", when: "before", run: scaleOut }, { target: nameOf("a") });
    const { failures } = await on();
    expect(failures.find(({ name }) => name === nameOf("a"))?.reason).toMatch(
      /^Access denied: ssm:PutParameter/,
    );
    expect(Object.keys(scene.journal()).filter((name) => name.startsWith("journal/"))).toEqual([
      "journal/1-1/01",
    ]);
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()[nameOf("a")]).toMatchObject({ provisioned: { live: 7 } });
  });

  test("a run whose own record is not readable for a moment goes on", async () => {
    const scene = setScene({ functions: Array.from({ length: 90 }, (_, index) => worker(`w${index}`)) });
    scene.rewriter.hide("run/000001", { operation: "GetParameters", times: 4 });
    expect(await scene.on()).toMatchObject({ state: "on", failures: [] });
  });

  test("`off` with nothing to do takes three calls, and never the lock", async () => {
    const scene = setScene();
    expect(await scene.off()).toMatchObject({ state: "off", changed: false });
    expect(scene.sandbox.calls.map(({ operation }) => operation).sort()).toEqual([
      "DescribeStacks",
      lists,
      "PutParameter",
    ]);
    expect(JSON.parse(scene.journal()["run/000001"] ?? "{}")).toMatchObject({
      state: "released",
      outcome: "off",
    });
  });

  test("`off` again and again leaves no more than some thirty records", async () => {
    const scene = setScene();
    for (let round = 0; round < 70; round += 1) await scene.off();
    expect(Object.keys(scene.journal()).length).toBeLessThanOrEqual(31);
    expect(scene.journal()).toHaveProperty("run/000001");
  });
});
