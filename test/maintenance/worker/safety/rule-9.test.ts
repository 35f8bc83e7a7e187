import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cut } from "../../../../src/maintenance/text.js";
import { sealRun, type RunRecord } from "../../../../src/maintenance/worker/lock/run-record.js";
import type { Operator, OperatorOptions } from "../../../support/operator.js";
import { nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";
import { sample } from "../../../support/sample.js";
import { anyText } from "../../../support/any-text.js";

const largest = (values: readonly string[]): number =>
  Math.max(...values.map((value) => Buffer.byteLength(value)));

type Selection = NonNullable<RunRecord["selection"]>;

/** A selection of everything that takes so many bytes as JSON, most of them for globs made of `unit`. */
function selectionOf(bytes: number, unit: string): Selection {
  const fill = (globs: readonly string[], last: string): Selection => ({
    include: ["*", ...globs],
    exclude: [`never${last}`],
    tags: true,
  });
  const left = (globs: readonly string[], last: string): number =>
    bytes - largest([JSON.stringify(fill(globs, last))]);
  const globs: string[] = [];
  while (left([...globs, unit], "") >= 0) globs.push(unit);
  return fill(globs, "x".repeat(left(globs, "")));
}

/** Someone who chooses the workers by this selection. */
function choosing({ open }: Scene, selection: Selection, who?: OperatorOptions): Operator {
  const operator = open(who);
  return { ...operator, context: { ...operator.context, selection } };
}

/** Fewer than the 2,000 of `test/processes/size.test.ts`, at the same rate: their names are the longest that there are. */
const many = 200;

/** How many batches a record names. */
const batchesIn = (record = ""): number => record.match(/\["\d+-\d+",\d+\]/g)?.length ?? 0;

describe("rule 9: size", () => {
  test(`${many} workers: at most 6 PutParameter calls to stop them and no parameter above 4 KB`, async () => {
    const functions = Array.from({ length: many }, (_, index) =>
      worker(
        `a-job-with-a-name-as-long-as-lambda-takes-${100 + index}`,
        index % 2 === 0 ? {} : { reserved: 1 },
      ),
    );
    const { on, off, sandbox, journal, settled } = setScene({ functions, accountConcurrency: 100_000 });
    const before = sandbox.settings();
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    const calls = sandbox.calls.filter(({ operation }) => operation === "PutParameter");
    // The heartbeat's own writes are counted with the 2,000.
    const parts = calls.filter(({ target }) => target.includes("/journal/"));
    expect(parts.length).toBeLessThanOrEqual(6);
    expect(largest(Object.values(journal()))).toBeLessThanOrEqual(4_096);
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("40 batches are named one by one; more become one, so that a record that names them stays small", async () => {
    const { on, off, sandbox, journal, settled, open } = setScene({
      functions: [worker("first", { reserved: 1 })],
    });
    const expected = sandbox.settings();
    await on({ reason: "moving" }, open({ by: "ada" }));
    for (let index = 0; index < 45; index += 1) {
      const added = worker(`later-${index}`, { reserved: 2 });
      sandbox.world.addFunction("demo-dev", added);
      expected[added.name] = { reserved: 2, provisioned: {}, mappings: {} };
      await on({}, open({ by: "bob" }));
      if (index === 38) expect(batchesIn(journal()["run/000040"])).toBe(40);
      if (index === 41) {
        const record: unknown = JSON.parse(journal()["run/000043"] ?? "{}");
        expect(record).toMatchObject({ opened: { by: "ada", reason: "moving" } });
      }
    }
    const record = Object.entries(journal()).findLast(([name]) => name.startsWith("run/"))?.[1] ?? "";
    expect(batchesIn(record)).toBe(6);
    expect(record).toContain('"by":"ada"');
    expect(largest(Object.values(journal()))).toBeLessThanOrEqual(4_096);
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(expected);
  });

  test("settings that come to light at the same time share a batch", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `w${String(index).padStart(2, "0")}`);
    const provisioned = { versions: 1, provisioned: { "1": 1 } };
    const { on, off, at, sandbox, settled, journal } = setScene({
      functions: names.map((name) => worker(name, provisioned)),
    });
    for (const name of names.map(nameOf)) {
      const run = (): void => {
        sandbox.world.setProvisioned(name, "1", 2);
      };
      at("DeleteProvisionedConcurrencyConfig", { kind: "hook", when: "after", run }, { target: `${name}:1` });
    }
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    expect(Object.keys(journal()).filter((name) => name.startsWith("journal/")).length).toBeLessThan(16);
    await off();
    expect(names.map((name) => settled()[nameOf(name)]?.provisioned)).toEqual(names.map(() => ({ "1": 2 })));
  });

  test("a record with the longest texts in any script fits into one parameter, and SSM takes it", () => {
    const text = anyText({ maxLength: 900 });
    const batches: RunRecord["batches"] = Array.from({ length: 41 }, (_, index) => [
      `999999-${100 + index}`,
      9_999,
    ]);
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.constantFrom("", "{{", "}}", "\u{1F600}", '"\\'),
        fc.constantFrom(...["a", "\u00E9", "\u{1F600}", '"\\'].map((unit) => selectionOf(400, unit))),
        (by, url, reason, more, selection) => {
          const record: RunRecord = {
            v: 1,
            stack: "s".repeat(128),
            run: 999_999,
            token: "0".repeat(36),
            command: "off",
            by: cut(by + more),
            url: cut(more.repeat(200) + url, 300),
            since: new Date(0).toISOString(),
            reason: cut(more.repeat(300) + reason),
            stackId: "i".repeat(260),
            selection,
            over: 999_998,
            state: "released",
            outcome: "interrupted",
            batches,
            opened: {
              since: new Date(0).toISOString(),
              by: cut(by + more),
              url: cut(more.repeat(200) + url, 300),
              reason: cut(more.repeat(300) + reason),
              stackId: "i".repeat(260),
              selection,
            },
          };
          const value = sealRun(record);
          expect(Buffer.byteLength(value)).toBeLessThanOrEqual(4_096);
          expect(value).not.toMatch(/\{\{/);
        },
      ),
    );
  });

  test.each(sample(["a*", "\u00E9*", "\u{1F600}*", '\\"'], 1))(
    "globs such as %j that fill all the room there is are kept 40 times over, and `off` brings everything back",
    async (unit) => {
      const first = worker("first", { reserved: 1 });
      const scene = setScene({ functions: [first], mappingSettlesMs: 0 });
      const { on, off, sandbox, journal, settled, status } = scene;
      const selection = selectionOf(400, unit);
      const texts = { by: "b".repeat(200), url: "u".repeat(300) };
      const mappings: Record<string, string> = {};
      for (let index = 1; index <= 40; index += 1) {
        await on({ reason: "r".repeat(200) }, choosing(scene, selection, texts));
        if (index === 40) break;
        // It is a batch of its own, as a worker would be, which all runs from there on would have to read.
        mappings[sandbox.world.addMapping(first.name, { source: queue(`later-${index}`) })] = "Enabled";
      }
      expect(JSON.parse(journal()["run/000040"] ?? "{}")).toMatchObject({
        state: "released",
        selection,
        opened: { selection },
      });
      expect(batchesIn(journal()["run/000040"])).toBe(40);
      expect(largest(Object.values(journal()))).toBeLessThanOrEqual(4_096);
      expect((await status()).state).toBe("on");
      expect(await off({}, choosing(scene, selection, texts))).toMatchObject({ state: "off", failures: [] });
      expect(settled()).toEqual({ [first.name]: { reserved: 1, provisioned: {}, mappings } });
    },
  );

  test.each(["a*", "\u00E9*"])("globs such as %j that take one byte more are refused", async (unit) => {
    const scene = setScene();
    await expect(scene.on({}, choosing(scene, selectionOf(401, unit)))).rejects.toMatchObject({
      code: "usage",
      message: "The selection of workers takes 401 bytes as JSON, but there is room for 400.",
      hint: "Use fewer or wider globs, or tag the functions with jets:role.",
    });
    expect(scene.changes()).toEqual([]);
    expect(scene.journal()).toEqual({});
  });

  test.each([
    ["moving house", "moving house"],
    ["  two\nlines\tand more ", "two lines and more"],
    ["{{ssm:secret}} {{{x}}}", "{ssm:secret} {x}"],
    ["é".repeat(150), "é".repeat(100)],
    ["x".repeat(201), "x".repeat(200)],
    ["x".repeat(200), "x".repeat(200)],
    ['"'.repeat(150), '"'.repeat(100)],
  ])("%j is kept as %j", (given, kept) => {
    expect(cut(given)).toBe(kept);
  });
});
