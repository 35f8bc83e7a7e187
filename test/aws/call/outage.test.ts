import { describe, expect, test } from "vitest";
import { createCall, createShared, type Call } from "../../../src/aws/call/call.js";
import type { MaintenanceEvent } from "../../../src/maintenance/index.js";
import { createVirtualClock } from "../../support/virtual-clock.js";

const minute = 60_000;
const broken = Object.assign(new Error("so it is"), {
  name: "ServiceException",
  $metadata: { httpStatusCode: 503 },
});

/** A run that reaches an AWS which fails whenever `isDown` says so of the milliseconds since the beginning. */
function openRun(isDown: (ms: number, action: string) => boolean) {
  const clock = createVirtualClock();
  const begin = clock.now().getTime();
  const now = (): number => clock.now().getTime() - begin;
  const events: MaintenanceEvent[] = [];
  const options = { clock, random: () => 0.5, report: (event: MaintenanceEvent) => events.push(event) };
  const made: { readonly at: number; readonly action: string; readonly resource: string }[] = [];
  let open = 0;
  let most = 0;
  const raw: Call = createCall(options, createShared(options));
  const call = (action: string, resource = "a"): Promise<string> =>
    raw(action, resource, async () => {
      made.push({ at: now(), action, resource });
      open += 1;
      if (isDown(now(), action)) most = Math.max(most, open);
      await clock.sleep(20);
      open -= 1;
      if (isDown(now(), action)) throw broken;
      return "done";
    });
  return { call, made, now, events, clock, mostAtOnce: () => most };
}

describe("what is to pass by itself is ridden out", () => {
  test("for half a minute before the first change, and for five minutes after it", async () => {
    const before = openRun(() => true);
    await expect(before.call("lambda:PutFunctionConcurrency")).rejects.toMatchObject({ cause: broken });
    expect(before.now()).toBeGreaterThanOrEqual(30_000);
    expect(before.now()).toBeLessThan(32_000);
    const after = openRun((ms) => ms > 100);
    await after.call("ssm:PutParameter");
    await after.clock.sleep(100);
    await expect(after.call("lambda:GetFunction")).rejects.toMatchObject({ cause: broken });
    expect(after.now()).toBeGreaterThanOrEqual(5 * minute);
    expect(after.now()).toBeLessThan(5.1 * minute);
  });

  test("by all calls of a run together, whatever is called and however often", async () => {
    const { call, clock, now } = openRun((ms) => ms > 100);
    await call("ssm:PutParameter");
    await clock.sleep(100);
    for (const action of ["lambda:GetFunction", "ssm:PutParameter", "lambda:PutFunctionConcurrency"]) {
      await expect(call(action)).rejects.toMatchObject({ cause: broken });
    }
    expect(now()).toBeLessThan(5.5 * minute);
  });

  test("no longer where AWS comes and goes", async () => {
    // Five seconds in thirteen it answers, but hardly ever the call that matters.
    const { call, clock, now } = openRun(
      (ms, action) => ms > 100 && (action.startsWith("lambda:Put") || ms % 13_000 < 8_000),
    );
    await call("ssm:PutParameter");
    await clock.sleep(100);
    const reading = (async () => {
      while (now() < 60 * minute) await call("lambda:GetFunction");
    })().catch(() => undefined);
    await expect(call("lambda:PutFunctionConcurrency")).rejects.toMatchObject({ cause: broken });
    expect(now()).toBeLessThan(5.5 * minute);
    await reading;
    expect(now()).toBeLessThan(10 * minute);
  });

  test("one call at a time, further and further apart, and at the quota's pace once AWS answers", async () => {
    const { call, made, clock, mostAtOnce } = openRun((ms) => ms > 100 && ms < minute);
    await call("ssm:PutParameter");
    await clock.sleep(1_000);
    await call("lambda:GetFunction").catch(() => undefined);
    expect(mostAtOnce()).toBe(1);
    const { call: next, made: probes, now } = openRun((ms) => ms < minute / 4);
    const names = Array.from({ length: 50 }, (_, index) => `w${index}`);
    await Promise.all(names.map((name) => next("lambda:PutFunctionConcurrency", name)));
    const [early, late] = [
      probes.filter(({ at }) => at < minute / 4),
      probes.filter(({ at }) => at >= minute / 4),
    ];
    // A burst of 15 was on its way when it began.
    expect(early.length).toBeLessThan(70);
    expect(late).toHaveLength(50);
    expect((late.at(-1)?.at ?? 0) - minute / 4).toBeGreaterThan(2_000);
    expect(now()).toBeLessThan(minute);
    expect(made.length).toBeLessThan(30);
  });

  test("and is said once, with what the matter is and until when", async () => {
    const { call, clock, events } = openRun((ms) => ms > 100 && ms < minute);
    await call("ssm:PutParameter");
    await clock.sleep(100);
    await Promise.all(["a", "b", "c"].map((name) => call("lambda:GetFunction", name)));
    expect(events).toEqual([
      {
        type: "warning",
        message: expect.stringMatching(
          /^AWS failed at lambda:GetFunction on [abc]: ServiceException: so it is\. Waiting until 2026-01-01T00:05:0\dZ at the latest for that to pass\.$/,
        ),
      },
    ]);
  });

  test("without a word where it passes within a second", async () => {
    const { call, events } = openRun((ms) => ms < 800);
    await call("lambda:GetFunction");
    expect(events).toEqual([]);
  });

  test("but not for one call at the cost of the others: those go on meanwhile", async () => {
    const { call, now } = openRun((_, action) => action === "lambda:PutFunctionConcurrency");
    await call("ssm:PutParameter");
    const failing = call("lambda:PutFunctionConcurrency").catch((error: unknown) => error);
    for (let count = 0; count < 100; count += 1) await call("lambda:DeleteFunctionConcurrency");
    expect(now()).toBeLessThan(minute);
    expect(await failing).toMatchObject({ cause: broken });
  });
});
