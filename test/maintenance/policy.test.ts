import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  getPolicy,
  getStatus,
  turnOff,
  turnOn,
  type PolicyDocument,
  type Role,
  type Selection,
} from "../../src/maintenance/index.js";
import type { FunctionSeed, StackSeed } from "../../src/sandbox/index.js";
import { isAllowed, type Request } from "../support/iam.js";
import { requestsOf } from "../support/iam-requests.js";
import { runInProcess } from "../support/in-process.js";
import { nameOf, queue, setScene, worker, type Scene } from "../support/scene.js";

const arn = (resource: string): string => `arn:aws:${resource.replace(":", ":us-east-1:123456789012:")}`;
const functionArn = (name: string): string => arn(`lambda:function:${name}`);

/** Every kind of setting, in the stack and in nested ones, of which one has a custom resource. */
const stack: StackSeed = {
  name: "demo-dev",
  functions: [
    { name: "demo-dev-controller" },
    worker("a", { versions: 2, aliases: { live: "2" }, provisioned: { live: 2, "1": 1 }, reserved: 5 }),
  ],
  nested: [
    {
      logicalId: "B",
      functions: [worker("b", { mappings: [{ source: queue("b") }], onFailure: queue("c") })],
      resources: [
        {
          logicalId: "Bucket",
          type: "Custom::Bucket",
          physicalId: "bucket",
          properties: { ServiceToken: { Ref: "ProviderArn" } },
        },
      ],
      parameters: { ProviderArn: functionArn("demo-dev-provider") },
    },
    {
      logicalId: "C",
      nested: [
        {
          logicalId: "D",
          functions: [worker("c", { invokedBy: ["s3.amazonaws.com"], deadLetter: queue("c") })],
        },
      ],
    },
  ],
};

const policyOf = (scene: Scene, roles: readonly Role[], selection?: Selection): Promise<PolicyDocument> =>
  getPolicy(roles, { ...scene.open().context, ...(selection && { selection }) });

const actionsOf = ({ Statement: statements }: PolicyDocument): string[] =>
  [...new Set(statements.flatMap(({ Action }) => Action))].sort();

const commands: Record<Role, readonly string[]> = {
  web: [
    "maintenance:on --dry-run",
    "maintenance:on --yes --reason moving --message Soon",
    "maintenance:on --yes --with-secret --wait",
    "maintenance:status",
    "maintenance:off --wait",
    "maintenance:history --role web",
    "maintenance:policy --role web",
  ],
  worker: [
    "maintenance:on -r worker --dry-run --on-event-loss fail",
    "maintenance:on -r worker --yes --on-event-loss warn --wait",
    "maintenance:on -r worker --yes",
    "maintenance:status -r worker",
    "maintenance:off -r worker --dry-run",
    "maintenance:off -r worker --wait",
    "maintenance:off -r worker",
    "maintenance:history --role worker",
    "maintenance:policy --role worker",
  ],
};

describe.each(["web", "worker"] as const)("the policy for the %s role", (role) => {
  let scene: Scene;
  let policy: PolicyDocument;

  beforeEach(async () => {
    // Long enough for a run to look whether another one has taken over.
    scene = setScene({ stacks: [stack], mappingSettlesMs: 5_000 });
    policy = await policyOf(scene, [role]);
    scene.sandbox.clearCalls();
  });

  const requests = (): Request[] => scene.sandbox.calls.flatMap((call) => requestsOf(call, scene.sandbox));

  afterEach(() => {
    expect(requests().filter((request) => !isAllowed(policy, request))).toEqual([]);
  });

  test("allows every call of the commands, and nothing that none of them makes", async () => {
    for (const command of commands[role]) {
      const { exitCode, stderr } = await runInProcess(scene, ...command.split(" "));
      expect(exitCode, `${command}: ${stderr}`).toBe(0);
    }
    // The journal's parts are deleted by the next run but one.
    if (role === "worker") {
      await scene.on();
      // A 404 is asked about.
      const missing = {
        kind: "refuse",
        status: 404,
        code: "ResourceNotFoundException",
        message: "No.",
      } as const;
      scene.at("PutProvisionedConcurrencyConfig", missing);
      await scene.off();
    }
    expect([...new Set(requests().map(({ action }) => action))].sort()).toEqual(actionsOf(policy));
  });

  test("allows them where a run died, where calls fail, and where provisioned concurrency is a surprise", async () => {
    if (role === "worker") {
      await scene.killAt(1, "after", "on", "PutFunctionConcurrency");
      scene.sandbox.world.setReserved(nameOf("c"), 9);
      scene.at("PutFunctionConcurrency", { kind: "throttled" }, { times: 3 });
      scene.at("GetParametersByPath", { kind: "internal" });
      await scene.on({ breakLock: true });
      await getStatus(role, scene.open().context);
      await scene.off({ force: true });
    } else {
      scene.at("PutParameter", { kind: "throttled" });
      await turnOn(role, scene.open().context);
      await turnOff(role, scene.open().context);
    }
  });

  test("allows no more than AWS has a smaller resource for", () => {
    const wide = policy.Statement.filter(({ Resource }) => Resource.includes("*"));
    const asked = role === "web" ? [] : ["lambda:ListEventSourceMappings", "lambda:GetAccountSettings"];
    expect(wide.flatMap(({ Action }) => Action)).toEqual(asked);
  });

  test.each([
    ["lambda:PutFunctionConcurrency", functionArn("demo-dev-controller")],
    ["lambda:PutFunctionConcurrency", functionArn("demo-dev-2-a_event-run")],
    ["lambda:GetFunction", functionArn("demo-dev-controller")],
    ["ssm:PutParameter", arn("ssm:parameter/jets/demo-prod/maintenance/web")],
    ["ssm:DeleteParameters", arn("ssm:parameter/jets/demo-dev/maintenance/web")],
    ["cloudformation:DescribeStacks", arn("cloudformation:stack/demo-prod/*")],
  ])("does not allow %s on %s", (action, resource) => {
    expect(isAllowed(policy, { action, resource })).toBe(false);
  });
});

test("the variable of the web function takes rights on that function, where it is part of the flag, and no others", async () => {
  const functions = [{ name: "demo-dev-controller", versions: 1, aliases: { live: "1" } }];
  const scene = setScene({ stacks: [{ name: "demo-dev", functions }] });
  const env = ["--web-flag", "env"];
  const policy = await getPolicy(["web"], { ...scene.open().context, webFlag: "env" });
  scene.sandbox.clearCalls();
  for (const command of ["on --yes", "status", "off", "on --dry-run"])
    await runInProcess(scene, ...`maintenance:${command}`.split(" "), ...env);
  const asked = scene.sandbox.calls.flatMap((call) => requestsOf(call, scene.sandbox));
  expect(asked.filter((request) => !isAllowed(policy, request))).toEqual([]);
  const actions = new Set([...asked.map(({ action }) => action), "ssm:GetParameterHistory"]);
  expect(actionsOf(policy)).toEqual([...actions].sort());
  expect(actionsOf(await policyOf(scene, ["web"]))).not.toContain("lambda:UpdateFunctionConfiguration");
});

test("the mappings of other functions stay out of reach, and those of an alias do not", async () => {
  const policy = await policyOf(setScene({ stacks: [stack] }), ["worker"]);
  const update = (name: string): boolean =>
    isAllowed(policy, {
      action: "lambda:UpdateEventSourceMapping",
      resource: arn("lambda:event-source-mapping:00000000-0000-4000-a000-000000000001"),
      context: { "lambda:FunctionArn": functionArn(name) },
    });
  expect([nameOf("b"), `${nameOf("b")}:live`, "demo-dev-controller", "other"].map(update)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("both roles together are what each of them is, with the stack named once", async () => {
  const scene = setScene({ stacks: [stack] });
  const [web, workers, both] = [
    await policyOf(scene, ["web"]),
    await policyOf(scene, ["worker"]),
    await policyOf(scene, ["web", "worker"]),
  ];
  expect(both.Statement).toEqual([...web.Statement, ...workers.Statement.slice(1)]);
  const sids = both.Statement.map(({ Sid }) => Sid);
  expect(new Set(sids).size).toBe(sids.length);
});

test("the policy knows every call that src/aws can make", async () => {
  const folder = new URL("../../src/aws/", import.meta.url);
  const files = readdirSync(folder, { encoding: "utf8", recursive: true }).filter((name) =>
    name.endsWith(".ts"),
  );
  const made = files.flatMap((name) =>
    [...readFileSync(new URL(name, folder), "utf8").matchAll(/(?:call|uninterrupted)\(\s*"(\w+:\w+)"/g)].map(
      ([, action]) => action,
    ),
  );
  // ListTags is part of GetFunction.
  const expected = [...new Set([...made, "lambda:ListTags"])];
  const { context } = setScene().open();
  const policy = await getPolicy(["web", "worker"], { ...context, webFlag: "env" }, { keepEvents: true });
  expect(actionsOf(policy)).toEqual(expected.sort());
});

describe("what chooses the workers", () => {
  test("chooses those of the policy", async () => {
    const policy = await policyOf(setScene({ stacks: [stack] }), ["worker"], { include: ["*-b_*"] });
    const put = (name: string): boolean =>
      isAllowed(policy, { action: "lambda:PutFunctionConcurrency", resource: functionArn(nameOf(name)) });
    expect(["a", "b", "c"].map(put)).toEqual([false, true, false]);
  });

  test("may be tags, which are then read of every function", async () => {
    const functions = [...(stack.functions ?? []), { name: "other", tags: { "jets:role": "worker" } }];
    const scene = setScene({ functions });
    const selection = { tags: true };
    const policy = await policyOf(scene, ["worker"], selection);
    scene.sandbox.clearCalls();
    await turnOn("worker", { ...scene.open().context, selection });
    const requests = scene.sandbox.calls.flatMap((call) => requestsOf(call, scene.sandbox));
    expect(requests.filter((request) => !isAllowed(policy, request))).toEqual([]);
    expect(
      isAllowed(policy, { action: "lambda:PutFunctionConcurrency", resource: functionArn("other") }),
    ).toBe(true);
  });
});

describe("an application without workers", () => {
  const open = (): Scene => setScene({ functions: [{ name: "demo-dev-controller" }] });

  test("has a policy for the web role, and is told so", async () => {
    const scene = open();
    const operator = scene.open();
    const policy = await getPolicy(["web", "worker"], operator.context);
    expect(policy).toEqual(await policyOf(scene, ["web"]));
    expect(operator.said("note")).toEqual([
      "No worker functions deployed: the policy is for the web role alone",
    ]);
  });

  test("has none for the worker role", async () => {
    await expect(policyOf(open(), ["worker"])).rejects.toMatchObject({ code: "no_workers" });
  });
});

describe("IAM takes a policy of 6,144 characters", () => {
  const lengthOf = (policy: PolicyDocument): number => JSON.stringify(policy).replaceAll(/\s/g, "").length;
  const resources = ({ Statement: statements }: PolicyDocument, sid: string): readonly string[] =>
    statements.find(({ Sid }) => Sid === sid)?.Resource ?? [];

  const named = (count: number, name: (index: number) => string): FunctionSeed[] => [
    { name: "demo-dev-controller" },
    ...Array.from({ length: count }, (_, index) => ({ name: name(index) })),
  ];

  test("so that a few workers are named", async () => {
    const scene = setScene({ functions: named(5, (index) => nameOf(`job${index}`)) });
    expect(resources(await policyOf(scene, ["web", "worker"]), "WorkerReserved")).toEqual(
      [0, 1, 2, 3, 4].map((index) => functionArn(nameOf(`job${index}`))),
    );
  });

  test.each([
    ["of one kind", (index: number) => nameOf(`job${index}`), ["demo-dev-*_event-*"]],
    [
      "of two kinds",
      (index: number) => `demo-dev-${index % 2 === 0 ? "mail" : "import"}-${index}_event-run`,
      ["demo-dev-import-*_event-*", "demo-dev-mail-*_event-*"],
    ],
    ["whose names have nothing in common", (index: number) => `${index}_event-run`, ["*_event-*"]],
  ])("and 2,000 workers %s are matched by patterns", async (_, name, patterns) => {
    const functions = named(2_000, name);
    const policy = await policyOf(setScene({ functions }), ["web", "worker"]);
    expect(lengthOf(policy)).toBeLessThanOrEqual(6_144);
    expect(resources(policy, "WorkerReserved")).toEqual(patterns.map(functionArn));
    const put = (fn: string): boolean =>
      isAllowed(policy, { action: "lambda:PutFunctionConcurrency", resource: functionArn(fn) });
    expect(functions.filter((fn) => !put(fn.name))).toEqual([{ name: "demo-dev-controller" }]);
  });
});
