import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  merge,
  mergeEntries,
  toSave,
  type Settings,
} from "../../../../src/maintenance/worker/journal/settings.js";

const settings = (
  reserved: number | null,
  provisioned: Record<string, number> = {},
  mappings: Record<string, boolean> = {},
): Settings => ({
  reserved,
  provisioned: new Map(Object.entries(provisioned)),
  mappings: new Map(Object.entries(mappings)),
});

test("a worker that was never saved is saved whole, an original 0 included", () => {
  const live = settings(0, { live: 2 }, { a: false });
  expect(toSave(live, undefined)).toEqual(live);
});

test.each([
  ["a 0", settings(0), settings(5)],
  ["an absent reservation's 0", settings(0), settings(null)],
  ["provisioned concurrency that is gone", settings(0), settings(5, { live: 3, 7: 1 })],
  ["a disabled mapping", settings(0, {}, { a: false }), settings(5, {}, { a: true })],
  ["what was saved", settings(5, { live: 3 }, { a: true }), settings(5, { live: 3 }, { a: true })],
])("%s never replaces a saved original", (_, live, saved) => {
  expect(toSave(live, saved)).toBeUndefined();
});

test.each([
  ["another reservation", settings(9), settings(5), { reserved: 9 }],
  ["a reservation that was deleted", settings(null), settings(5), { reserved: null }],
  [
    "other provisioned concurrency",
    settings(5, { live: 4 }),
    settings(5, { live: 3 }),
    { provisioned: new Map([["live", 4]]) },
  ],
  [
    "a new qualifier",
    settings(5, { blue: 1 }),
    settings(5, { live: 3 }),
    { provisioned: new Map([["blue", 1]]) },
  ],
  [
    "a mapping that was turned on",
    settings(5, {}, { a: true }),
    settings(5, {}, { a: false }),
    { mappings: new Map([["a", true]]) },
  ],
  [
    "a new mapping, on or off",
    settings(5, {}, { b: false }),
    settings(5),
    { mappings: new Map([["b", false]]) },
  ],
])("%s that somebody else set is the new original", (_, live, saved, expected) => {
  const nothing = { provisioned: new Map(), mappings: new Map() };
  expect(toSave(live, saved)).toStrictEqual({ ...nothing, ...expected });
});

test("saving twice saves nothing the second time", () => {
  const any = fc
    .tuple(
      fc.option(fc.nat(5), { nil: null }),
      fc.dictionary(fc.constantFrom("live", "blue", "7"), fc.integer({ min: 1, max: 4 })),
      fc.dictionary(fc.constantFrom("a", "b"), fc.boolean()),
    )
    .map((parts) => settings(...parts));
  fc.assert(
    fc.property(any, any, (live, saved) => {
      const merged = merge(saved, toSave(live, saved) ?? {});
      expect(toSave(live, { ...saved, ...merged })).toBeUndefined();
    }),
  );
});

describe("settings that are merged", () => {
  test("keep what only one of them says, and the later one wins", () => {
    const older = {
      reserved: 1,
      provisioned: new Map([
        ["live", 1],
        ["blue", 2],
      ]),
      mappings: new Map([["u", true]]),
      refused: true,
    } as const;
    const newer = { reserved: null, provisioned: new Map([["live", 3]]), mappings: new Map([["v", false]]) };
    expect(mergeEntries([new Map([["a", older]]), new Map([["a", newer]])]).get("a")).toStrictEqual({
      reserved: null,
      refused: true,
      provisioned: new Map([
        ["live", 3],
        ["blue", 2],
      ]),
      mappings: new Map([
        ["u", true],
        ["v", false],
      ]),
    });
    expect(mergeEntries([new Map([["a", { provisioned: new Map() }]])]).get("a")).toStrictEqual({
      provisioned: new Map(),
      mappings: new Map(),
    });
  });
});
