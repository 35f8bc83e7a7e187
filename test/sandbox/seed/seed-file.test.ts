import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseStacks, readStacksFile, stacksFileExample } from "../../../src/sandbox/index.js";
import { createTestSandbox } from "../../support/world/index.js";

const full = [
  {
    name: "app-dev",
    status: "UPDATE_COMPLETE",
    resources: [{ logicalId: "Queue", type: "AWS::SQS::Queue", physicalId: "q" }],
    functions: [
      {
        name: "app-dev-mail_event-send",
        logicalId: "Mail",
        reserved: 5,
        versions: 2,
        aliases: { live: "2" },
        provisioned: { live: 1, 1: 2 },
        mappings: [{ source: "arn:aws:sqs:us-east-1:123456789012:q", qualifier: "live", enabled: false }],
        invokedBy: ["sns.amazonaws.com"],
        deadLetter: "arn:aws:sqs:us-east-1:123456789012:dead",
        onFailure: "arn:aws:sns:us-east-1:123456789012:failed",
        environment: { A: "b" },
        tags: { "jets:role": "worker" },
        timeout: 900,
      },
    ],
    nested: [{ logicalId: "Inner", nested: [{ logicalId: "Innermost", functions: [{ name: "deep" }] }] }],
  },
];

test("a file of stacks is what the sandbox starts with", () => {
  const sandbox = createTestSandbox({ stacks: parseStacks(JSON.stringify(full), "stacks.json") });
  expect(sandbox.settings()).toMatchObject({
    "app-dev-mail_event-send": { reserved: 5, provisioned: { live: 1, 1: 2 } },
    deep: { reserved: null },
  });
  expect(Object.values(sandbox.settings()["app-dev-mail_event-send"]?.mappings ?? {})).toEqual(["Disabled"]);
});

test.each([
  ['{"stacks":[]}', /^stacks\.json: the whole file is Object instead of Array\.$/],
  ["[{}]", /^stacks\.json: 0\.name is missing\.$/],
  [
    '[{"name":"a","functions":[{"name":"f","reserved":"5"}]}]',
    /0\.functions\.0\.reserved is "5" instead of number/,
  ],
  [
    '[{"name":"a","functions":[{"name":"f","reserved":-1}]}]',
    /0\.functions\.0\.reserved is -1 instead of >=0/,
  ],
  [
    '[{"name":"a","functions":[{"name":"f","reservd":1}]}]',
    /0\.functions\.0\.reservd is "reservd", which is not known here/,
  ],
  [
    '[{"name":"a","functions":[{"name":"f","maximumRetryAttempts":3}]}]',
    /0\.functions\.0\.maximumRetryAttempts is 3 instead of <=2/,
  ],
  [
    '[{"name":"a","functions":[{"name":"f","maximumEventAge":59}]}]',
    /0\.functions\.0\.maximumEventAge is 59 instead of >=60/,
  ],
  ['[{"name":"a","functions":[{"name":"f","role":"a b"}]}]', /0\.functions\.0\.role is "a b" instead of /],
  ['[{"name":"a","nested":[{"logicalId":"N","functions":[{}]}]}]', /0\.nested\.0\.functions\.0\.name/],
  ['[{"name":"a","account":111122223333}]', /0\.account is 111122223333 instead of string/],
  ['[{"name":"a","account":"1111-2222-3333"}]', /0\.account is "1111-2222-3333" instead of \/\^/],
  ['[{"name":"a","region":"Ireland"}]', /0\.region is "Ireland" instead of \/\^/],
  [
    '[{"name":"a","nested":[{"logicalId":"N","account":"111122223333"}]}]',
    /0\.nested\.0\.account is "account", which is not known here/,
  ],
  ["[{", /^The stacks file stacks\.json is not JSON: /],
])("%s is refused with the key that is wrong", (text, message) => {
  expect(() => parseStacks(text, "stacks.json")).toThrow(message);
});

test("a stack is where its account and region say, and at home where they say nothing", () => {
  const text = `[
    {"name":"app","functions":[{"name":"app-home"}]},
    {"name":"app","account":"111122223333","functions":[{"name":"app-there"}]},
    {"name":"app","account":"111122223333","region":"eu-west-1","functions":[{"name":"app-far"}]}
  ]`;
  const sandbox = createTestSandbox({ stacks: parseStacks(text, "stacks.json") });
  expect(Object.keys(sandbox.settings())).toEqual(["app-home"]);
  expect(Object.keys(sandbox.at("111122223333").settings())).toEqual(["app-there"]);
  expect(Object.keys(sandbox.at("111122223333", "eu-west-1").settings())).toEqual(["app-far"]);
});

test.each([
  [
    { name: "f", versions: 1, provisioned: { 1: 2 }, reserved: 1 },
    /AWS would not have f: Requested Provisioned Concurrency should not be greater/,
  ],
  [{ name: "f", reserved: 901 }, /AWS would not have f: Specified ReservedConcurrentExecutions/],
  [{ name: "f", aliases: { live: "3" } }, /AWS would not have f: Function not found: .*:f:3/],
  [{ name: "f", mappings: [{ source: "arn:x", qualifier: "gone" }] }, /Cannot find alias arn: .*:f:gone/],
])("%j is refused, since AWS would not have it", (fn, message) => {
  expect(() => createTestSandbox({ stacks: [{ name: "app", functions: [fn] }] })).toThrow(message);
});

test("two functions of one name are refused", () => {
  const stacks = [
    {
      name: "app",
      functions: [
        { name: "f", logicalId: "A" },
        { name: "f", logicalId: "B" },
      ],
    },
  ];
  expect(() => createTestSandbox({ stacks })).toThrow("There is a function f already.");
});

test("the example for help texts is what a sandbox can start with", () => {
  const sandbox = createTestSandbox({ stacks: parseStacks(stacksFileExample, "example") });
  expect(sandbox.settings()).toMatchObject({ "shop-dev-mail_event-send": { reserved: 5 } });
});

test("a file is read from disk, and one that is not there is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stacks-"));
  try {
    const file = join(folder, "stacks.json");
    await writeFile(file, JSON.stringify(full));
    expect(await readStacksFile(file)).toEqual(full);
    await expect(readStacksFile(join(folder, "gone.json"))).rejects.toThrow(
      /gone\.json cannot be read: ENOENT/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
