import {
  GetFunctionCommand,
  ListAliasesCommand,
  GetPolicyCommand,
  InvokeCommand,
} from "@aws-sdk/client-lambda";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetParameterCommand, GetParametersCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { beforeEach, describe, expect, test } from "vitest";
import { limitOf } from "../../src/aws/call/limits.js";
import { awsQuotas, type SandboxOptions } from "../../src/sandbox/index.js";
import { createTestSandbox } from "../support/world/index.js";
import { inProcessClients, refusalOf, type Clients } from "../support/sdk-clients.js";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.js";

let clock: VirtualClock;
let clients: Clients;

const start = (options: SandboxOptions): void => {
  clock = createVirtualClock();
  clients = inProcessClients(createTestSandbox({ clock, ...options }));
};

beforeEach(() => {
  start({ quotas: true });
});

const FunctionName = "demo-dev-controller";
const calls = {
  getFunction: () => clients.lambda.send(new GetFunctionCommand({ FunctionName })),
  listAliases: () => clients.lambda.send(new ListAliasesCommand({ FunctionName })),
  getPolicy: () => clients.lambda.send(new GetPolicyCommand({ FunctionName })),
  invoke: () => clients.lambda.send(new InvokeCommand({ FunctionName })),
  put: () =>
    clients.ssm.send(new PutParameterCommand({ Name: "/a", Value: "x", Type: "String", Overwrite: true })),
  read: () => clients.ssm.send(new GetParametersCommand({ Names: ["/a"] })),
  describeStacks: () => clients.cloudFormation.send(new DescribeStacksCommand({ StackName: "demo-dev" })),
};

async function answered(call: () => Promise<unknown>, times: number): Promise<number> {
  let count = 0;
  for (let attempt = 0; attempt < times; attempt++)
    await call().then(
      () => (count += 1),
      () => undefined,
    );
  return count;
}

describe("AWS's quotas", () => {
  test.each([
    ["getFunction", 100],
    ["listAliases", 15],
    ["getPolicy", 15],
    ["put", 3],
    ["read", 40],
    ["describeStacks", 10],
  ] as const)("let %s pass %i times at once", async (name, times) => {
    expect(await answered(calls[name], times + 5)).toBe(times);
  });

  test("refill by the clock, call by call", async () => {
    expect(await answered(calls.listAliases, 20)).toBe(15);
    clock.advance(200);
    expect(await answered(calls.listAliases, 20)).toBe(3);
    clock.advance(3_600_000);
    expect(await answered(calls.listAliases, 20)).toBe(15);
  });

  test("are shared by all of Lambda's control plane but GetFunction and GetPolicy", async () => {
    await answered(calls.listAliases, 15);
    const update = clients.lambda.send(
      new ListAliasesCommand({ FunctionName: "demo-dev-jobs_event-perform" }),
    );
    expect(await refusalOf(update)).toMatchObject({ name: "TooManyRequestsException" });
    await calls.getFunction();
    await calls.getPolicy();
    await calls.invoke();
  });

  test("tell when to come back", async () => {
    await answered(calls.listAliases, 15);
    const error: unknown = await calls.listAliases().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "TooManyRequestsException",
      retryAfterSeconds: "1",
      Reason: "CallerRateLimitExceeded",
      $metadata: { httpStatusCode: 429 },
    });
  });

  test("are spent by reads of parameters together", async () => {
    await answered(calls.read, 40);
    const read = clients.ssm.send(new GetParameterCommand({ Name: "/a" }));
    expect(await refusalOf(read)).toMatchObject({ name: "ThrottlingException", status: 400 });
  });
});

test("quotas can be others", async () => {
  start({ quotas: { putParameter: { rate: 1, burst: 7 } } });
  expect(await answered(calls.put, 20)).toBe(7);
  expect(await answered(calls.listAliases, 20)).toBe(15);
});

test("without quotas nothing is refused", async () => {
  start({});
  expect(await answered(calls.put, 200)).toBe(200);
});

test("latency delays every answer by an injected sleep", async () => {
  const slept: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return Promise.resolve();
  };
  start({ latencyMs: 30, sleep });
  await calls.read();
  await calls.getFunction();
  expect(slept).toEqual([30, 30]);
});

test.each([
  ["lambda", "lambda:PutFunctionConcurrency"],
  ["getFunction", "lambda:GetFunction"],
  ["getPolicy", "lambda:GetPolicy"],
  ["cloudFormation", "cloudformation:DescribeStacks"],
  ["putParameter", "ssm:PutParameter"],
  ["readParameters", "ssm:GetParameters"],
  ["otherParameters", "ssm:DeleteParameters"],
] as const)("the quota %s is the one that jets keeps to for %s", (name, action) => {
  const { rate, burst = rate } = awsQuotas[name];
  expect(limitOf(action)).toMatchObject({ rate, burst });
});
