import { describe, expect, test } from "vitest";
import { getStatus, turnOff, turnOn } from "../../../src/maintenance/index.js";
import type { CallRecord } from "../../../src/sandbox/calls.js";
import type { FunctionSeed, SandboxOptions } from "../../../src/sandbox/index.js";
import { openAccount, type Account } from "../../support/account.js";

const workers = (count: number, seed: Partial<FunctionSeed> = { reserved: 1 }): FunctionSeed[] =>
  Array.from({ length: count }, (_, index) => ({ name: `demo-dev-job${index}_event-run`, ...seed }));

/** An AWS with its own request quotas that takes 30 ms for an answer. */
const openBusyAccount = (count: number, options: SandboxOptions = {}): Account =>
  openAccount({
    quotas: true,
    latencyMs: 30,
    accountConcurrency: 10_000,
    stacks: [{ name: "demo-dev", functions: workers(count) }],
    ...options,
  });

const sharesQuota = ({ service, operation }: CallRecord): boolean =>
  service === "Lambda" && operation !== "GetFunction" && operation !== "GetPolicy";
const isRefused = ({ errorCode = "" }: CallRecord): boolean => /TooManyRequests|Throttling/.test(errorCode);

/** When the first and the last call of an operation arrived, in milliseconds since 1970. */
function timesOf({ sandbox }: Account, operation: string): { first: number; last: number } {
  const times = sandbox.calls.filter((call) => call.operation === operation).map(({ time }) => time);
  return { first: Math.min(...times), last: Math.max(...times) };
}

interface Measured {
  readonly seconds: number;
  /** Calls that AWS answered, in the 15/s bucket. */
  readonly inBucket: number;
  readonly refused: number;
  readonly calls: number;
}

async function measure({ clock, sandbox }: Account, work: () => Promise<unknown>): Promise<Measured> {
  sandbox.clearCalls();
  const start = clock.now().getTime();
  await work();
  return {
    seconds: (clock.now().getTime() - start) / 1_000,
    inBucket: sandbox.calls.filter((call) => sharesQuota(call) && !isRefused(call)).length,
    refused: sandbox.calls.filter(isRefused).length,
    calls: sandbox.calls.length,
  };
}

const floor = ({ inBucket }: Measured): number => (inBucket - 15) / 15;

describe("with AWS's quotas, 30 ms a call and 150 workers", () => {
  test("on and off take at most 1.12 times the quota's floor, one right after the other", async () => {
    const account = openBusyAccount(150);
    const on = await measure(account, () => turnOn("worker", account.openContext()));
    const off = await measure(account, () => turnOff("worker", account.openContext()));
    for (const run of [on, off]) {
      expect(run.inBucket).toBe(151);
      expect(run.seconds).toBeLessThanOrEqual(1.12 * floor(run));
      expect(run.refused).toBeLessThan(0.05 * run.calls);
    }
  });

  test("on takes at most 1.13 times the floor where nothing is reserved, which AWS does not show for certain", async () => {
    const stacks = [{ name: "demo-dev", functions: workers(150, {}) }];
    const account = openBusyAccount(0, { stacks });
    const on = await measure(account, () => turnOn("worker", account.openContext()));
    expect(on.inBucket).toBe(152);
    expect(on.seconds).toBeLessThanOrEqual(1.13 * floor(on));
    expect(on.refused).toBeLessThan(0.05 * on.calls);
  });

  test("a run ends, fairly and without a storm, while another client takes half of the quota", async () => {
    const account = openBusyAccount(150);
    const other = callSteadily(account, 7.5);
    const on = await measure(account, () => turnOn("worker", account.openContext()));
    const theirs = await other.stop();
    // `inBucket` holds the other client's calls too: together they use what the quota has, and hardly more.
    expect(on.seconds).toBeLessThan(1.3 * floor(on));
    expect(on.refused).toBeLessThan(0.05 * on.calls);
    expect(theirs.refused).toBeLessThan(0.05 * theirs.calls);
  });

  test("two runs on two applications of one account share the quota", async () => {
    const other = workers(75).map(({ name }) => ({ name: name.replace("demo", "shop"), reserved: 1 }));
    const account = openBusyAccount(0, {
      stacks: [
        { name: "demo-dev", functions: workers(75) },
        { name: "shop-dev", functions: other },
      ],
    });
    const start = account.clock.now().getTime();
    const ended: number[] = [];
    const both = await measure(account, () =>
      Promise.all(
        ["demo-dev", "shop-dev"].map(async (stack) => {
          const result = await turnOn("worker", { ...account.openContext(), stack });
          expect(result).toMatchObject({ state: "on", failures: [] });
          ended.push(account.clock.now().getTime());
        }),
      ),
    );
    expect(both.seconds).toBeLessThan(1.6 * floor(both));
    // Both begin with a burst, and only refusals tell them of each other.
    expect(both.refused).toBeLessThan(0.1 * both.calls);
    // Neither starves: the one that ends first needs most of the time that both need.
    expect(Math.min(...ended) - start).toBeGreaterThan(0.6 * both.seconds * 1_000);
  });
});

describe("stages overlap", () => {
  /** Ten workers to a nested stack, as large applications have it. */
  const openNested = (stacks: number): Account => {
    const nested = Array.from({ length: stacks }, (_, stack) => ({
      logicalId: `Jobs${stack}`,
      functions: workers(10).map(({ name }) => ({ name: `${name}-${stack}`, reserved: 1 })),
    }));
    return openBusyAccount(0, { stacks: [{ name: "demo-dev", nested }] });
  };

  test("on stops the first workers while the last are still read, once the stacks are listed to the end", async () => {
    const account = openNested(20);
    const on = await measure(account, () => turnOn("worker", account.openContext()));
    const list = timesOf(account, "ListStackResources");
    const change = timesOf(account, "PutFunctionConcurrency");
    const read = timesOf(account, "GetFunction");
    expect(change.first).toBeGreaterThan(list.last);
    expect(change.first).toBeLessThan(read.last);
    const sinceListed = change.last - list.last;
    expect(sinceListed / 1_000).toBeLessThanOrEqual(1.08 * floor(on));
  });

  test("off restores the first workers while the last are still read", async () => {
    const account = openNested(20);
    await turnOn("worker", account.openContext());
    account.clock.advance(2_000);
    const off = await measure(account, () => turnOff("worker", account.openContext()));
    const change = timesOf(account, "PutFunctionConcurrency");
    expect(change.first).toBeLessThan(timesOf(account, "GetFunction").last);
    expect(off.seconds).toBeLessThanOrEqual(1.08 * floor(off));
  });

  test("status looks at the workers while the stacks are listed", async () => {
    const account = openNested(20);
    await turnOn("worker", account.openContext());
    const status = await measure(account, () => getStatus("worker", account.openContext()));
    const list = timesOf(account, "ListStackResources");
    const read = timesOf(account, "GetFunction");
    expect(read.first).toBeLessThan(list.last);
    expect(status.seconds * 1_000).toBeLessThan(1.2 * (list.last - list.first));
  });
});

/** Somebody else on the same account, who asks so many times a second and never slows down. */
function callSteadily(
  { clock, sandbox }: Account,
  rate: number,
): { stop: () => Promise<{ calls: number; refused: number }> } {
  const answers: boolean[] = [];
  const calls: Promise<void>[] = [];
  const stopping = new AbortController();
  const call = async (): Promise<void> => {
    const answer = await sandbox.handle({
      method: "GET",
      path: "/2016-08-19/account-settings/",
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/lambda/aws4_request" },
      body: "",
    });
    answers.push(answer !== "drop" && answer.status === 200);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      calls.push(call());
      await clock.sleep(1_000 / rate);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(calls);
      return { calls: answers.length, refused: answers.filter((ok) => !ok).length };
    },
  };
}
