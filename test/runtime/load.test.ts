import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Flag, type Reading } from "../../src/runtime/flag/flag.js";
import { Machine } from "./support/machine.js";

const page = readFileSync(new URL("../../docs/runtime.md", import.meta.url), "utf8");
/** The table of docs/runtime.md: seconds to live, busy containers. */
const rows = [...page.matchAll(/^\| +(\d+) \| +([\d,]+) \|$/gm)].map(([, ttl = "", containers = ""]) => ({
  ttl: Number(ttl),
  containers: Number(containers.replaceAll(",", "")),
}));

/** How many reads a second a container makes that is busy all the time, over a thousand lifetimes of the flag. */
async function measureReads(ttlMs: number): Promise<number> {
  const machine = new Machine();
  let reads = 0;
  const read = (): Promise<Reading> => {
    machine.chance = (((reads * 7) % 20) + 0.5) / 20;
    reads += 1;
    return Promise.resolve({ on: false, info: {} });
  };
  const flag = new Flag({ read, ttlMs, timeoutMs: 500, system: machine, onFailure: () => undefined });
  const start = machine.now();
  while (machine.now() - start < 1_000 * ttlMs) {
    await flag.get();
    machine.pass(ttlMs / 100);
  }
  return reads / ((machine.now() - start) / 1_000);
}

test("docs/runtime.md tells what concurrency a time to live carries", () => {
  expect(rows.map(({ ttl }) => ttl)).toEqual([5, 10, 30, 60, 300]);
});

test.each(rows)(
  "with $ttl s, $containers busy containers stay within 40 reads a second",
  async ({ ttl, containers }) => {
    const reads = containers * (await measureReads(ttl * 1_000));
    expect(reads).toBeLessThanOrEqual(40);
    expect(reads).toBeGreaterThan(38);
  },
);
