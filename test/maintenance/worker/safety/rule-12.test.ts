import { describe, expect, test } from "vitest";
import { nameOf, setScene, worker, type Scene } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";

const functions = [worker("a", { reserved: 5 }), worker("b")];
const limit = 60;
const path = "/jets/demo-dev/maintenance/worker";

/** Others create parameters until AWS takes no more. */
function fill({ sandbox }: Scene): void {
  const there = Object.keys(sandbox.world.parameters()).length;
  for (let index = there; index < limit; index += 1)
    sandbox.world.setParameter(`/others/${index}-${sandbox.calls.length}`, "x");
}

const open = (): Scene => setScene({ functions, parameterLimit: limit });

const spares = (scene: Scene): string[] =>
  Object.keys(scene.journal()).filter((name) => name.startsWith("spare/"));

const records = (scene: Scene): string[] =>
  Object.keys(scene.journal()).filter((name) => name.startsWith("run/"));

describe("rule 12: the way back needs nothing that can run out", () => {
  test("`off` brings everything back and says what it deleted, though others have used up all parameters", async () => {
    const scene = open();
    const before = scene.sandbox.settings();
    await scene.on();
    fill(scene);
    expect(await scene.off()).toMatchObject({
      state: "off",
      changed: true,
      failures: [],
      notes: [
        expect.stringMatching(
          /^The account has no room for more parameters\. To make some, \S+\/spare\/1-1 was deleted/,
        ),
      ],
    });
    expect(scene.settled()).toEqual(before);
  });

  test("so it does after an `on` that died, and once more when there is nothing left to do", async () => {
    const scene = open();
    const before = scene.sandbox.settings();
    await scene.killAt(1, "after", "on", "PutFunctionConcurrency");
    fill(scene);
    scene.clock.advance(125_000);
    expect(await scene.off()).toMatchObject({ state: "off", changed: true, failures: [] });
    expect(scene.settled()).toEqual(before);
    expect(spares(scene)).toEqual([]);
    fill(scene);
    scene.clock.advance(125_000);
    expect(await scene.off()).toMatchObject({ state: "off", changed: false });
  });

  test("so it does wherever `off` dies, and by whatever call", async () => {
    const deaths = Array.from({ length: 12 }, (_, index) => index + 1).flatMap((call) =>
      (["before", "after"] as const).map((when) => [call, when] as const),
    );
    for (const [call, when] of sample(deaths, 6)) {
      const scene = open();
      const before = scene.sandbox.settings();
      await scene.on();
      scene.clock.advance(125_000);
      fill(scene);
      await scene.killAt(call, when, "off");
      fill(scene);
      scene.clock.advance(125_000);
      expect(await scene.off(), `${when} call ${call}`).toMatchObject({ state: "off", failures: [] });
      expect(scene.settled()).toEqual(before);
    }
  });

  test("without a spare, parts and records that nothing needs make room, and never the first record", async () => {
    const scene = open();
    const before = scene.sandbox.settings();
    for (let round = 0; round < 3; round += 1) {
      await scene.on();
      await scene.off();
    }
    await scene.on();
    for (const name of spares(scene))
      scene.sandbox.world.deleteParameter(`/jets/demo-dev/maintenance/worker/${name}`);
    fill(scene);
    scene.clock.advance(125_000);
    expect(await scene.off()).toMatchObject({ state: "off", changed: true, failures: [] });
    expect(scene.settled()).toEqual(before);
    expect(records(scene)).toContain("run/000001");
    for (let round = 0; round < 5; round += 1) {
      scene.clock.advance(125_000);
      fill(scene);
      expect(await scene.off()).toMatchObject({ state: "off", changed: false });
    }
    expect(records(scene)).toContain("run/000001");
  });

  test("no record goes that a run which only just ended may still be asked about", async () => {
    const scene = open();
    for (let round = 0; round < 3; round += 1) {
      await scene.on();
      await scene.off();
    }
    await scene.on();
    for (const name of spares(scene))
      scene.sandbox.world.deleteParameter(`/jets/demo-dev/maintenance/worker/${name}`);
    const there = records(scene);
    fill(scene);
    const failed = scene.off();
    await expect(failed).rejects.toMatchObject({ code: "aws_refused" });
    expect(records(scene)).toEqual(there);
  });

  test("a run that is asleep in the first record's name is disowned before the next record goes", async () => {
    const scene = open();
    await scene.killAt(1, "after", "on", "PutFunctionConcurrency");
    scene.clock.advance(125_000);
    await scene.off();
    await scene.on();
    for (const name of spares(scene))
      scene.sandbox.world.deleteParameter(`/jets/demo-dev/maintenance/worker/${name}`);
    scene.clock.advance(125_000);
    fill(scene);
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(records(scene)).not.toContain("run/000002");
    expect(scene.journal()["run/000001"]).toContain('"token":"nobody"');
  });

  test("where nothing can be deleted it says which limit that is and what to do; then it works", async () => {
    const scene = open();
    const before = scene.sandbox.settings();
    await scene.on();
    fill(scene);
    scene.at("DeleteParameters", { kind: "denied" }, { times: 9 });
    await expect(scene.off()).rejects.toMatchObject({
      code: "aws_refused",
      message: expect.stringContaining("10,000 standard parameters") as string,
      hint: expect.stringContaining("Intelligent-Tiering") as string,
    });
    scene.sandbox.clearFaults();
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(scene.settled()).toEqual(before);
  });

  test("an `on` that died at the limit cannot be repeated, and says that `off` works; it does", async () => {
    const scene = open();
    const before = scene.sandbox.settings();
    await scene.killAt(1, "after", "on", "PutFunctionConcurrency");
    scene.clock.advance(121_000);
    fill(scene);
    await expect(scene.on()).rejects.toMatchObject({
      code: "aws_refused",
      hint: expect.stringMatching(
        /Or end maintenance: `jets maintenance:off --role worker --stack demo-dev` needs no room\.$/,
      ) as string,
    });
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(scene.settled()).toEqual(before);
  });

  test("Parameter Store may take a moment to know of a deletion", async () => {
    const scene = open();
    const full = {
      kind: "refuse",
      status: 400,
      code: "ParameterLimitExceeded",
      message: "You have reached the maximum number of standard parameters.",
    } as const;
    await scene.on();
    scene.at("PutParameter", full, { times: 4 });
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(spares(scene)).toEqual(["spare/1-2"]);
  });

  test.each([0, 1, 2, 3])("`on` with room for %i parameters changes nothing", async (room) => {
    const scene = open();
    const before = scene.sandbox.settings();
    fill(scene);
    for (const name of Object.keys(scene.sandbox.world.parameters()).slice(0, room))
      scene.sandbox.world.deleteParameter(name);
    await expect(scene.on()).rejects.toMatchObject({ code: "aws_refused" });
    expect(scene.changes()).toEqual([]);
    expect(scene.settled()).toEqual(before);
    expect((await scene.status()).state).toBe("off");
  });

  test("`on` writes two spares, which say what they are for, and no more of them later", async () => {
    const scene = open();
    await scene.on();
    expect(spares(scene)).toEqual(["spare/1-1", "spare/1-2"]);
    expect(scene.journal()["spare/1-1"]).toMatch(
      /^jets deletes this parameter where the account has no room/,
    );
    await scene.off();
    await scene.on();
    expect(spares(scene)).toEqual(["spare/1-1", "spare/1-2"]);
  });

  test("what an `off` has used up, the next `on` writes anew under a name that was never used", async () => {
    const scene = setScene({ functions, parameterLimit: limit, strictNames: true });
    await scene.on();
    fill(scene);
    await scene.off();
    for (const name of Object.keys(scene.sandbox.world.parameters()).filter((n) => n.startsWith("/others")))
      scene.sandbox.world.deleteParameter(name);
    await scene.on();
    expect(spares(scene)).toEqual(["spare/1-2", "spare/3-1"]);
    expect(scene.sandbox.recycledNames).toEqual([]);
  });

  test("a spare is no damage, whatever it says", async () => {
    const scene = open();
    await scene.on();
    scene.sandbox.world.setParameter("/jets/demo-dev/maintenance/worker/spare/1-1", "edited");
    expect((await scene.status()).functions).toMatchObject([{ name: nameOf("a") }, { name: nameOf("b") }]);
    expect(await scene.off()).toMatchObject({ state: "off", failures: [], warnings: [] });
  });

  describe("a repeated `on`", () => {
    /** An application that has been in maintenance so often before. */
    const openAfter = async (rounds: number): Promise<Scene> => {
      const scene = open();
      for (let round = 0; round < rounds; round += 1) {
        await scene.on();
        await scene.off();
      }
      return scene;
    };
    const removeSpares = (scene: Scene): void => {
      for (const name of spares(scene)) scene.sandbox.world.deleteParameter(`${path}/${name}`);
    };
    const later = (scene: Scene): void => {
      scene.clock.advance(125_000);
      fill(scene);
    };

    test("deletes old records, and leaves `off` its room", async () => {
      const scene = await openAfter(2);
      const before = scene.sandbox.settings();
      await scene.on();
      later(scene);
      expect(await scene.on()).toMatchObject({
        state: "on",
        changed: false,
        failures: [],
        notes: [
          expect.stringMatching(/To make some, \S+run\/000002 was deleted, which is not needed any more\.$/),
        ],
      });
      expect(spares(scene)).toHaveLength(2);
      fill(scene);
      expect(await scene.off()).toMatchObject({ state: "off", changed: true, failures: [] });
      expect(scene.settled()).toEqual(before);
    });

    test("takes in a worker that was deployed meanwhile, and finishes what died", async () => {
      const scene = await openAfter(4);
      await scene.killAt(1, "after", "on", "PutFunctionConcurrency");
      scene.sandbox.world.addFunction("demo-dev", worker("late", { reserved: 7 }));
      const before = scene.sandbox.settings()[nameOf("late")];
      later(scene);
      expect(await scene.on()).toMatchObject({ state: "on", failures: [] });
      expect(scene.settled()[nameOf("late")]?.reserved).toBe(0);
      fill(scene);
      expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
      expect(scene.settled()[nameOf("late")]).toEqual(before);
      expect(scene.settled()[nameOf("a")]?.reserved).toBe(5);
    });

    test("of the first maintenance ever leaves the spares to `off`, and says which limit that is", async () => {
      const scene = open();
      const before = scene.sandbox.settings();
      await scene.on();
      const there = scene.journal();
      later(scene);
      await expect(scene.on()).rejects.toMatchObject({
        code: "aws_refused",
        message: expect.stringContaining("10,000 standard parameters") as string,
        hint: expect.stringContaining("Intelligent-Tiering") as string,
      });
      expect(scene.journal()).toEqual(there);
      expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
      expect(scene.settled()).toEqual(before);
    });

    test("never takes from an older version's journal what `off` would have needed", async () => {
      for (const rounds of sample([0, 1, 2, 3, 4], 2))
        for (const [call, when] of [
          [1, "after"],
          [2, "after"],
          [3, "before"],
          [99, "after"],
        ] as const) {
          const offWorks = async (isRepeated: boolean): Promise<boolean> => {
            const scene = await openAfter(rounds);
            const before = scene.sandbox.settings();
            await scene.on();
            removeSpares(scene);
            later(scene);
            if (isRepeated)
              await scene.killAt(call, when, "on").catch(() => {
                scene.sandbox.clearFaults();
              });
            later(scene);
            return scene.off().then(
              ({ state, failures }) => {
                expect([state, failures, scene.settled()]).toEqual(["off", [], before]);
                return true;
              },
              (error: unknown) => {
                expect(error).toMatchObject({ code: "aws_refused" });
                return false;
              },
            );
          };
          if (await offWorks(false)) expect(await offWorks(true), `${rounds} ${call} ${when}`).toBe(true);
        }
    });
  });

  test("a journal of an older version without anything to delete stays, says the way out, and comes back after that", async () => {
    const scene = open();
    const before = scene.sandbox.settings();
    await scene.on();
    for (const name of spares(scene)) scene.sandbox.world.deleteParameter(`${path}/${name}`);
    scene.clock.advance(125_000);
    fill(scene);
    const there = scene.journal();
    await expect(scene.off()).rejects.toMatchObject({
      code: "aws_refused",
      hint: expect.stringContaining("Intelligent-Tiering") as string,
    });
    expect(scene.journal()).toEqual(there);
    const [one = ""] = Object.keys(scene.sandbox.world.parameters()).filter((name) =>
      name.startsWith("/others"),
    );
    scene.sandbox.world.deleteParameter(one);
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(scene.settled()).toEqual(before);
  });

  test("an `off` that is partly done at the limit cannot narrow the journal, and loses nothing of it", async () => {
    const scene = open();
    const before = scene.sandbox.settings();
    await scene.on();
    scene.clock.advance(125_000);
    fill(scene);
    scene.at("PutFunctionConcurrency", { kind: "denied" }, { target: nameOf("a"), times: 9 });
    const told = await scene.off();
    expect(told).toMatchObject({ state: "partial", failures: [{ name: nameOf("a") }] });
    expect(told.warnings).toEqual([
      expect.stringMatching(/^The journal could not be rewritten and stays as it is/),
    ]);
    scene.sandbox.clearFaults();
    scene.clock.advance(125_000);
    fill(scene);
    expect(await scene.off()).toMatchObject({ state: "off", changed: true, failures: [] });
    expect(scene.settled()).toEqual(before);
  });
});
