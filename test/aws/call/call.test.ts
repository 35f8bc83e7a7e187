import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCall, type Call } from "../../../src/aws/call/call.js";
import { createVirtualClock } from "../../support/virtual-clock.js";

/** What the SDK throws for an answer of AWS. */
function refusal(name: string, fields: object = {}, status = 400): Error {
  return Object.assign(new Error("so it is"), { name, $metadata: { httpStatusCode: status } }, fields);
}

/** What Node throws when there is no answer. */
const lost = (code: string): Error => Object.assign(new Error("no connection"), { code });

interface Attempts {
  readonly outcome: unknown;
  /** Milliseconds before each attempt but the first. */
  readonly waits: readonly number[];
}

/** One call that fails so until it is given up, or `succeedAt` times. */
async function attempt(error: Error, { random = 0.5, succeedAt = Infinity } = {}): Promise<Attempts> {
  const clock = createVirtualClock();
  const call = createCall({ clock, random: () => random });
  const times: number[] = [];
  const outcome: unknown = await call("lambda:PutFunctionConcurrency", "jobs", () => {
    times.push(clock.now().getTime());
    return times.length < succeedAt ? Promise.reject(error) : Promise.resolve("done");
  }).catch((reason: unknown) => reason);
  return { outcome, waits: times.slice(1).map((time, index) => time - (times[index] ?? 0)) };
}

describe("a call that fails is tried again", () => {
  test.each([
    ["throttled", 12, refusal("TooManyRequestsException", {}, 429)],
    ["throttled", 12, refusal("ThrottlingException")],
    ["throttled", 12, refusal("Throttling")],
    ["credentials_missing", 6, refusal("RequestTimeTooSkewed", {}, 403)],
    ["aws_refused", 40, refusal("ResourceConflictException", {}, 409)],
    ["aws_refused", 40, refusal("ResourceInUseException")],
    ["aws_refused", 8, refusal("TooManyUpdates")],
  ])("%s after %i attempts", async (code, attempts, error) => {
    const { outcome, waits } = await attempt(error);
    expect(waits).toHaveLength(attempts - 1);
    expect(outcome).toMatchObject({ name: "JetsError", code, cause: error });
  });

  test.each([
    ["aws_refused", refusal("ServiceException", {}, 500)],
    ["aws_refused", refusal("InternalFailure", {}, 503)],
    ["aws_refused", refusal("SyntaxError", {}, 502)],
    ["aws_refused", refusal("Unknown", {}, 504)],
    ["aws_refused", refusal("RequestTimeout", {}, 400)],
    ["unreachable", lost("ECONNRESET")],
    ["unreachable", lost("EPIPE")],
    ["unreachable", lost("ECONNREFUSED")],
    ["unreachable", lost("ENOTFOUND")],
    ["unreachable", lost("EAI_AGAIN")],
    ["unreachable", lost("ETIMEDOUT")],
    ["unreachable", lost("HPE_INVALID_CONSTANT")],
  ])("%s for half a minute, where nothing was changed yet: $message $name", async (code, error) => {
    const { outcome, waits } = await attempt(error);
    const waited = waits.reduce((sum, wait) => sum + wait, 0);
    expect(waited).toBeGreaterThanOrEqual(30_000);
    expect(waited).toBeLessThan(35_000);
    expect(outcome).toMatchObject({ name: "JetsError", code, cause: error });
  });

  test("until it succeeds", async () => {
    const { outcome, waits } = await attempt(refusal("ServiceException", {}, 500), { succeedAt: 3 });
    expect({ outcome, waits }).toEqual({ outcome: "done", waits: [75, 150] });
  });

  test.each([
    refusal("ValidationException"),
    refusal("ResourceNotFoundException", {}, 404),
    refusal("AccessDeniedException", {}, 403),
    refusal("ExpiredTokenException"),
    refusal("ParameterAlreadyExists"),
    refusal("ResourceConflictException", {
      message:
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    }),
    new Error("a defect of our own"),
  ])("unless waiting cannot help: $name", async (error) => {
    expect((await attempt(error)).waits).toEqual([]);
  });
});

describe("the waits between attempts", () => {
  const failing = refusal("ServiceException", {}, 500);

  test("grow and are spread, so that many callers don't come back at once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), async (random) => {
        const { waits } = await attempt(failing, { random });
        const ceilings = [100, 200, 400, 800, 1_600, 3_200];
        for (const [index, ceiling] of ceilings.entries()) {
          expect(waits[index]).toBeGreaterThanOrEqual(ceiling / 2);
          expect(waits[index]).toBeLessThanOrEqual(ceiling);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("have a limit", async () => {
    const { waits } = await attempt(refusal("ResourceInUseException"), { random: 1 });
    expect(Math.max(...waits)).toBe(5_000);
  });

  test("are at least what AWS asks for", async () => {
    const { waits } = await attempt(refusal("TooManyRequestsException", { retryAfterSeconds: "7" }, 429), {
      succeedAt: 4,
    });
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(7_000);
  });
});

describe("Ctrl-C", () => {
  const setUp = (): { call: Call; interruption: AbortController; begin: number; now: () => number } => {
    const clock = createVirtualClock();
    const interruption = new AbortController();
    const { signal } = interruption;
    const call = createCall({ clock, random: () => 0.5, signal });
    return { call, interruption, begin: clock.now().getTime(), now: () => clock.now().getTime() };
  };

  test("ends the wait for the next attempt at once", async () => {
    const { call, interruption, begin, now } = setUp();
    let attempts = 0;
    const ended = call("lambda:GetFunction", "jobs", () => {
      attempts += 1;
      queueMicrotask(() => {
        interruption.abort();
      });
      return Promise.reject(refusal("TooManyRequestsException", { retryAfterSeconds: "60" }, 429));
    });
    await expect(ended).rejects.toMatchObject({ code: "interrupted" });
    expect({ attempts, waited: now() - begin }).toEqual({ attempts: 1, waited: 0 });
  });

  test("lets a call that is on its way end: its effect would be unknown", async () => {
    const { call, interruption } = setUp();
    const answer = await call("lambda:GetFunction", "jobs", () => {
      interruption.abort();
      return Promise.resolve("answered");
    });
    expect(answer).toBe("answered");
  });

  test("leaves some time for what must still be written, and no more, and tells what came of it", async () => {
    const clock = createVirtualClock();
    const interruption = new AbortController();
    const { signal } = interruption;
    const call = createCall({ clock, random: () => 0.5, signal, grace: 15_000 });
    const begin = clock.now().getTime();
    let attempts = 0;
    const ended = call("ssm:PutParameter", "/a", () => {
      attempts += 1;
      interruption.abort();
      return Promise.reject(refusal("ThrottlingException"));
    });
    await expect(ended).rejects.toMatchObject({ code: "throttled" });
    expect(attempts).toBeGreaterThan(3);
    expect(clock.now().getTime() - begin).toBeLessThan(25_000);
  });

  test("lets no new call begin", async () => {
    const { call, interruption } = setUp();
    interruption.abort();
    const begun = call("lambda:GetFunction", "jobs", () => Promise.resolve("answered"));
    await expect(begun).rejects.toMatchObject({ code: "interrupted" });
  });
});
