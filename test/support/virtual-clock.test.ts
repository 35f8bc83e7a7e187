import { expect, test } from "vitest";
import { createVirtualClock, verifyAtRest } from "./virtual-clock.js";

test("what goes on for ever on a virtual clock is found at the end of its tests, and ended", async () => {
  const clock = createVirtualClock();
  let rounds = 0;
  const goOn = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(100);
      rounds += 1;
    }
  };
  void goOn();
  await expect(verifyAtRest()).rejects.toThrow("goes on for ever on its virtual clock");
  const before = rounds;
  await verifyAtRest();
  expect(rounds).toBe(before);
});

test("what ends by itself is waited for", async () => {
  const clock = createVirtualClock();
  let isOver = false;
  const takeTime = async (): Promise<void> => {
    await clock.sleep(100);
    await clock.sleep(3_600_000);
    isOver = true;
  };
  void takeTime();
  await verifyAtRest();
  expect(isOver).toBe(true);
});
