import { beforeEach, describe, expect, test } from "vitest";
import { queueName } from "../../../../src/maintenance/worker/keep/queue.js";
import { eventsOf, keptQueue, statementsOf, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

const [job, report] = [nameOf("job"), nameOf("report")];

let scene: Scene;
let events: SceneEvents;

beforeEach(() => {
  scene = setScene({
    functions: [worker("job", { role: "job" }), worker("report", { role: "team/report" })],
  });
  events = eventsOf(scene);
});

const ownStatement = (...roles: readonly string[]): object => ({
  Sid: "JetsKeepsEvents",
  Effect: "Allow",
  Principal: "*",
  Action: "sqs:SendMessage",
  Resource: queue(keptQueue),
  Condition: {
    StringEquals: { "aws:PrincipalAccount": "123456789012" },
    ArnLike: { "aws:PrincipalArn": roles.map((role) => `arn:aws:iam::123456789012:role/${role}`) },
  },
});

const statements = (): unknown[] => statementsOf(events.attributes().Policy);
const queueCalls = (): string[] =>
  scene.sandbox.calls.filter(({ service }) => service === "SQS").map(({ operation }) => operation);

describe("the queue that keeps events", () => {
  test("is made with 14 days, encryption and a policy for the workers' roles alone", async () => {
    await scene.on({ keepEvents: true });
    expect(events.attributes()).toMatchObject({
      MessageRetentionPeriod: "1209600",
      SqsManagedSseEnabled: "true",
    });
    expect(statements()).toEqual([ownStatement("job", "team/report")]);
    expect(queueCalls()).toEqual(["GetQueueUrl", "CreateQueue"]);
  });

  test("is there before any configuration names it", async () => {
    await scene.on({ keepEvents: true });
    const order = scene.sandbox.calls.map(({ operation }) => operation);
    expect(order.indexOf("CreateQueue")).toBeLessThan(order.indexOf("PutFunctionEventInvokeConfig"));
  });

  test("is used again, and nothing of it is written where it is as it should be", async () => {
    await scene.on({ keepEvents: true });
    await scene.off({ replay: false });
    scene.sandbox.clearCalls();
    await scene.on({ keepEvents: true });
    expect(queueCalls()).toEqual(["GetQueueUrl", "GetQueueAttributes"]);
  });

  test("keeps the messages, attributes and statements that others gave it", async () => {
    const foreign = { Sid: "Theirs", Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [foreign] });
    scene.sandbox.world.addQueue(keptQueue, { Policy: policy, VisibilityTimeout: "77" });
    scene.sandbox.world.addMessage(keptQueue, "theirs");
    await scene.on({ keepEvents: true });
    expect(statements()).toEqual([foreign, ownStatement("job", "team/report")]);
    expect(events.attributes()).toMatchObject({ MessageRetentionPeriod: "1209600", VisibilityTimeout: "77" });
    expect(events.waiting()).toEqual(["theirs"]);
  });

  test("lets roles send that only the workers of an earlier run have, while these are stopped", async () => {
    await scene.on({ keepEvents: true });
    const only = scene.open();
    const selection = { include: [job] };
    await scene.on({ keepEvents: true }, { ...only, context: { ...only.context, selection } });
    expect(statements()).toEqual([ownStatement("job", "team/report")]);
    events.send(report, { order: 1 });
    expect(events.lost()).toEqual([]);
  });

  test("forgets the roles of an earlier maintenance that is over", async () => {
    await scene.on({ keepEvents: true });
    await scene.off();
    scene.sandbox.world.deleteFunction(report);
    await scene.on({ keepEvents: true });
    expect(statements()).toEqual([ownStatement("job")]);
  });

  test("is looked up anew where another run makes it meanwhile", async () => {
    const run = (): void => {
      scene.sandbox.world.addQueue(keptQueue);
    };
    scene.at("CreateQueue", { kind: "hook", when: "before", run });
    await scene.on({ keepEvents: true });
    events.send(job, { order: 1 });
    expect(events.lost()).toEqual([]);
    expect(events.waiting()).toHaveLength(1);
  });
});

describe("the queue's name", () => {
  test("is the application's", () => {
    expect(queueName("demo-dev")).toBe(keptQueue);
  });

  test("of a longer stack's name is cut to SQS's 80 characters, and is still of that stack alone", () => {
    const [a, b] = [`${"x".repeat(120)}a`, `${"x".repeat(120)}b`];
    expect(queueName(a)).toMatch(/^jets-x{59}-[0-9a-f]{8}-events$/);
    expect(queueName(a)).toHaveLength(80);
    expect(queueName(a)).not.toBe(queueName(b));
    expect(queueName("x".repeat(68))).toBe(`jets-${"x".repeat(68)}-events`);
    expect(queueName("x".repeat(69))).toHaveLength(80);
  });

  test("of such a stack keeps and replays events, too", async () => {
    const name = `demo-${"long".repeat(24)}`;
    const long = setScene({ stacks: [{ name, functions: [{ name: "long_event-run" }] }] });
    const operator = long.open();
    const by = { ...operator, context: { ...operator.context, stack: name } };
    await long.on({ keepEvents: true }, by);
    long.sandbox.world.sendEvent("long_event-run", { order: 1 });
    expect(await long.off({}, by)).toMatchObject({ events: { replayed: 1, left: 0 } });
  });
});
