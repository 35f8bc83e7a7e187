import { describe, expect, test } from "vitest";
import { journalPath, nameOf, setScene, worker, type Scene } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";

// Two parts: the names fill one.
const functions = Array.from({ length: 70 }, (_, index) =>
  worker(`a-job-with-quite-a-long-name-${String(index).padStart(2, "0")}`, { reserved: 1 }),
);

type Damage = readonly [how: string, spoil: (value: string) => string, said: RegExp];

const damages: readonly Damage[] = [
  ["cut", (value) => value.slice(0, -40), /is not JSON any more/],
  ["cut to almost nothing", () => "{", /is not JSON any more/],
  ["emptied", () => " ", /is not JSON any more/],
  [
    "edited by one digit",
    (value) => value.replace(/"(run|of|part)":(\d)/, '"$1":1$2'),
    /was changed after it was written/,
  ],
  [
    "edited in its settings or state",
    (value) => value.replace(/"reserved":\d|"state":"\w+"/, '"reserved":7'),
    /was changed after it was written/,
  ],
  ["replaced by other JSON", () => '{"hello":"world"}', /was changed after it was written/],
  ["replaced by a list", () => "[]", /was changed after it was written/],
  [
    "stripped of its checksum",
    (value) => value.replace(/,"sum":"\w+"/, ""),
    /was changed after it was written/,
  ],
  [
    "formatted by hand",
    (value) => JSON.stringify(JSON.parse(value), null, 1),
    /was changed after it was written/,
  ],
  [
    "written by a newer version",
    (value) => value.replace('"v":1', '"v":3'),
    /was written by a newer version of jets \(format 3\)/,
  ],
];

const commands = ["on", "off", "status"] as const;

/** Runs all three commands over a damaged journal: each refuses by name and leaves everything as it is. */
async function expectRefused(scene: Scene, name: string, said: RegExp): Promise<void> {
  const { sandbox, journal, changes } = scene;
  const [damaged, settings] = [journal(), sandbox.settings()];
  changes();
  for (const command of commands) {
    const error: unknown = await scene[command]().catch((reason: unknown) => reason);
    expect(error, command).toMatchObject({ code: "journal_damaged" });
    if (!(error instanceof Error)) throw new Error("Not an error.");
    expect(error.message).toContain(`The parameter ${journalPath}${name} `);
    expect(error.message).toMatch(said);
    expect(error.message).toMatch(/ Nothing was changed\.$/);
    expect(changes()).toEqual([]);
    expect(sandbox.settings()).toEqual(settings);
    for (const [added, record] of Object.entries(journal())) {
      if (added in damaged) continue;
      // What an `on` or `off` leaves: a record that says nothing of the journal.
      expect(record, `${command} ${added}`).toContain('"state":"withdrawn"');
      sandbox.world.deleteParameter(journalPath + added);
    }
    expect(journal()).toEqual(damaged);
  }
}

/** Maintenance is on: two runs, three parts. */
async function turnedOn(): Promise<Scene> {
  const scene = setScene({ functions });
  await scene.on();
  scene.sandbox.world.addFunction("demo-dev", worker("late", { reserved: 3 }));
  await scene.on();
  return scene;
}

/** The same after an `on` that died once the workers were stopped. */
async function died(): Promise<Scene> {
  const scene = setScene({ functions });
  await scene.killAt(40, "after", "on", "PutFunctionConcurrency");
  scene.clock.advance(125_000);
  return scene;
}

describe.each([
  [
    "while maintenance is on",
    turnedOn,
    ["run/000001", "run/000002", "journal/1-1/01", "journal/1-1/02", "journal/2-1/01"],
  ],
  ["after a run that died", died, ["run/000001", "journal/1-1/02"]],
])("rule 10: damage is refused, %s", (_, setUp, names) => {
  test.each(sample(names, 2))(
    "%s is refused by its name however it was damaged, and left as it is",
    async (name) => {
      const scene = await setUp();
      expect(Object.keys(scene.journal())).toContain(name);
      const { sandbox, journal } = scene;
      const value = journal()[name] ?? "";
      for (const [how, spoil, said] of sample(damages, 3)) {
        const spoilt = spoil(value);
        expect(spoilt, how).not.toBe(value);
        sandbox.world.setParameter(journalPath + name, spoilt);
        await expectRefused(scene, name, said);
      }
      sandbox.world.setParameter(journalPath + name, value);
      expect(await scene.off({ breakLock: true })).toMatchObject({ state: "off", failures: [] });
      expect(sandbox.settings()[functions[0]?.name ?? ""]?.reserved).toBe(1);
    },
  );
});

describe("rule 10: damage is refused, also when", () => {
  test.each(["journal/1-1/01", "journal/1-1/02", "journal/2-1/01", "run/000002"])(
    "%s was deleted while maintenance is on",
    async (name) => {
      const scene = await turnedOn();
      scene.sandbox.world.deleteParameter(journalPath + name);
      await expectRefused(scene, name, /is missing/);
    },
  );

  test("the first part of a run that died was deleted", async () => {
    const scene = await died();
    scene.sandbox.world.deleteParameter(`${journalPath}journal/1-1/01`);
    await expectRefused(scene, "journal/1-1/01", /is missing from the journal/);
  });

  test("the record of a run that died was deleted", async () => {
    const scene = await died();
    scene.sandbox.world.deleteParameter(`${journalPath}run/000001`);
    await expectRefused(scene, "run/000001", /is missing, though its journal is there/);
  });

  test("the record of a run that died was deleted and another one died after it", async () => {
    const scene = await died();
    await scene.killAt(7, "after", "off");
    scene.clock.advance(125_000);
    expect(Object.keys(scene.journal())).toContain("run/000002");
    scene.sandbox.world.deleteParameter(`${journalPath}run/000001`);
    await expectRefused(scene, "run/000001", /is missing, though later ones are there/);
  });

  test("two parts, or two records, were swapped", async () => {
    const scene = await turnedOn();
    const { sandbox, journal } = scene;
    for (const [one, other] of [
      ["journal/1-1/01", "journal/1-1/02"],
      ["journal/1-1/01", "journal/2-1/01"],
      ["run/000001", "run/000002"],
    ] as const) {
      const { [one]: first = "", [other]: second = "" } = journal();
      sandbox.world.setParameter(journalPath + one, second);
      sandbox.world.setParameter(journalPath + other, first);
      await expectRefused(scene, one, /holds what belongs to demo-dev, (run 2|part)/);
      sandbox.world.setParameter(journalPath + one, first);
      sandbox.world.setParameter(journalPath + other, second);
    }
  });

  test("a parameter is a copy of another application's", async () => {
    const scene = await turnedOn();
    const { sandbox, journal } = scene;
    const foreign = setScene({ stacks: [{ name: "demo-dev", functions }] });
    const ada = foreign.open();
    foreign.sandbox.world.addStack({ name: "demo-prod", functions: [{ name: "demo-prod-a_event-run" }] });
    await foreign.on({}, { ...ada, context: { ...ada.context, stack: "demo-prod" } });
    const prod = foreign.sandbox.world.parameters();
    for (const name of ["run/000001", "journal/1-1/01"]) {
      const value = journal()[name] ?? "";
      sandbox.world.setParameter(
        journalPath + name,
        prod[`/jets/demo-prod/maintenance/worker/${name}`] ?? "",
      );
      await expectRefused(scene, name, /holds what belongs to demo-prod/);
      sandbox.world.setParameter(journalPath + name, value);
    }
  });

  test("a record or a part holds the other", async () => {
    const scene = await turnedOn();
    const { sandbox, journal } = scene;
    const { "run/000001": record = "", "journal/1-1/01": part = "" } = journal();
    sandbox.world.setParameter(`${journalPath}run/000001`, part);
    await expectRefused(scene, "run/000001", /does not hold the record of a run/);
    sandbox.world.setParameter(`${journalPath}run/000001`, record);
    sandbox.world.setParameter(`${journalPath}journal/1-1/01`, record);
    await expectRefused(scene, "journal/1-1/01", /does not hold a part of a journal/);
  });

  test("what can be put back from SSM's own history is fine again", async () => {
    const scene = await turnedOn();
    const { sandbox, journal, off } = scene;
    const name = `${journalPath}journal/1-1/01`;
    const value = journal()["journal/1-1/01"] ?? "";
    sandbox.world.setParameter(name, "oops");
    await expect(off()).rejects.toMatchObject({
      hint: expect.stringContaining(
        `See its history with \`aws ssm get-parameter-history --name ${name}\` and put its last good value back. `,
      ),
    });
    sandbox.world.setParameter(name, value);
    expect(await off()).toMatchObject({ state: "off", failures: [] });
  });

  test("parameters that no journal names may say anything", async () => {
    const { on, off, sandbox, settled } = setScene();
    const before = sandbox.settings();
    await on();
    await off();
    sandbox.world.setParameter(`${journalPath}journal/1-1/01`, "{");
    sandbox.world.setParameter(`${journalPath}notes`, "ours");
    await on();
    await off();
    expect(settled()).toEqual(before);
    expect(sandbox.world.parameters()[`${journalPath}notes`]).toBe("ours");
  });
});

describe("a list that catches another run in the middle of its work", () => {
  test.each(["status", "off"] as const)("is no damage to `%s`", async (command) => {
    const scene = setScene({ functions: [worker("a", { reserved: 4 })], pageSizes: { parameters: 1 } });
    const { on, off, at, sandbox } = scene;
    await on();
    await off();
    // The parts are on the pages read before a whole `on`, the records on those after it.
    const meanwhile = async (): Promise<void> => {
      await on();
    };
    at("GetParametersByPath", { kind: "hook", when: "after", run: meanwhile }, { nth: 2 });
    expect(await scene[command]()).toMatchObject({ state: command === "off" ? "off" : "on" });
    expect(sandbox.settings()[nameOf("a")]?.reserved).toBe(command === "off" ? 4 : 0);
  });
});
