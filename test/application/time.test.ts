import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTime } from "../../src/application/time.js";

const now = new Date("2026-11-23T12:00:00Z");
const read = (text: string): string | undefined => parseTime(text, now)?.toISOString();

test.each([
  ["2026-11-23T22:00Z", "2026-11-23T22:00:00.000Z"],
  ["2026-11-23 22:00:30z", "2026-11-23T22:00:30.000Z"],
  ["2026-11-23T22:00:00.250+02:00", "2026-11-23T20:00:00.250Z"],
  ["90m", "2026-11-23T13:30:00.000Z"],
  ["2h", "2026-11-23T14:00:00.000Z"],
  ["1d2h3m", "2026-11-24T14:03:00.000Z"],
])("%s is a time", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test("a time without a zone is one of the local clock", () => {
  expect(read("2026-11-23T22:00")).toBe(new Date(2026, 10, 23, 22).toISOString());
});

test.each([
  "",
  "soon",
  "2026-11-23",
  "22:00",
  "2026-02-30T10:00Z",
  "2026-11-23T25:00Z",
  "2h30",
  "m",
  "-2h",
  "120",
])("%j is none", (text) => {
  expect(read(text)).toBeUndefined();
});

test("whatever is typed is read or refused, and what is read is a time", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9T:Z+. dhm-]{1,25}$/)), (text) => {
      const time = parseTime(text, now);
      expect(time === undefined || Number.isFinite(time.getTime())).toBe(true);
    }),
  );
});
