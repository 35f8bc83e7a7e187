import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JetsError } from "../../../../src/maintenance/index.js";
import { seal } from "../../../../src/maintenance/worker/journal/checksum.js";
import { sealBatch, unsealPart } from "../../../../src/maintenance/worker/journal/parts.js";
import {
  type PartialSettings,
  type Settings,
  mergeEntries,
} from "../../../../src/maintenance/worker/journal/settings.js";

const name = fc.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/);
const settings = fc.record<Settings>({
  reserved: fc.option(fc.nat(3_000), { nil: null }),
  provisioned: fc
    .array(fc.tuple(fc.oneof(name, fc.constantFrom("__proto__", "constructor", "7", "10")), fc.nat(900)), {
      maxLength: 60,
    })
    .map((pairs) => new Map(pairs)),
  mappings: fc.array(fc.tuple(fc.uuid(), fc.boolean()), { maxLength: 150 }).map((pairs) => new Map(pairs)),
});
const entries = fc.array(fc.tuple(name, settings), { maxLength: 40 }).map((pairs) => new Map(pairs));

describe("a batch of saved settings", () => {
  test("comes back whole from its parameters, whatever its size and names", () => {
    fc.assert(
      fc.property(entries, (saved) => {
        const parts = sealBatch("demo-dev", "12-1", saved);
        const read = parts.map((part) => unsealPart("demo-dev", part));
        expect(mergeEntries(read.map((part) => part.entries))).toEqual(saved);
        expect(read.map(({ part, of }) => [part, of])).toEqual(
          read.map((_, index) => [index + 1, parts.length]),
        );
      }),
    );
  });

  test("of an older version, which saved under the physical id, is read by the function's bare name", () => {
    const reserved = (n: number): PartialSettings => ({ reserved: n });
    const saved = new Map([
      ["arn:aws:lambda:us-east-1:123456789012:function:job", reserved(5)],
      ["123456789012:function:other", reserved(6)],
    ]);
    const [part] = sealBatch("demo-dev", "12-1", saved).map((one) => unsealPart("demo-dev", one));
    expect([...(part?.entries.keys() ?? [])]).toEqual(["job", "other"]);
  });

  test("never fills a parameter with more than 4 KB, nor with what SSM refuses", () => {
    fc.assert(
      fc.property(entries, (saved) => {
        for (const { value } of sealBatch("demo-dev", "12-1", saved)) {
          expect(Buffer.byteLength(value)).toBeLessThanOrEqual(4_096);
          expect(value).not.toContain("{{");
        }
      }),
    );
  });

  test("of 2,000 workers with the longest names fits into 60 parameters", () => {
    const longest = (index: number): string => `${String(index).padStart(5, "0")}${"x".repeat(59)}`;
    const saved = new Map(
      Array.from({ length: 2_000 }, (_, index) => [
        longest(index),
        { reserved: index, provisioned: new Map(), mappings: new Map() },
      ]),
    );
    expect(sealBatch("demo-dev", "1-1", saved).length).toBeLessThanOrEqual(57);
  });

  test("can be read by a person with the AWS CLI alone", () => {
    const saved = new Map([
      [
        "demo-dev-a",
        { reserved: null, provisioned: new Map([["live", 3]]), mappings: new Map([["u-1", true]]) },
      ],
    ]);
    expect(JSON.parse(sealBatch("demo-dev", "3-1", saved)[0]?.value ?? "")).toEqual({
      v: 1,
      stack: "demo-dev",
      batch: "3-1",
      part: 1,
      of: 1,
      functions: {
        "demo-dev-a": { reserved: null, provisioned: { live: 3 }, mappings: { "u-1": "enabled" } },
      },
      sum: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });
});

describe("a part", () => {
  test("holds nothing of what a worker does not have", () => {
    const saved = new Map<string, PartialSettings>([
      ["a", { reserved: null, provisioned: new Map(), mappings: new Map() }],
      ["b", { refused: true }],
      ["c", { mappings: new Map([["u", false]]) }],
    ]);
    const [part] = sealBatch("demo-dev", "1-1", saved);
    expect(JSON.parse(part?.value ?? "")).toMatchObject({ part: 1, of: 1 });
    expect(part?.value).toContain(
      '"functions":{"a":{"reserved":null},"b":{"refused":true},"c":{"mappings":{"u":"disabled"}}}',
    );
  });

  test("of an empty batch holds no worker", () => {
    const parts = sealBatch("demo-dev", "1-1", new Map());
    expect(parts.map((part) => unsealPart("demo-dev", part))).toEqual([
      { batch: "1-1", part: 1, of: 1, entries: new Map() },
    ]);
  });

  test("is filled to the last byte before the next is begun", () => {
    const sealed = (length: number): readonly string[] => {
      const provisioned = new Map([
        ["x".repeat(length), 1],
        ["live", 1],
      ]);
      return sealBatch("demo-dev", "1-1", new Map([["a", { provisioned }]])).map(({ value }) => value);
    };
    const most = Array.from({ length: 4_096 }, (_, length) => length).findLast(
      (length) => sealed(length).length === 1,
    );
    // Room is kept for three more digits of each number of parts, and for a comma between two workers.
    expect(sealed(most ?? 0).map(({ length }) => length)).toEqual([4_096 - 2 * 3 - 1]);
    expect(sealed((most ?? 0) + 8).map(({ length }) => length <= 4_096)).toEqual([true, true]);
  });

  const aliases = (count: number): Map<string, number> =>
    new Map(Array.from({ length: count }, (_, index) => [`alias-${index}`, index]));
  const queues = (count: number): Map<string, boolean> =>
    new Map(Array.from({ length: count }, (_, index) => [`mapping-${index}`, index % 2 === 0]));

  test.each<[string, PartialSettings]>([
    ["of both kinds", { reserved: 7, provisioned: aliases(150), mappings: queues(151) }],
    ["all provisioned concurrency", { reserved: 7, provisioned: aliases(901) }],
    ["all mappings", { reserved: 7, mappings: queues(901) }],
  ])("has no setting twice of a worker whose settings fill several: %s", (_, saved) => {
    const parts = sealBatch("demo-dev", "1-1", new Map([["a", saved]]));
    const read = parts.flatMap((part) => [...unsealPart("demo-dev", part).entries.values()]);
    expect(parts.length).toBeGreaterThan(1);
    expect(read.length).toBe(parts.length);
    expect(read.map(({ reserved }) => reserved)).toEqual([7, ...read.slice(1).map(() => undefined)]);
    expect(read.flatMap((one) => [...(one.provisioned ?? [])])).toEqual([...(saved.provisioned ?? [])]);
    expect(read.flatMap((one) => [...(one.mappings ?? [])])).toEqual([...(saved.mappings ?? [])]);
  });

  test("is larger than SSM takes where one setting alone is, which is for SSM to refuse", () => {
    const saved = new Map([["a", { provisioned: new Map([["x".repeat(5_000), 1]]) }]]);
    const sizes = sealBatch("demo-dev", "1-1", saved).map(({ value }) => value.length);
    expect(Math.max(...sizes)).toBeGreaterThan(5_000);
  });
});

describe("a part that cannot be trusted", () => {
  const [part] = sealBatch(
    "demo-dev",
    "12-1",
    new Map([["demo-dev-a", { reserved: 5, provisioned: new Map(), mappings: new Map() }]]),
  );
  const { name: partName, value } = part ?? { name: "", value: "" };

  test.each([
    ["cut", value.slice(0, -20), "is not JSON any more"],
    ["edited", value.replace('"reserved":5', '"reserved":6'), "was changed after it was written"],
    ["stripped of its checksum", value.replace(/,"sum":"\w+"/, ""), "was changed after it was written"],
    [
      "of a newer version",
      value.replace('"v":1', '"v":3'),
      "was written by a newer version of jets (format 3)",
    ],
    ["of a version that is no number", value.replace('"v":1', '"v":"2"'), "was changed after it was written"],
    ["replaced by other JSON", "[]", "was changed after it was written"],
    ["replaced by null", "null", "was changed after it was written"],
    ["replaced by a number", "7", "was changed after it was written"],
    ["replaced by a text", '"v"', "was changed after it was written"],
    ["begun with a blank", ` ${value}`, "was changed after it was written"],
    ["ended with a blank", `${value} `, "was changed after it was written"],
    [
      "replaced by one of another checksum's length",
      value.slice(0, -3) + '"}',
      "was changed after it was written",
    ],
    ["emptied", " ", "is not JSON any more"],
  ])("is refused by name when it was %s", (_, text, what) => {
    expect(() => unsealPart("demo-dev", { name: partName, value: text })).toThrow(
      expect.objectContaining({
        code: "journal_damaged",
        message: `The parameter ${partName} ${what}. Nothing was changed.`,
      }),
    );
  });

  test("is refused with what to do: to use the version that wrote it, or to look at its history", () => {
    const hintOf = (text: string): unknown => {
      try {
        return unsealPart("demo-dev", { name: partName, value: text });
      } catch (error) {
        return error instanceof JetsError ? error.hint : error;
      }
    };
    expect(hintOf(value.replace('"v":1', '"v":3'))).toBe(
      "Use that version of jets, which reads all of the journal.",
    );
    expect(hintOf("{")).toBe(
      `See its history with \`aws ssm get-parameter-history --name ${partName}\` and put its last good value back. \`jets maintenance:off --role worker --stack demo-dev --salvage\` restores what is intact without it, and names the rest.`,
    );
  });

  const content = {
    v: 1,
    stack: "demo-dev",
    batch: "12-1",
    part: 1,
    of: 1,
    functions: { a: { reserved: 5, provisioned: { live: 1 }, mappings: { u: "enabled" } } },
  };
  const settingsOf = (settings: unknown): unknown => ({ ...content, functions: { a: settings } });

  test("is refused unless what its checksum covers is a part of a journal", () => {
    expect(unsealPart("demo-dev", { name: partName, value: seal(content) }).entries.get("a")).toEqual({
      reserved: 5,
      provisioned: new Map([["live", 1]]),
      mappings: new Map([["u", true]]),
    });
    for (const wrong of [
      { ...content, v: 0 },
      { ...content, stack: 1 },
      { ...content, batch: 12 },
      { ...content, part: "1" },
      { ...content, of: 1.5 },
      { ...content, functions: undefined },
      { ...content, functions: null },
      { ...content, functions: [] },
      { ...content, functions: "" },
      { ...content, functions: 7 },
      settingsOf(null),
      settingsOf({ reserved: -1 }),
      settingsOf({ reserved: 1.5 }),
      settingsOf({ reserved: "5" }),
      settingsOf({ refused: false }),
      settingsOf({ provisioned: [1] }),
      settingsOf({ provisioned: { live: null } }),
      settingsOf({ mappings: ["enabled"] }),
      settingsOf({ mappings: { u: "on" } }),
    ]) {
      const unsealing = (): unknown =>
        unsealPart("demo-dev", { name: partName, value: seal(wrong as object) });
      expect(unsealing, JSON.stringify(wrong)).toThrow(/does not hold a part of a journal/);
    }
  });

  test("is refused when it was copied to another name or another application", () => {
    expect(() => unsealPart("demo-dev", { name: partName.replace("12-1", "13-1"), value })).toThrow(
      /belongs to/,
    );
    expect(() => unsealPart("demo-dev", { name: `${partName}/x`, value })).toThrow(/part 1 of batch 12-1/);
    expect(() => unsealPart("demo-dev", { name: partName.replace(/01$/, "02"), value })).toThrow(/part 1 of/);
    expect(() => unsealPart("demo-prod", { name: partName.replace("-dev", "-prod"), value })).toThrow(
      /belongs to/,
    );
  });
});
