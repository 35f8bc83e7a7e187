import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeEntries, sealBatch, unsealPart } from "../../../src/maintenance/worker/parts.js";
import type { Settings } from "../../../src/maintenance/worker/settings.js";

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
      value.replace('"v":1', '"v":2'),
      "was written by a newer version of jets (format 2)",
    ],
    ["replaced by other JSON", "[]", "was changed after it was written"],
    ["emptied", " ", "is not JSON any more"],
  ])("is refused by name when it was %s", (_, text, what) => {
    expect(() => unsealPart("demo-dev", { name: partName, value: text })).toThrow(
      expect.objectContaining({
        code: "journal_damaged",
        message: `The parameter ${partName} ${what}. Nothing was changed.`,
      }),
    );
  });

  test("is refused when it was copied to another name or another application", () => {
    expect(() => unsealPart("demo-dev", { name: partName.replace("12-1", "13-1"), value })).toThrow(
      /belongs to/,
    );
    expect(() => unsealPart("demo-prod", { name: partName.replace("-dev", "-prod"), value })).toThrow(
      /belongs to/,
    );
  });
});
