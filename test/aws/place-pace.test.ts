import { expect, test } from "vitest";
import type { Place } from "../../src/aws/account.js";
import { turnOff, turnOn } from "../../src/maintenance/index.js";
import type { CallRecord } from "../../src/sandbox/calls.js";
import type { StackSeed } from "../../src/sandbox/index.js";
import { openContext } from "../support/account.js";
import { accountIn } from "../support/account-in.js";
import { openSandbox, type TimedSandbox } from "../support/timed-sandbox.js";
import { createVirtualClock } from "../support/virtual-clock.js";

/** One application of many. */
interface Application {
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  /** What each of its workers has: 1 when left out, nothing for `null`. */
  readonly reserved?: number | null;
}

const workers = 50;
const regions = ["us-east-1", "eu-west-1"];
const eight: readonly Application[] = ["1", "2", "3", "4"].flatMap((digit) =>
  regions.map((region) => ({ account: digit.repeat(12), region, stack: "shop-dev" })),
);
const [first] = eight;
if (first === undefined) throw new Error("There is none.");
const neighbours = [first, { ...first, stack: "blog-dev" }];

const seedOf = ({ account, region, stack, reserved = 1 }: Application): StackSeed => ({
  name: stack,
  account,
  region,
  functions: Array.from({ length: workers }, (_, index) => ({
    name: `${stack}-job${index}_event-run`,
    ...(reserved === null ? {} : { reserved }),
  })),
});

const turns = { on: turnOn, off: turnOff };

/** What `on` and `off` of all of them side by side come to, at AWS's own quotas and 30 ms a call. */
class Fleet {
  readonly #at: TimedSandbox;
  readonly #places = new Map<string, Place>();
  readonly #applications: readonly Application[];

  constructor(applications: readonly Application[]) {
    const clock = createVirtualClock();
    this.#applications = applications;
    this.#at = openSandbox(
      {
        quotas: true,
        latencyMs: 30,
        sleep: (ms) => clock.sleep(ms),
        accountConcurrency: 10_000,
        stacks: applications.map(seedOf),
      },
      clock,
    );
    for (const { account, region } of applications) {
      const open = accountIn(this.#at, { profile: account }, { [account]: account });
      this.#places.set(`${account} ${region}`, open.in(region));
    }
  }

  /** How many calls of an operation the last turn made. */
  count(operation: string): number {
    return this.#at.sandbox.calls.filter((call) => call.operation === operation).length;
  }

  /** How long it takes in seconds, and the part of the calls that AWS refuses. */
  async turn(to: "on" | "off"): Promise<{ seconds: number; refused: number; first: number }> {
    const { clock, sandbox } = this.#at;
    sandbox.clearCalls();
    // Each quota is at rest.
    clock.advance(60_000);
    const start = clock.now().getTime();
    const since = (): number => (clock.now().getTime() - start) / 1_000;
    const ended = await Promise.all(
      this.#applications.map(async ({ account, region, stack }) => {
        const place = this.#places.get(`${account} ${region}`);
        if (place === undefined) throw new Error("There is no such place.");
        const context = openContext(
          (signal) => place.createAws(signal === undefined ? {} : { signal }),
          clock,
        );
        expect(await turns[to]("worker", { ...context, stack })).toMatchObject({ state: to, failures: [] });
        return since();
      }),
    );
    const refused = sandbox.calls.filter(isRefused).length / sandbox.calls.length;
    return { seconds: since(), refused, first: Math.min(...ended) };
  }
}

const isRefused = ({ errorCode = "" }: CallRecord): boolean => /TooManyRequests|Throttling/.test(errorCode);

const both = ["on", "off"] as const;

test("on and off of applications in eight regions of accounts take as long as in one", async () => {
  const [one, all] = [new Fleet([first]), new Fleet(eight)];
  for (const to of both) {
    const [alone, together] = [await one.turn(to), await all.turn(to)];
    expect(together.seconds).toBeGreaterThan(2);
    expect(Math.abs(together.seconds / alone.seconds - 1)).toBeLessThan(0.03);
    expect(together.refused).toBeLessThan(0.03);
  }
});

test("two applications in one region of an account share its quota fairly, and AWS refuses hardly a call", async () => {
  const fleet = new Fleet(neighbours);
  const floor = (2 * (workers + 1) - 15) / 15;
  // Before the first stop there are four writes of each application, and AWS takes three a second.
  const most = { on: 1.3, off: 1.1 };
  for (const to of both) {
    const { seconds, refused, first: firstEnded } = await fleet.turn(to);
    expect(seconds / floor, to).toBeLessThan(most[to]);
    expect(refused, to).toBeLessThan(0.03);
    expect(firstEnded / seconds, to).toBeGreaterThan(0.75);
  }
});

test("four applications in one region of an account keep their locks while they wait for each other's calls", async () => {
  const fleet = new Fleet(["a", "b", "c", "d"].map((stack) => ({ ...first, stack: `${stack}-dev` })));
  for (const to of both) expect((await fleet.turn(to)).refused, to).toBeLessThan(0.03);
});

test("of four applications without reservations in one region, AWS is asked about one worker each", async () => {
  const stacks = ["a", "b", "c", "d"].map((stack) => ({ ...first, stack: `${stack}-dev`, reserved: null }));
  const fleet = new Fleet(stacks);
  await fleet.turn("on");
  expect(fleet.count("GetFunctionConcurrency")).toBe(stacks.length);
});
