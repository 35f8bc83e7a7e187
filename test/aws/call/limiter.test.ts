import { setMaxListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { createLimiter, type Limiter } from "../../../src/aws/call/limiter.js";
import { mapBounded } from "../../../src/maintenance/index.js";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.js";

interface Started {
  readonly times: readonly number[];
  readonly limiter: Limiter;
  readonly clock: VirtualClock;
}

/** When, in milliseconds from now, each of so many calls may start that are asked for at once. */
async function start(
  action: string,
  count: number,
  limiter: Limiter,
  clock: VirtualClock,
): Promise<number[]> {
  const begin = clock.now().getTime();
  return Promise.all(
    Array.from({ length: count }, async () => {
      await limiter.start(action);
      return clock.now().getTime() - begin;
    }),
  );
}

async function startFresh(action: string, count: number): Promise<Started> {
  const clock = createVirtualClock();
  const limiter = createLimiter(clock);
  return { times: await start(action, count, limiter, clock), limiter, clock };
}

describe("calls start", () => {
  test.each([
    // The first second's worth is the burst; after it comes 96 % of the quota.
    ["lambda:PutFunctionConcurrency", 15, 15],
    ["lambda:GetFunction", 100, 100],
    ["lambda:GetPolicy", 15, 15],
    ["ssm:PutParameter", 3, 3],
    ["ssm:GetParametersByPath", 40, 40],
    ["ssm:DeleteParameters", 10, 10],
  ])("of %s at %i a second", async (action, rate, burst) => {
    const { times } = await startFresh(action, burst + 10 * rate);
    const last = times.at(-1) ?? 0;
    expect(last / 1_000).toBeCloseTo(10 / 0.96, 0);
    expect(times.filter((time) => time <= 400).length).toBeGreaterThanOrEqual(burst);
  });

  test("in the order in which they were asked for", async () => {
    const { times } = await startFresh("lambda:ListFunctions", 40);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test("from one bucket for all that AWS counts together", async () => {
    const { limiter, clock } = await startFresh("lambda:PutFunctionConcurrency", 15);
    const [own] = await start("lambda:GetFunction", 1, limiter, clock);
    const others = await start("lambda:UpdateEventSourceMapping", 15, limiter, clock);
    expect(own).toBe(0);
    expect(others.at(-1)).toBeGreaterThan(700);
  });
});

describe("of two runs that share the pace, one that is interrupted", () => {
  const action = "lambda:PutFunctionConcurrency";
  const interruptAfter = async (ms: number): Promise<{ given: number; others: number }> => {
    const clock = createVirtualClock();
    const limiter = createLimiter(clock);
    const interruption = new AbortController();
    setMaxListeners(0, interruption.signal);
    const begin = clock.now().getTime();
    const since = (): number => clock.now().getTime() - begin;
    const ahead = start(action, 60, limiter, clock);
    const given = Array.from({ length: 60 }, () => limiter.start(action, interruption.signal).then(since));
    const behind = start(action, 60, limiter, clock);
    await clock.sleep(ms);
    interruption.abort();
    const ended = Math.max(...(await Promise.all(given)));
    await ahead;
    return { given: ended, others: (await behind).at(-1) ?? 0 };
  };

  test("does not wait for the calls of the other", async () => {
    expect((await interruptAfter(500)).given).toBe(500);
  });

  test("takes nothing from it", async () => {
    const { times } = await startFresh(action, 120);
    expect((await interruptAfter(500)).others).toBeCloseTo(times.at(-1) ?? 0, -2);
  });
});

/** What so many calls come to, 16 at a time and 30 ms each, at an AWS that takes `rate` a second and `burst` at once. */
async function callAt(
  rate: number,
  burst: number,
  count: number,
): Promise<{ seconds: number; refused: number }> {
  const clock = createVirtualClock();
  const limiter = createLimiter(clock);
  const begin = clock.now().getTime();
  const bucket = { tokens: burst, filledAt: begin };
  const isTaken = (): boolean => {
    const now = clock.now().getTime();
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.filledAt) / 1_000) * rate);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
  let refused = 0;
  const callOnce = async (): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      const turn = await limiter.start("cloudformation:ListStackResources");
      await clock.sleep(15);
      const isDone = isTaken();
      await clock.sleep(15);
      if (isDone) return;
      refused += 1;
      turn.refuse(0);
      await clock.sleep(100 * 2 ** attempt);
    }
  };
  await mapBounded(Array.from({ length: count }), callOnce);
  return { seconds: (clock.now().getTime() - begin) / 1_000, refused };
}

describe("a rate that AWS does not publish is found out: at", () => {
  test.each([
    [5, 5],
    [5, 10],
    [10, 10],
    [10, 20],
    [20, 20],
    [20, 40],
    [50, 50],
    [50, 100],
  ])("%i a second and %i at once, calls take little longer than for one who knows", async (rate, burst) => {
    const few = await callAt(rate, burst, 101);
    const many = await callAt(rate, burst, 1_000);
    expect(few.seconds).toBeLessThan(1.15 * ((101 - burst) / rate) + 5);
    expect(many.seconds).toBeLessThan(1.15 * ((1_000 - burst) / rate) + 5);
    expect(few.refused).toBeLessThanOrEqual(6);
    expect(many.refused).toBeLessThan(0.03 * 1_000);
  });
});

test("a guessed rate goes up only while calls wait for it: after a pause it is as before", async () => {
  const action = "cloudformation:ListStackResources";
  const { limiter, clock } = await startFresh(action, 20);
  clock.advance(600_000);
  const times = await start(action, 40, limiter, clock);
  expect(times.at(-1)).toBeGreaterThan(1_500);
});

describe("a refusal", () => {
  const action = "lambda:PutFunctionConcurrency";

  test("within the first burst ends the burst, and leaves the pace as it is", async () => {
    const { limiter, clock } = await startFresh(action, 10);
    (await limiter.start(action)).refuse(0);
    const times = await start(action, 15, limiter, clock);
    expect(times[0]).toBeGreaterThan(50);
    expect(times.at(-1)).toBeLessThan(1_100);
  });

  test("slows the pace down, which comes back within half a minute", async () => {
    const { limiter, clock } = await startFresh(action, 30);
    (await limiter.start(action)).refuse(0);
    const slow = await start(action, 15, limiter, clock);
    expect(slow.at(-1)).toBeGreaterThan(1_500);
    clock.advance(30_000);
    const again = await start(action, 45, limiter, clock);
    expect(again.at(-1)).toBeLessThan(2_200);
  });

  test("counts once for all calls that were on their way with it", async () => {
    const { limiter, clock } = await startFresh(action, 10);
    const turns = await Promise.all([limiter.start(action), limiter.start(action), limiter.start(action)]);
    for (const turn of turns) turn.refuse(0);
    const times = await start(action, 15, limiter, clock);
    expect(times.at(-1)).toBeLessThan(2_300);
  });

  test("is followed by no call before AWS's retryAfterSeconds", async () => {
    const { limiter, clock } = await startFresh(action, 1);
    (await limiter.start(action)).refuse(4_000);
    const [first] = await start(action, 1, limiter, clock);
    expect(first).toBeGreaterThanOrEqual(4_000);
  });

  test("never ends a run: one call a second is always made", async () => {
    const { limiter, clock } = await startFresh(action, 1);
    for (let round = 0; round < 10; round += 1) (await limiter.start(action)).refuse(0);
    const [next] = await start(action, 1, limiter, clock);
    expect(next).toBeLessThanOrEqual(1_000);
  });
});

test("an interrupted run waits no longer", async () => {
  const clock = createVirtualClock();
  const limiter = createLimiter(clock);
  const interruption = new AbortController();
  setMaxListeners(0, interruption.signal);
  const waiting = Array.from({ length: 1_000 }, () => limiter.start("ssm:PutParameter", interruption.signal));
  interruption.abort();
  await Promise.all(waiting);
  expect(clock.now().getTime()).toBe(createVirtualClock().now().getTime());
});

test("a clock that is set back lengthens no wait", async () => {
  const { limiter, clock } = await startFresh("ssm:PutParameter", 3);
  clock.advance(-3_600_000);
  const [next] = await start("ssm:PutParameter", 1, limiter, clock);
  expect(next).toBeLessThan(1_000);
});
