import { beforeEach, describe, expect, test } from "vitest";
import { Flag, type Reading } from "../../../src/runtime/flag/flag.js";
import { RefusedError } from "../../../src/runtime/flag/reader.js";
import { Machine } from "../support/machine.js";

const on: Reading = { on: true, info: {} };
const off: Reading = { on: false, info: {} };

let machine: Machine;
let failures: string[];
/** Reads under way, oldest first: to be answered by the test. */
let reads: {
  readonly resolve: (reading: Reading) => void;
  readonly reject: (error: Error) => void;
  readonly signal: AbortSignal;
}[];
let readCount: number;

beforeEach(() => {
  machine = new Machine();
  failures = [];
  reads = [];
  readCount = 0;
});

function createFlag(options: { ttlMs?: number; timeoutMs?: number } = {}): Flag {
  return new Flag({
    ttlMs: 10_000,
    timeoutMs: 500,
    ...options,
    system: machine,
    onFailure: (reason) => failures.push(reason),
    read: (signal) => {
      readCount += 1;
      return new Promise((resolve, reject) => reads.push({ resolve, reject, signal }));
    },
  });
}

/** Lets everything that is due run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function answer(reading: Reading | Error): Promise<void> {
  const read = reads.shift();
  if (read === undefined) throw new Error("No read is under way.");
  if (reading instanceof Error) read.reject(reading);
  else read.resolve(reading);
  return settle();
}

async function createKnown(
  reading: Reading,
  options?: { ttlMs?: number; timeoutMs?: number },
): Promise<Flag> {
  const flag = createFlag(options);
  const first = flag.get();
  await answer(reading);
  expect(await first).toEqual(reading);
  return flag;
}

describe("a fresh flag", () => {
  test("is answered at once and without a read up to half of its time to live", async () => {
    const flag = await createKnown(off);
    machine.pass(4_999);
    expect(flag.get()).toEqual(off);
    expect(readCount).toBe(1);
  });

  test("is refreshed beside a request from half of its time to live on", async () => {
    const flag = await createKnown(off);
    machine.pass(5_000);
    expect(flag.get()).toEqual(off);
    expect(readCount).toBe(2);
    await answer(on);
    expect(flag.get()).toEqual(on);
  });

  test("is refreshed at an age of its own in each container, between half and three quarters", async () => {
    machine.chance = 0.999;
    const flag = await createKnown(off);
    machine.pass(7_400);
    void flag.get();
    expect(readCount).toBe(1);
    machine.pass(100);
    void flag.get();
    expect(readCount).toBe(2);
  });

  test("is read once for all requests that come meanwhile", async () => {
    const flag = await createKnown(off);
    machine.pass(6_000);
    void flag.get();
    void flag.get();
    machine.pass(100);
    void flag.get();
    expect(readCount).toBe(2);
  });
});

describe("a flag as old as its time to live", () => {
  test("is never answered on: the request waits for the read", async () => {
    const flag = await createKnown(off);
    machine.freeze(10_000);
    const waiting = flag.get();
    expect(waiting).toBeInstanceOf(Promise);
    await answer(on);
    expect(await waiting).toEqual(on);
  });

  test("is read anew by a container that was frozen for an hour", async () => {
    const flag = await createKnown(off);
    machine.freeze(3_600_000);
    const waiting = flag.get();
    await answer(on);
    expect(await waiting).toEqual(on);
    expect(readCount).toBe(2);
  });

  test("is read once for all requests that wait", async () => {
    const flag = await createKnown(off);
    machine.pass(10_000);
    const waiting = [1, 2, 3].map(async () => flag.get());
    await answer(on);
    expect(await Promise.all(waiting)).toEqual([on, on, on]);
    expect(readCount).toBe(2);
  });

  test("counts its age from when the read was sent", async () => {
    const flag = createFlag();
    const first = flag.get();
    machine.pass(400);
    await answer(off);
    await first;
    machine.pass(4_600);
    void flag.get();
    expect(readCount).toBe(2);
  });

  test("holds when the read takes longer than a request waits, and is known once it is there", async () => {
    const flag = await createKnown(off);
    machine.pass(10_000);
    const waiting = flag.get();
    machine.pass(500);
    expect(await waiting).toEqual(off);
    expect(failures).toEqual(["no answer within 500 ms"]);
    await answer(on);
    expect(flag.get()).toEqual(on);
    expect(readCount).toBe(2);
  });

  test("is not made fresh by a clock that was put back", async () => {
    const flag = await createKnown(off);
    machine.freeze(-3_600_000);
    const waiting = flag.get();
    await answer(on);
    expect(await waiting).toEqual(on);
  });

  test("is read for every request with a time to live of 0", async () => {
    const flag = await createKnown(off, { ttlMs: 0 });
    const waiting = flag.get();
    await answer(on);
    expect(await waiting).toEqual(on);
    expect(readCount).toBe(2);
  });
});

describe("a read that a freeze cut short", () => {
  test("is given up when it is older than a read may take, and its late answer does not count", async () => {
    const flag = await createKnown(off);
    machine.pass(6_000);
    void flag.get();
    machine.freeze(3_600_000);
    const waiting = flag.get();
    const [old, fresh] = reads;
    expect(old?.signal.aborted).toBe(true);
    fresh?.resolve(on);
    expect(await waiting).toEqual(on);
    old?.resolve(off);
    await settle();
    expect(flag.get()).toEqual(on);
  });

  test("and fails under the next request is made again for that request", async () => {
    const flag = await createKnown(off, { ttlMs: 2_000 });
    machine.pass(1_500);
    void flag.get();
    machine.freeze(1_000);
    const waiting = flag.get();
    await answer(new Error("read ECONNRESET"));
    await answer(on);
    expect(await waiting).toEqual(on);
    expect(failures).toEqual([]);
  });

  test("and is answered late, with a state from before, is made again for the request that waits", async () => {
    const flag = await createKnown(off, { ttlMs: 1_000 });
    machine.pass(900);
    void flag.get();
    machine.freeze(1_500);
    const waiting = flag.get();
    await answer(off);
    await answer(on);
    expect(await waiting).toEqual(on);
  });

  test("is no reason to keep still", async () => {
    const flag = await createKnown(off);
    machine.pass(6_000);
    void flag.get();
    await answer(new Error("read ECONNRESET"));
    void flag.get();
    expect(readCount).toBe(3);
    expect(failures).toEqual([]);
  });
});

describe("a flag that can't be read", () => {
  test("keeps its last known state", async () => {
    const flag = await createKnown(on);
    machine.pass(10_000);
    const waiting = flag.get();
    await answer(new Error("connect ECONNREFUSED"));
    expect(await waiting).toEqual(on);
  });

  test("is not known when it never was", async () => {
    const flag = createFlag();
    const waiting = flag.get();
    await answer(new Error("connect ECONNREFUSED"));
    expect(await waiting).toBeUndefined();
  });

  test("is reported once, and again after it had worked meanwhile", async () => {
    const flag = createFlag();
    for (let round = 0; round < 3; round += 1) {
      void flag.get();
      await answer(new Error("connect ECONNREFUSED"));
      machine.pass(60_000);
    }
    expect(failures).toEqual(["Error: connect ECONNREFUSED"]);
    void flag.get();
    await answer(off);
    machine.pass(60_000);
    void flag.get();
    await answer(new Error("connect ECONNREFUSED"));
    expect(failures).toHaveLength(2);
  });

  test("is left alone for longer and longer, half a minute at most, and no request waits meanwhile", async () => {
    const throttled = new RefusedError("ThrottlingException", "Rate exceeded", 400);
    const flag = createFlag();
    const pauses: number[] = [];
    void flag.get();
    await answer(throttled);
    while (pauses.length < 8) {
      const failedAt = machine.now();
      while (flag.get() === undefined) machine.pass(100);
      pauses.push(machine.now() - failedAt);
      await answer(throttled);
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  test("is left alone by refreshes beside requests too when SSM throttles", async () => {
    const flag = await createKnown(off);
    machine.pass(5_000);
    void flag.get();
    await answer(new RefusedError("ThrottlingException", "Rate exceeded", 400));
    void flag.get();
    machine.pass(499);
    void flag.get();
    expect(readCount).toBe(2);
    machine.pass(1);
    void flag.get();
    expect(readCount).toBe(3);
  });
});

test("a thousand containers that start together spread their reads over a quarter of the time to live", async () => {
  const perSecond = new Map<number, number>();
  for (let container = 0; container < 1_000; container += 1) {
    machine = new Machine();
    machine.chance = container / 1_000;
    const flag = await createKnown(off);
    const start = machine.now();
    const readsBefore = readCount;
    while (readCount === readsBefore) {
      machine.pass(50);
      void flag.get();
    }
    reads = [];
    const second = Math.floor((machine.now() - start) / 500);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(220);
});
