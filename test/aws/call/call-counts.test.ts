import { describe, expect, test } from "vitest";
import { getStatus, plan, turnOff, turnOn, type TurnOptions } from "../../../src/maintenance/index.js";
import type { FunctionSeed, NestedStackSeed, StackContent } from "../../../src/sandbox/index.js";
import { openAccount, type Account } from "../../support/account.js";
import { openAws, runInProcess } from "../../support/in-process.js";

// What each command costs, operation by operation. A number that goes up here makes every run slower.

const openWith = (content: StackContent): Account =>
  openAccount({ accountConcurrency: 10_000, stacks: [{ name: "demo-dev", ...content }] });

const worker = (index: number, seed: Partial<FunctionSeed> = {}): FunctionSeed => ({
  name: `demo-dev-job${index}_event-run`,
  ...seed,
});

const workers = (count: number, seed?: Partial<FunctionSeed>): FunctionSeed[] =>
  Array.from({ length: count }, (_, index) => worker(index, seed));

const queue = "arn:aws:sqs:us-east-1:123456789012:jobs";

type Counts = Record<string, number>;

function countsOf(calls: readonly { readonly operation: string }[]): Counts {
  const counts: Counts = {};
  for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

async function countWorkerRole(
  account: Account,
  options: TurnOptions = {},
): Promise<Record<"on" | "status" | "off", Counts>> {
  const on = await turnOn("worker", account.openContext(), options);
  const calls = { on: account.countCalls(), status: {}, off: {} };
  const status = await getStatus("worker", account.openContext());
  calls.status = account.countCalls();
  const off = await turnOff("worker", account.openContext());
  calls.off = account.countCalls();
  expect([on.state, status.state, off.state]).toEqual(["on", "on", "off"]);
  return calls;
}

const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Of those, how many count against the 15 a second that all of Lambda's control plane shares. */
function inBucket({ GetFunction: _own, GetPolicy: _alsoOwn, ...counts }: Counts): number {
  return total(
    Object.fromEntries(
      Object.entries(counts).filter(([operation]) => !/Parameter|Stack|Queue|Message/.test(operation)),
    ),
  );
}

/** A lock and a journal in one parameter: list, create, list again; the parts; the release. */
const journal = { GetParametersByPath: 2, PutParameter: 3 };

/** The first `on` of an application writes two spares besides: room for the way back. */
const firstJournal = { ...journal, PutParameter: journal.PutParameter + 2 };

/** While it changes something, a run looks every three seconds whether another one has taken over. */
const looks = (times: number): Counts => ({ GetParameters: times });

describe("50 workers with reservations in 51 nested stacks, one with provisioned concurrency", () => {
  const layout = (): Account => {
    const nested: NestedStackSeed[] = workers(50, { reserved: 2 }).map((fn, index) => ({
      logicalId: `Job${index}`,
      functions: [index === 0 ? { ...fn, versions: 1, provisioned: { "1": 1 } } : fn],
    }));
    const controller = { logicalId: "Controller", functions: [{ name: "demo-dev-controller" }] };
    return openWith({ nested: [controller, ...nested] });
  };

  test("on: 213 calls, of which 53 share the bucket; status: 104 and 1; off: 109 and 53", async () => {
    const { on, status, off } = await countWorkerRole(layout());
    expect(on).toEqual({
      DescribeStacks: 1,
      ListStackResources: 52,
      GetFunction: 50,
      GetPolicy: 50,
      ListProvisionedConcurrencyConfigs: 1,
      ListEventSourceMappings: 1,
      DeleteProvisionedConcurrencyConfig: 1,
      PutFunctionConcurrency: 50,
      ...firstJournal,
    });
    expect(status).toEqual({
      ListStackResources: 52,
      GetParametersByPath: 1,
      GetFunction: 50,
      ListEventSourceMappings: 1,
    });
    expect(off).toEqual({
      DescribeStacks: 1,
      GetFunction: 50,
      GetAccountSettings: 1,
      ListProvisionedConcurrencyConfigs: 1,
      PutFunctionConcurrency: 50,
      PutProvisionedConcurrencyConfig: 1,
      GetParametersByPath: 3,
      PutParameter: 2,
    });
    expect({
      on: [total(on), inBucket(on)],
      status: [total(status), inBucket(status)],
      off: [total(off), inBucket(off)],
    }).toEqual({ on: [213, 53], status: [104, 1], off: [109, 53] });
  });
});

describe("50 unreserved workers in one stack", () => {
  test("on asks about one, saves and stops that first, and sees whether GetFunction shows its 0", async () => {
    const { on, status, off } = await countWorkerRole(openWith({ functions: workers(50) }));
    expect(on).toEqual({
      DescribeStacks: 1,
      ListStackResources: 1,
      GetFunction: 51,
      GetFunctionConcurrency: 1,
      GetPolicy: 50,
      ListEventSourceMappings: 1,
      PutFunctionConcurrency: 50,
      ...firstJournal,
      PutParameter: firstJournal.PutParameter + 1,
      ...looks(1),
    });
    expect(status).toEqual({
      ListStackResources: 1,
      GetParametersByPath: 1,
      GetFunction: 50,
      ListEventSourceMappings: 1,
    });
    expect(off).toEqual({
      DescribeStacks: 1,
      GetFunction: 50,
      DeleteFunctionConcurrency: 50,
      GetParametersByPath: 3,
      PutParameter: 2,
    });
  });

  test("on asks about each where GetFunction hides a 0", async () => {
    const account = openAccount({
      hideZeroConcurrency: true,
      stacks: [{ name: "demo-dev", functions: workers(50) }],
    });
    const { on } = await countWorkerRole(account);
    expect(on).toMatchObject({ GetFunction: 51, GetFunctionConcurrency: 50, PutFunctionConcurrency: 50 });
  });
});

describe("50 workers with reservations whose events are kept", () => {
  const kept = (seed: Partial<FunctionSeed> = {}): ReturnType<typeof countWorkerRole> =>
    countWorkerRole(openWith({ functions: workers(50, { reserved: 2, ...seed }) }), { keepEvents: true });

  test("cost two calls more of the bucket on the way in, two on the way back, and a handful of SQS's", async () => {
    const { on, status, off } = await kept();
    const ofEvents = (counts: Counts): Counts =>
      Object.fromEntries(
        Object.entries(counts).filter(([operation]) => /Events?Invoke|Queue|Message/.test(operation)),
      );
    expect(ofEvents(on)).toEqual({
      ListFunctionEventInvokeConfigs: 50,
      PutFunctionEventInvokeConfig: 50,
      GetQueueUrl: 1,
      CreateQueue: 1,
    });
    expect(ofEvents(status)).toEqual({
      ListFunctionEventInvokeConfigs: 50,
      GetQueueUrl: 1,
      GetQueueAttributes: 1,
    });
    expect(ofEvents(off)).toEqual({
      ListFunctionEventInvokeConfigs: 50,
      DeleteFunctionEventInvokeConfig: 50,
      GetQueueUrl: 1,
      GetQueueAttributes: 2,
      ReceiveMessage: 2,
    });
    expect([inBucket(on), inBucket(status), inBucket(off)]).toEqual([151, 51, 151]);
  });

  test("cost a list of aliases more where they are published, and a change for each alias and version", async () => {
    const { on, off } = await kept({ versions: 1, aliases: { live: "1" } });
    expect(on).toMatchObject({ ListAliases: 50, PutFunctionEventInvokeConfig: 150 });
    expect(off).toMatchObject({ DeleteFunctionEventInvokeConfig: 150 });
    expect(off).not.toHaveProperty("ListAliases");
  });
});

describe("workers that queues feed", () => {
  test("cost two calls per mapping to stop and one to start, and one list for the account", async () => {
    const functions = workers(10, { reserved: 1, mappings: [{ source: queue }] });
    const { on, status, off } = await countWorkerRole(openWith({ functions }));
    expect(on).toMatchObject({ ListEventSourceMappings: 1, UpdateEventSourceMapping: 10 });
    expect(on).toMatchObject({ PutFunctionConcurrency: 10, GetEventSourceMapping: 20 });
    expect(status).toEqual({
      ListStackResources: 1,
      GetParametersByPath: 1,
      GetFunction: 10,
      ListEventSourceMappings: 1,
    });
    expect(off).toMatchObject({ ListEventSourceMappings: 1, UpdateEventSourceMapping: 10 });
  });
});

describe("provisioned concurrency that the stack does not announce", () => {
  test("is listed once AWS refuses to stop the worker for it, and only then", async () => {
    const fn = worker(0, { reserved: 5 });
    const account = openWith({ functions: [fn, worker(1, { reserved: 5 })] });
    account.sandbox.addFault({
      operation: "PutFunctionConcurrency",
      target: fn.name,
      action: {
        kind: "refuse",
        status: 400,
        code: "InvalidParameterValueException",
        message:
          " ReservedConcurrentExecutions  0 should not be lower than function's total provisioned concurrency [2].",
      },
    });
    const { on } = await countWorkerRole(account);
    expect(on).toMatchObject({ ListProvisionedConcurrencyConfigs: 1, PutFunctionConcurrency: 3 });
  });
});

describe("a second time", () => {
  const account = (): Account => openWith({ functions: workers(20, { reserved: 1 }) });

  test("on reads and changes nothing but its lock", async () => {
    const opened = account();
    await turnOn("worker", opened.openContext());
    opened.countCalls();
    await turnOn("worker", opened.openContext());
    expect(opened.countCalls()).toEqual({
      DescribeStacks: 1,
      ListStackResources: 1,
      GetFunction: 20,
      ListEventSourceMappings: 1,
      GetParametersByPath: 2,
      PutParameter: 2,
    });
  });

  test("off reads the journal, asks whether there is a stack, and writes its record", async () => {
    const opened = account();
    expect((await turnOff("worker", opened.openContext())).changed).toBe(false);
    expect(opened.countCalls()).toEqual({
      DescribeStacks: 1,
      GetParametersByPath: 1,
      PutParameter: 1,
    });
  });

  test("status of what is off asks for the journal and the stack, and lists no resources", async () => {
    const opened = account();
    expect((await getStatus("worker", opened.openContext())).state).toBe("off");
    expect(opened.countCalls()).toEqual({ GetParametersByPath: 1, DescribeStacks: 1 });
  });
});

describe("a dry run", () => {
  test("reads what the run would read, who sends events, and the journal once; it writes nothing", async () => {
    const opened = openWith({ functions: workers(20, { reserved: 1 }) });
    await plan("worker", "on", opened.openContext());
    expect(opened.countCalls()).toEqual({
      DescribeStacks: 1,
      ListStackResources: 1,
      GetFunction: 20,
      GetPolicy: 20,
      ListEventSourceMappings: 1,
      GetParametersByPath: 1,
    });
    await turnOn("worker", opened.openContext());
    opened.countCalls();
    await plan("worker", "off", opened.openContext());
    expect(opened.countCalls()).toEqual({
      DescribeStacks: 1,
      GetFunction: 20,
      GetParametersByPath: 1,
    });
  });

  test("of the web role is one read beside one DescribeStacks", async () => {
    const opened = openWith({});
    await plan("web", "on", opened.openContext());
    expect(opened.countCalls()).toEqual({ GetParameters: 1, DescribeStacks: 1 });
  });
});

test("status --all costs what the two roles cost, from one run", async () => {
  const aws = openAws({ stacks: [{ name: "demo-dev", functions: workers(3, { reserved: 1 }) }] });
  await runInProcess(aws, "maintenance:on", "--role", "worker", "--yes");
  aws.sandbox.clearCalls();
  expect(await runInProcess(aws, "maintenance:status", "--all")).toMatchObject({ exitCode: 0 });
  expect(countsOf(aws.sandbox.calls)).toEqual({
    DescribeStacks: 1,
    GetParameters: 1,
    ListStackResources: 1,
    GetParametersByPath: 1,
    GetFunction: 3,
    ListEventSourceMappings: 1,
  });
});

test("the journal of 350 workers is written in parameters of 4 KB each", async () => {
  const account = openWith({ functions: workers(350, { reserved: 1 }) });
  await turnOn("worker", account.openContext());
  const { PutParameter: puts = 0, GetFunction: reads } = account.countCalls();
  expect(reads).toBe(350);
  expect(puts).toBeLessThanOrEqual(2 + 350 / 35);
});

describe("the web role", () => {
  const flag = { GetParameters: 1, DescribeStacks: 1 };

  test("costs one read beside one DescribeStacks, and two writes to turn on, one to turn off", async () => {
    const account = openWith({});
    const counts: Counts[] = [];
    for (const command of [getStatus, turnOn, turnOn, getStatus, turnOff, turnOff]) {
      await command("web", account.openContext());
      counts.push(account.countCalls());
    }
    expect(counts).toEqual([
      flag,
      { ...flag, PutParameter: 2 },
      // So already is only said once a write has proved it.
      { ...flag, PutParameter: 1 },
      flag,
      { ...flag, PutParameter: 1 },
      { ...flag, PutParameter: 1 },
    ]);
  });

  test("costs one read of the function and one of its aliases more where its variable is part of the flag", async () => {
    const account = openAccount({
      updateSettlesMs: 0,
      stacks: [{ name: "demo-dev", functions: [{ name: "demo-dev-controller" }] }],
    });
    const counts: Counts[] = [];
    for (const command of [getStatus, turnOn, turnOn, turnOff]) {
      await command("web", { ...account.openContext(), webFlag: "env" });
      counts.push(account.countCalls());
    }
    const both = { ...flag, GetFunctionConfiguration: 1, ListAliases: 1 };
    const written = { GetFunctionConfiguration: 2, UpdateFunctionConfiguration: 1, PutParameter: 2 };
    expect(counts).toEqual([
      both,
      { ...both, ...written },
      { ...both, GetFunctionConfiguration: 2, PutParameter: 1 },
      // What was saved of it is proved by a write.
      { ...both, ...written, PutParameter: 3 },
    ]);
  });

  test("asks for the flag and the stack at the same time", async () => {
    const account = openAccount({ latencyMs: 30, stacks: [{ name: "demo-dev" }] });
    const begin = account.clock.now().getTime();
    await getStatus("web", account.openContext());
    expect(account.clock.now().getTime() - begin).toBe(30);
  });
});
