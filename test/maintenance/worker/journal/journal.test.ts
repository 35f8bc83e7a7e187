import { describe, expect, test } from "vitest";
import type { Parameter } from "../../../../src/maintenance/index.js";
import { readJournal, readRuns } from "../../../../src/maintenance/worker/journal/journal.js";
import { partName, runName, type BatchId } from "../../../../src/maintenance/worker/journal/names.js";
import type { Entries } from "../../../../src/maintenance/worker/journal/settings.js";
import { sealBatch } from "../../../../src/maintenance/worker/journal/parts.js";
import { sealRun, type RunRecord } from "../../../../src/maintenance/worker/lock/run-record.js";

const stack = "demo-dev";
const modifiedAt = new Date(Date.UTC(2026, 0, 1));
const parameter = (name: string, value: string): Parameter => ({ name, value, modifiedAt, version: 1 });

/** A run's record as it stands in SSM; at work unless told otherwise. */
const run = (number: number, more: Partial<RunRecord> = {}): Parameter =>
  parameter(
    runName(stack, number),
    sealRun({
      v: 1,
      stack,
      run: number,
      token: `t-${number}`,
      command: "on",
      by: `by-${number}`,
      since: modifiedAt.toISOString(),
      stackId: "arn:demo-dev",
      state: "running",
      ...more,
    }),
  );

const released = (batches: RunRecord["batches"] = []): Partial<RunRecord> => ({ state: "released", batches });

/** Saved settings as the parameters of a batch. */
const batch = (id: BatchId, entries: Entries): Parameter[] =>
  sealBatch(stack, id, entries).map(({ name, value }) => parameter(name, value));

const reserving = (reserved: number, name = "a"): Entries => new Map([[name, { reserved }]]);

/** Settings that fill two parameters, and the two. */
const twoParts = (id: BatchId): Parameter[] =>
  batch(
    id,
    new Map(Array.from({ length: 70 }, (_, index) => [`${"x".repeat(50)}${index}`, { reserved: index }])),
  );

const reservedIn = (parameters: readonly Parameter[]): Record<string, unknown> =>
  Object.fromEntries([...readJournal(stack, parameters).entries].map(([name, is]) => [name, is.reserved]));

const damaged = (name: string, what: string): unknown =>
  expect.objectContaining({
    code: "journal_damaged",
    message: `The parameter ${name} ${what}. Nothing was changed.`,
  });

describe("the journal", () => {
  test("of an application that never was in maintenance is empty", () => {
    expect(readJournal(stack, [])).toStrictEqual({
      damages: [],
      died: [],
      entries: new Map(),
      batches: new Map(),
      names: [],
    });
  });

  test("has every worker with all its settings, who opened it, and the newest run", () => {
    const opened = { since: "then", by: "ada", stackId: "arn:demo-dev" };
    const parameters = [
      ...batch(
        "1-1",
        new Map([
          ["a", { reserved: 5, provisioned: new Map([["live", 2]]), mappings: new Map([["u", true]]) }],
        ]),
      ),
      ...batch("1-2", new Map([["b", { reserved: null, refused: true }]])),
      run(1, { ...released([["1-1", 1], ["1-2", 1]]), opened }), // prettier-ignore
    ];
    const journal = readJournal(stack, parameters);
    expect(journal.entries).toEqual(
      new Map([
        ["a", { reserved: 5, provisioned: new Map([["live", 2]]), mappings: new Map([["u", true]]) }],
        ["b", { reserved: null, refused: true, provisioned: new Map(), mappings: new Map() }],
      ]),
    );
    expect([...journal.batches]).toEqual([
      ["1-1", 1],
      ["1-2", 1],
    ]);
    expect(journal.opened).toEqual(opened);
    expect(journal.latest?.record.run).toBe(1);
    expect(journal.names).toEqual(parameters.map(({ name }) => name));
  });

  test("is what the last run that ended says, and what those that died since have committed", () => {
    expect(
      reservedIn([
        ...batch("1-1", reserving(1, "old")),
        ...batch("2-1", reserving(2)),
        ...batch("3-1", reserving(3, "b")),
        run(1, released([["1-1", 1]])),
        run(2, released([["2-1", 1]])),
        run(3),
      ]),
    ).toEqual({ a: 2, b: 3 });
  });

  test("tells the batches of one run from those of another, whatever their numbers begin with", () => {
    const parameters = [...batch("12-1", reserving(12)), ...batch("11-1", reserving(11, "late"))];
    expect(reservedIn([...parameters, run(11, released()), run(12)])).toEqual({ a: 12 });
  });

  test("was opened by the first run that died, where none has ended", () => {
    const selection = { include: ["*"] };
    const parameters = [
      ...batch("1-1", reserving(1)),
      run(1, { reason: "moving", url: "https://ci", selection }),
      run(2),
    ];
    const { opened, latest } = readJournal(stack, parameters);
    expect(opened).toStrictEqual({
      by: "by-1",
      since: modifiedAt.toISOString(),
      reason: "moving",
      url: "https://ci",
      stackId: "arn:demo-dev",
      selection,
    });
    expect(latest?.record.run).toBe(2);
    const [plain] = readRuns(stack, [run(7)]);
    expect(readJournal(stack, [...batch("1-1", reserving(1)), run(1)]).opened).toStrictEqual({
      by: "by-1",
      since: plain?.record.since,
      stackId: "arn:demo-dev",
    });
  });

  test("was opened by nobody while it holds nothing, though a run has died, or where no run says so", () => {
    expect(readJournal(stack, [run(1)])).not.toHaveProperty("opened");
    const kept = [...batch("1-1", reserving(1)), run(1, released([["1-1", 1]]))];
    expect(readJournal(stack, kept)).not.toHaveProperty("opened");
  });

  test("takes nothing from a run that was withdrawn, or from before the last one that ended", () => {
    expect(
      reservedIn([
        ...batch("1-1", reserving(1, "early")),
        ...batch("3-1", reserving(3, "withdrawn")),
        run(1),
        run(2, released()),
        run(3, { state: "withdrawn" }),
      ]),
    ).toEqual({});
  });

  test("does not go by the release of a run that another had taken over by then", () => {
    const parameters = [
      ...batch("1-1", reserving(1)),
      run(1, released([["1-1", 1]])),
      run(2, released()),
      run(3, { over: 2 }),
    ];
    expect(reservedIn(parameters)).toEqual({ a: 1 });
  });

  test("has runs and batches in the order of their numbers, though SSM lists them by their letters", () => {
    const [older, newer] = [run(999_999, released()), run(1_000_000, released([["1000000-1", 1]]))];
    const parameters = [newer, older, ...batch("1000000-1", reserving(4))];
    expect(readRuns(stack, parameters).map(({ record }) => record.run)).toEqual([999_999, 1_000_000]);
    expect(reservedIn([...batch("1-10", reserving(10)), ...batch("1-2", reserving(2)), run(1)])).toEqual({
      a: 10,
    });
  });

  test("ignores a batch whose last part was not written, and whatever else lies below its path", () => {
    const [first] = twoParts("1-1");
    const [, last] = twoParts("1-2");
    const strays = [
      "notes",
      "run/x",
      "run/000001/y",
      "x/run/000001",
      "x/journal/1-1/01",
      "journal/1-1/0x",
      "journal/1-1",
    ].map((name) => parameter(`/jets/${stack}/maintenance/worker/${name}`, "{"));
    const elsewhere = parameter(`/jets/${stack}/maintenance/web`, "on");
    if (first === undefined || last === undefined) throw new Error("There are two parts.");
    expect(reservedIn([first, run(1), ...strays, elsewhere])).toEqual({});
    expect(() => readJournal(stack, [last, run(1)])).toThrow(
      damaged(partName(stack, "1-2", 1), "is missing from the journal"),
    );
  });
});

describe("a journal that is not whole is refused", () => {
  test("when a record between others is missing", () => {
    expect(() => readJournal(stack, [run(1, released()), run(3)])).toThrow(
      damaged(runName(stack, 2), "is missing, though later ones are there"),
    );
    expect(() => readJournal(stack, [run(2)])).toThrow(
      damaged(runName(stack, 1), "is missing, though later ones are there"),
    );
    expect(reservedIn([run(1), run(3, released()), run(4)])).toEqual({});
  });

  test("when a batch's own record is missing", () => {
    expect(() => readJournal(stack, [...batch("2-1", reserving(1)), run(1)])).toThrow(
      damaged(runName(stack, 2), "is missing, though its journal is there"),
    );
    expect(() => readJournal(stack, batch("1-1", reserving(1)))).toThrow(
      damaged(runName(stack, 1), "is missing, though its journal is there"),
    );
  });

  test("when a part is missing", () => {
    const [first, second] = twoParts("1-1");
    if (first === undefined || second === undefined) throw new Error("There are two parts.");
    for (const [there, missing] of [
      [[first], 2],
      [[second], 1],
      [[], 1],
    ] as const) {
      expect(() => readJournal(stack, [...there, run(1, released([["1-1", 2]]))])).toThrow(
        damaged(partName(stack, "1-1", missing), "is missing from the journal"),
      );
    }
  });

  test("when a part belongs to a batch of another size", () => {
    const parameters = [...batch("1-1", reserving(1)), ...twoParts("2-1"), run(1), run(2)];
    expect(() => readJournal(stack, [...parameters, run(3, released([["2-1", 1]]))])).toThrow(
      damaged(partName(stack, "2-1", 1), "belongs to a batch of 2 parts, not 1"),
    );
  });

  test("when it does not say what reservation a worker had", () => {
    const parameters = [...batch("1-1", reserving(1)), ...batch("1-2", new Map([["b", { refused: true }]]))];
    expect(() => readJournal(stack, [...parameters, run(1)])).toThrow(
      damaged(
        `${partName(stack, "1-1", 1)}, ${partName(stack, "1-2", 1)}`,
        "does not say what reserved concurrency b had",
      ),
    );
  });
});
