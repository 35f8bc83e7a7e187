import { describe, expect, test } from "vitest";
import { plan } from "../../../../src/maintenance/index.js";
import { journalPath, nameOf, setScene, worker, type Scene } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";

// Two parts: the names fill one.
const functions = Array.from({ length: 70 }, (_, index) =>
  worker(`a-job-with-quite-a-long-name-${String(index).padStart(2, "0")}`, { reserved: 1 }),
);
const late = nameOf("late");

/** Maintenance is on: two runs, three parts. */
async function turnedOn(): Promise<Scene> {
  const scene = setScene({ functions });
  await scene.on();
  scene.sandbox.world.addFunction("demo-dev", worker("late", { reserved: 3 }));
  await scene.on();
  return scene;
}

/** The names of those that are still at 0. */
const stopped = ({ sandbox }: Scene): string[] =>
  Object.entries(sandbox.settings()).flatMap(([name, { reserved }]) => (reserved === 0 ? [name] : []));

const damages: readonly (readonly [string, (scene: Scene, name: string, value: string) => void, RegExp])[] = [
  [
    "missing",
    ({ sandbox }, name) => {
      sandbox.world.deleteParameter(name);
    },
    /^SSM keeps no history of a parameter that was deleted: .* --salvage` restores what is intact/,
  ],
  [
    "cut",
    ({ sandbox }, name, value) => {
      sandbox.world.setParameter(name, value.slice(0, -40));
    },
    /^See its history with `aws ssm get-parameter-history --name .* put its last good value back\. .* --salvage`/,
  ],
  [
    "edited",
    ({ sandbox }, name, value) => {
      sandbox.world.setParameter(name, value.replace(/"reserved":\d/, `"reserved":7`));
    },
    /^See its history with `aws ssm get-parameter-history --name .* put its last good value back\. .* --salvage`/,
  ],
  [
    "newer",
    ({ sandbox }, name, value) => {
      sandbox.world.setParameter(name, value.replace('"v":1', '"v":3'));
    },
    /^Use that version of jets/,
  ],
];

describe.each(sample(damages, 2))("a part that is %s", (_, spoil, hint) => {
  test.each(sample(["journal/1-1/01", "journal/1-1/02", "journal/2-1/01"], 1))(
    "%s: the rest is restored, what is not known is named, the journal is kept",
    async (part) => {
      const scene = await turnedOn();
      const { off, journal, sandbox, open } = scene;
      const before = journal();
      const lost = [...functions.map(({ name }) => name), late].filter((name) =>
        before[part]?.includes(`"${name}"`),
      );
      spoil(scene, journalPath + part, before[part] ?? "");
      await expect(off()).rejects.toMatchObject({
        code: "journal_damaged",
        hint: expect.stringMatching(hint),
      });
      const damaged = journal();

      const planned = await plan("worker", "off", open().context, { salvage: true });
      expect(planned.functions.filter(({ changes }) => changes.length === 0).map(({ name }) => name)).toEqual(
        lost,
      );
      const told = await off({ salvage: true });
      expect(told.state).toBe("partial");
      expect(told.failures.map(({ name }) => name).sort()).toEqual([...lost].sort());
      expect(stopped(scene).sort()).toEqual([...lost].sort());
      expect(told.warnings[0]).toContain(`The parameter ${journalPath}${part} `);
      expect(journal()).toMatchObject(damaged);

      await expect(off()).rejects.toMatchObject({ code: "journal_damaged" });
      sandbox.world.setParameter(journalPath + part, before[part] ?? "");
      expect(await off()).toMatchObject({ state: "off", failures: [] });
      expect(stopped(scene)).toEqual([]);
    },
  );
});

describe("`off --salvage`", () => {
  test("works as `off` where nothing is damaged", async () => {
    const { on, off, sandbox, settled } = setScene();
    const before = sandbox.settings();
    await on();
    expect(await off({ salvage: true })).toMatchObject({ state: "off", failures: [], changed: true });
    expect(settled()).toEqual(before);
    expect(await off({ salvage: true })).toMatchObject({ state: "off", changed: false });
  });

  test("keeps what somebody else has set meanwhile", async () => {
    const scene = await turnedOn();
    scene.sandbox.world.deleteParameter(`${journalPath}journal/1-1/01`);
    scene.sandbox.world.setReserved(late, 9);
    await scene.off({ salvage: true });
    expect(scene.sandbox.settings()[late]?.reserved).toBe(9);
  });

  test.each(["run/000001", "run/000002"])(
    "brings everything back though the record %s is gone",
    async (record) => {
      const scene = await turnedOn();
      scene.sandbox.world.deleteParameter(journalPath + record);
      scene.clock.advance(125_000);
      await scene.off({ salvage: true }).catch((error: unknown) => {
        expect(error).toMatchObject({ code: "partial" });
      });
      expect(stopped(scene)).toEqual([]);
    },
  );

  test("waits for a run whose record cannot be read and was written lately", async () => {
    const scene = await turnedOn();
    scene.sandbox.world.setParameter(`${journalPath}run/000002`, "{");
    await expect(scene.off({ salvage: true })).rejects.toMatchObject({ code: "locked" });
    scene.clock.advance(125_000);
    await expect(scene.off({ salvage: true })).rejects.toMatchObject({ code: "partial" });
    expect(stopped(scene)).toEqual([]);
  });

  test("does not touch what a newer version has begun", async () => {
    const scene = await turnedOn();
    const name = `${journalPath}run/000002`;
    scene.sandbox.world.setParameter(name, (scene.journal()["run/000002"] ?? "").replace('"v":1', '"v":3'));
    const before = scene.journal();
    await expect(scene.off({ salvage: true })).rejects.toMatchObject({ code: "journal_damaged" });
    expect(scene.journal()).toEqual(before);
  });
});
