import { describe, expect, test } from "vitest";
import { plan, verify } from "../../../../src/maintenance/index.js";
import type { FunctionSeed, ResourceSeed } from "../../../../src/sandbox/index.js";
import { nameOf, queue, setScene, worker, type Scene, type Told } from "../../../support/scene.js";

const a = nameOf("a");

const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const allowed = (principal: unknown): object => ({
  Effect: "Allow",
  Action: "lambda:InvokeFunction",
  Principal: principal,
});
const s3 = allowed({ Service: "s3.amazonaws.com" });

const withA = (seed: Partial<FunctionSeed>): Scene =>
  setScene({ functions: [worker("a", seed), worker("b")] });
const withResource = (resource: Partial<ResourceSeed>, seed: Partial<FunctionSeed> = {}): Scene =>
  setScene({
    stacks: [
      {
        name: "demo-dev",
        functions: [worker("a", { logicalId: "A", ...seed }), worker("b", { logicalId: "B" })],
        resources: [
          { logicalId: "Caller", type: "AWS::Scheduler::Schedule", physicalId: "caller", ...resource },
        ],
      },
    ],
  });

/** What a run that must not lose events is refused with; it changes nothing, and its dry run says the same. */
async function refusalOf(scene: Scene): Promise<string> {
  const options = { onEventLoss: "fail" } as const;
  const { refusal } = await plan("worker", "on", scene.open().context, options);
  const message = await scene.on(options).then(
    () => "not refused",
    (error: unknown) => String(error).replace("JetsError: ", ""),
  );
  expect(message).toBe(refusal?.message ?? "not refused");
  expect(scene.changes()).toEqual([]);
  return message;
}

/** What a run says that may lose them, and that it goes on. */
async function warningsOf(scene: Scene): Promise<readonly string[]> {
  const told: Told = await scene.on();
  expect(told).toMatchObject({ state: "on", failures: [] });
  return told.warnings;
}

const aLost = `Events would be lost while these workers are stopped: ${a}. Nothing was changed.`;
const notAnswering =
  "whether it waits for an answer is not known, and without a dead-letter queue or a failure destination they are dropped if it does not";
const untold = (reason: string): string =>
  `It is not known whether events would be lost for ${a} (${reason}). Nothing was changed.`;

describe("a permission on an alias", () => {
  const aliased = { versions: 1, aliases: { live: "1", canary: "1" }, policies: { live: [s3] } };

  test("is found, and its events are lost where the alias has no destination", async () => {
    expect(await refusalOf(withA(aliased))).toBe(aLost);
    expect(await warningsOf(withA(aliased))).toEqual([
      `Events from S3 to ${a}:live will be dropped while it is stopped: it has neither a dead-letter queue nor a failure destination.`,
    ]);
  });

  test("is not helped by the destination of another alias, or of the function itself", async () => {
    expect(await refusalOf(withA({ ...aliased, onFailureOf: { canary: queue("failed") } }))).toBe(aLost);
    expect(await refusalOf(withA({ ...aliased, onFailure: queue("failed") }))).toBe(aLost);
  });

  test("says nothing of the function itself, whose events an alias's destination does not keep", async () => {
    const seed = { ...aliased, policies: { $LATEST: [s3] }, onFailureOf: { live: queue("failed") } };
    expect(await refusalOf(withA(seed))).toBe(aLost);
  });

  test.each([
    ["its own destination", { onFailureOf: { live: queue("kept") } }],
    ["the dead-letter queue of its version", { deadLetter: queue("kept") }],
  ])("is kept by %s", async (_, seed) => {
    const scene = withA({ ...aliased, ...seed });
    expect((await scene.on({ onEventLoss: "fail" })).warnings).toEqual([
      `Events from S3 to ${a}:live will go to ${queue("kept")} while it is stopped, and are not replayed.`,
    ]);
  });

  test("is lost where the function got its dead-letter queue after the version was published", async () => {
    const scene = withA(aliased);
    scene.sandbox.world.configure(a, { deadLetterTarget: queue("dead") });
    expect(await refusalOf(scene)).toBe(aLost);
  });

  test("is lost where only one of the two versions that share its traffic has a dead-letter queue", async () => {
    const scene = withA({ ...aliased, deadLetter: queue("dead") });
    scene.sandbox.world.configure(a, { deadLetterTarget: undefined });
    scene.sandbox.world.publishVersion(a);
    scene.sandbox.world.setAlias(a, "live", "1", { "2": 0.5 });
    expect(await refusalOf(scene)).toBe(aLost);
  });

  test("is found by a run that must not lose events also where no stack lists the alias, or on a version", async () => {
    const scene = withA({ versions: 1, policies: { "1": [s3] } });
    expect(await refusalOf(scene)).toBe(aLost);
    expect(await warningsOf(scene)).toEqual([]);
  });
});

describe("a caller of whom it is not known whether it waits for the answer", () => {
  test.each([
    ["a service that nobody knows", { Service: "brand-new.amazonaws.com" }, "brand-new.amazonaws.com"],
    ["another account", { AWS: "210987654321" }, "210987654321"],
    ["anyone", "*", "anyone who is allowed to"],
  ])("such as %s is refused, unless its events are kept", async (_, principal, source) => {
    const policies = { $LATEST: [allowed(principal)] };
    expect(await refusalOf(withA({ policies }))).toBe(untold(`${source}: ${notAnswering}`));
    expect(await warningsOf(withA({ policies }))).toEqual([
      `Events from ${source} to ${a} may be lost while it is stopped: ${notAnswering}.`,
    ]);
    expect(await withA({ policies, deadLetter: queue("dead") }).on({ onEventLoss: "fail" })).toMatchObject({
      state: "on",
    });
  });

  test("is none where a CloudWatch alarm calls: it never waits", async () => {
    expect(await refusalOf(withA({ invokedBy: ["lambda.alarms.cloudwatch.amazonaws.com"] }))).toBe(aLost);
  });

  test("is none where the policy is for the function's URL", async () => {
    const condition = { Bool: { "lambda:InvokedViaFunctionUrl": "true" } };
    const policies = { $LATEST: [{ ...allowed("*"), Condition: condition }] };
    expect(await withA({ policies }).on({ onEventLoss: "fail" })).toMatchObject({
      state: "on",
      warnings: [],
    });
  });
});

test("a policy that cannot be understood is refused, and named where the run may go on", async () => {
  const policies = { $LATEST: [{ Effect: "Perhaps" }] };
  const reason = `The resource policy of ${a} cannot be read. See it with \`aws lambda get-policy --function-name ${a}\`.`;
  expect(await refusalOf(withA({ policies }))).toBe(untold(reason));
  expect(await warningsOf(withA({ policies }))).toEqual([
    `The event sources of ${a} could not be read: ${reason}`,
  ]);
});

test("where the right is missing for many, one warning says it", async () => {
  const scene = setScene({ functions: ["a", "b", "c", "d", "e"].map((name) => worker(name)) });
  scene.at("GetPolicy", { kind: "denied" }, { times: 99 });
  expect(await warningsOf(scene)).toEqual([
    expect.stringMatching(
      /^The event sources of 5 workers could not be read \(.*\)\. Of the first: Access denied: lambda:GetPolicy/,
    ),
  ]);
});

test("a check that fails altogether does not fail a run that may lose events", async () => {
  const scene = withResource({}, { invokedBy: ["s3.amazonaws.com"] });
  for (const operation of ["GetPolicy", "GetTemplate"])
    scene.at(operation, { kind: "internal" }, { times: 99 });
  expect(await warningsOf(scene)).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`The event sources of ${a} could not be read: `),
      expect.stringContaining(
        "The resources of demo-dev that call its functions by a role could not be read: ",
      ),
    ]),
  );
});

describe("what calls by a role", () => {
  const schedule = (target: unknown): Partial<ResourceSeed> => ({
    properties: { Target: { Arn: target, RoleArn: "r" } },
  });

  test.each<[string, unknown]>([
    ["its attribute", { "Fn::GetAtt": ["A", "Arn"] }],
    ["its ARN", arnOf(a)],
    [
      "its ARN made of parts",
      { "Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${A}" },
    ],
    ["joined parts", { "Fn::Join": [":", ["arn:aws:lambda:us-east-1:123456789012:function", { Ref: "A" }]] }],
    ["a condition", { "Fn::If": ["IsProd", { "Fn::GetAtt": "A.Arn" }, arnOf("other")] }],
  ])("a schedule that names a worker by %s loses its events", async (_, target) => {
    expect(await refusalOf(withResource(schedule(target)))).toBe(aLost);
    expect(await warningsOf(withResource(schedule(target)))).toEqual([
      expect.stringContaining(`Events from EventBridge Scheduler to ${a} will be dropped`),
    ]);
  });

  test("a schedule's events are kept by the worker's dead-letter queue", async () => {
    const scene = withResource(schedule({ "Fn::GetAtt": ["A", "Arn"] }), { deadLetter: queue("dead") });
    expect(await scene.on({ onEventLoss: "fail" })).toMatchObject({ state: "on" });
  });

  test("a schedule that calls an alias is judged by the alias", async () => {
    const target = { "Fn::Sub": "${A.Arn}:live" };
    const aliased = { versions: 1, aliases: { live: "1" }, onFailure: queue("failed") };
    expect(await refusalOf(withResource(schedule(target), aliased))).toBe(aLost);
  });

  test("a schedule may name the worker in the input of Lambda's own call", async () => {
    const properties = {
      Target: {
        Arn: "arn:aws:scheduler:::aws-sdk:lambda:invoke",
        Input: JSON.stringify({ FunctionName: a }),
      },
    };
    expect(await refusalOf(withResource({ properties }))).toBe(aLost);
  });

  test.each<[string, unknown]>([
    ["a queue", queue("jobs")],
    ["a function that is no worker", arnOf("other")],
    ["another call", "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"],
  ])("a schedule of %s is no concern", async (_, target) => {
    expect(await withResource(schedule(target)).on({ onEventLoss: "fail" })).toMatchObject({ state: "on" });
  });

  test.each<[string, Partial<ResourceSeed>]>([
    ["a value from elsewhere", schedule({ "Fn::ImportValue": "other-stack" })],
    ["nothing", {}],
  ])("a schedule whose target is %s is refused", async (_, resource) => {
    const unclear =
      "Which function Caller (EventBridge Scheduler) calls by its role is not known from the template.";
    expect(await refusalOf(withResource(resource))).toBe(`${unclear} Nothing was changed.`);
    expect(await warningsOf(withResource(resource))).toEqual([unclear]);
  });

  test("a pipe that waits for the answer is refused, as what it reads from is not known", async () => {
    const pipe = {
      type: "AWS::Pipes::Pipe",
      properties: { Source: queue("q"), Target: { "Fn::GetAtt": ["A", "Arn"] } },
    };
    expect(await refusalOf(withResource(pipe, { deadLetter: queue("dead") }))).toMatch(
      new RegExp(`not known whether events would be lost for ${a} \\(pipes: it waits for an answer`),
    );
  });

  test("a pipe that does not wait loses what nothing keeps", async () => {
    const properties = {
      Target: arnOf(a),
      TargetParameters: { LambdaFunctionParameters: { InvocationType: "FIRE_AND_FORGET" } },
    };
    expect(await refusalOf(withResource({ type: "AWS::Pipes::Pipe", properties }))).toBe(aLost);
  });

  test("a rule counts where its target has a role, and the success of another function", async () => {
    const ruleWith = (target: object): Scene =>
      withResource({
        type: "AWS::Events::Rule",
        properties: { Targets: [{ Id: "1", Arn: arnOf(a), ...target }] },
      });
    expect(await refusalOf(ruleWith({ RoleArn: "arn:aws:iam::123456789012:role/r" }))).toBe(aLost);
    expect(await ruleWith({}).on({ onEventLoss: "fail" })).toMatchObject({ state: "on" });
    const config = { DestinationConfig: { OnSuccess: { Destination: { "Fn::GetAtt": ["A", "Arn"] } } } };
    expect(
      await refusalOf(withResource({ type: "AWS::Lambda::EventInvokeConfig", properties: config })),
    ).toBe(aLost);
  });

  test("is followed through the parameters of a nested stack", async () => {
    const resources = [
      {
        logicalId: "Nightly",
        type: "AWS::Scheduler::Schedule",
        physicalId: "n",
        ...schedule({ Ref: "Target" }),
      },
    ];
    const nested = [{ logicalId: "Timers", resources, parameters: { Target: arnOf(a) } }];
    const scene = setScene({ stacks: [{ name: "demo-dev", functions: [worker("a")], nested }] });
    expect(await refusalOf(scene)).toBe(aLost);
  });

  test("and is not of this stack cannot be seen, which is said", async () => {
    const { notes } = await withA({}).on({ onEventLoss: "fail" });
    expect(notes).toContainEqual(
      expect.stringMatching(/^Not visible from here: what calls a worker by a role/),
    );
  });
});

describe("a stream's mapping", () => {
  const source = "arn:aws:kinesis:us-east-1:123456789012:stream/orders";
  const fed = (seed: object): Scene =>
    withA({ mappings: [{ source, startingPosition: "TRIM_HORIZON", ...seed }] });

  test.each([
    [
      { startingPosition: "LATEST" },
      "its mapping starts at LATEST, and may miss records when it is enabled again",
    ],
    [
      { maximumRecordAge: 3_600 },
      "its mapping drops records older than 3600 seconds, and how long maintenance takes is not known",
    ],
  ])("with %j may lose records", async (seed, reason) => {
    expect(await refusalOf(fed(seed))).toBe(untold(`${source}: ${reason}`));
    expect(await warningsOf(fed(seed))).toEqual([
      `Events from ${source} to ${a} may be lost while it is stopped: ${reason}.`,
    ]);
  });

  test.each([{}, { maximumRecordAge: -1 }, { startingPosition: "LATEST", enabled: false }])(
    "with %j does not",
    async (seed) => {
      expect(await fed(seed).on({ onEventLoss: "fail" })).toMatchObject({ state: "on", warnings: [] });
    },
  );
});

describe("a function that is left alone anyway", () => {
  test.each<[string, Partial<FunctionSeed>]>([
    ["stopped already", { reserved: 0 }],
    ["durable", { durableSeconds: 60 }],
    ["tagged as none", { tags: { "jets:role": "none" } }],
  ])("as it is %s is no reason to refuse or to warn", async (_, seed) => {
    const scene = withA({ ...seed, invokedBy: ["s3.amazonaws.com"] });
    const { refusal } = await plan("worker", "on", scene.open().context, { onEventLoss: "fail" });
    expect(refusal).toBeUndefined();
    await verify("worker", scene.open().context, { onEventLoss: "fail" });
    const { warnings } = await scene.on({ onEventLoss: "fail" });
    expect(warnings.filter((warning) => warning.startsWith("Events"))).toEqual([]);
  });

  test("as all are, once maintenance is on, makes a repeated run succeed", async () => {
    const scene = withA({ invokedBy: ["s3.amazonaws.com"] });
    await scene.on();
    expect(await scene.on({ onEventLoss: "fail" })).toMatchObject({ state: "on", changed: false });
  });
});

test("before the question the same is said", async () => {
  const scene = withA({ invokedBy: ["s3.amazonaws.com"] });
  const ada = scene.open();
  await verify("worker", ada.context);
  expect(ada.said("warning")).toEqual([expect.stringContaining(`Events from S3 to ${a} will be dropped`)]);
  expect(scene.changes()).toEqual([]);
});
