import { expect, test } from "vitest";
import { systemClock } from "../../src/run/clock.js";

test("the clock goes with the machine's", () => {
  const before = Date.now();
  expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
  expect(systemClock.now().getTime()).toBeLessThanOrEqual(Date.now());
});

test("a sleep ends after its time, or at once when it is aborted", async () => {
  await systemClock.sleep(1);
  const interruption = new AbortController();
  const sleeping = systemClock.sleep(3_600_000, interruption.signal);
  interruption.abort();
  await expect(sleeping).rejects.toThrow("aborted");
  await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).rejects.toThrow("aborted");
});
