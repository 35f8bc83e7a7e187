import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import type { StackSeed } from "../../src/sandbox/index.js";
import { accessKeyOf, inProcessClients, refusalOf, type Clients } from "../support/sdk-clients.js";
import { createVirtualClock } from "../support/virtual-clock.js";
import { createTestSandbox, type TestSandbox } from "../support/world/index.js";

const places = [
  { account: "111122223333", region: "us-east-1" },
  { account: "111122223333", region: "eu-west-1" },
  { account: "444455556666", region: "us-east-1" },
];
const stacks: StackSeed[] = places.map((place) => ({
  name: "app",
  ...place,
  functions: [{ name: "app-a" }],
}));

const clientsIn = (sandbox: TestSandbox, { account, region }: (typeof places)[number]): Clients =>
  inProcessClients(sandbox, region, { accessKeyId: accessKeyOf(account), secretAccessKey: "secret" });

test("each region of each account has stacks, functions and parameters of its own", async () => {
  const sandbox = createTestSandbox({ stacks });
  for (const [index, place] of places.entries()) {
    const { cloudFormation, lambda, ssm } = clientsIn(sandbox, place);
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({}));
    expect(Stacks?.map(({ StackId }) => StackId)).toEqual([
      expect.stringContaining(`arn:aws:cloudformation:${place.region}:${place.account}:stack/app/`),
    ]);
    const input = { FunctionName: "app-a", ReservedConcurrentExecutions: index };
    await lambda.send(new PutFunctionConcurrencyCommand(input));
    await ssm.send(new PutParameterCommand({ Name: "/a", Value: String(index), Type: "String" }));
  }
  for (const [index, { account, region }] of places.entries()) {
    const there = sandbox.at(account, region);
    expect(there.settings()).toMatchObject({ "app-a": { reserved: index } });
    expect(there.world.parameters()).toEqual({ "/a": String(index) });
  }
  expect(sandbox.settings()).toEqual({});
  expect(
    sandbox
      .regions()
      .map(({ context }) => `${context.account} ${context.region}`)
      .sort(),
  ).toEqual([
    "111122223333 eu-west-1",
    "111122223333 us-east-1",
    "123456789012 us-east-1",
    "444455556666 us-east-1",
  ]);
});

test("each region of each account has quotas of its own", async () => {
  const sandbox = createTestSandbox({
    stacks,
    quotas: { readParameters: { rate: 1 } },
    clock: createVirtualClock(),
  });
  const read = (place: (typeof places)[number]) =>
    refusalOf(clientsIn(sandbox, place).ssm.send(new GetParameterCommand({ Name: "/a" })));
  for (const place of places) expect(await read(place)).toMatchObject({ name: "ParameterNotFound" });
  for (const place of places) expect(await read(place)).toMatchObject({ name: "ThrottlingException" });
});

test("calls are recorded, and go wrong, by account and region", async () => {
  const sandbox = createTestSandbox({ stacks });
  const [first, ...others] = places;
  if (first === undefined) throw new Error("There is no place.");
  sandbox.addFault({ ...first, action: { kind: "denied" } });
  const describe = (place: (typeof places)[number]) =>
    clientsIn(sandbox, place).cloudFormation.send(new DescribeStacksCommand({ StackName: "app" }));
  for (const place of others) await describe(place);
  expect(await refusalOf(describe(first))).toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining(
      "User: arn:aws:iam::111122223333:user/AKIA111122223333TEST is not authorized",
    ) as string,
  });
  expect(sandbox.calls).toMatchObject([...others, first]);
});
