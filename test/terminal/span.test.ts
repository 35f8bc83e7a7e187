import { expect, test } from "vitest";
import { formatSpan } from "../../src/terminal/span.js";

test.each([
  [-5_000, "0s"],
  [0, "0s"],
  [499, "0s"],
  [12_000, "12s"],
  [59_600, "1m"],
  [192_000, "3m 12s"],
  [3_600_000, "1h"],
  [3_605_000, "1h"],
  [7_500_000, "2h 5m"],
  [100_000_000, "1d 3h"],
])("%d milliseconds are %s", (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});
