import { beforeEach, describe, expect, test } from "vitest";
import { readSettledJournal } from "../../../../src/maintenance/worker/journal/read.js";
import { eventsOf, keptQueue, type SceneEvents } from "../../../support/kept-events.js";
import { nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

const [job, report] = [nameOf("job"), nameOf("report")];
const roleArn = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;
const statement = JSON.stringify({
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: queue(keptQueue),
});

let scene: Scene;
let events: SceneEvents;

/** AWS does not count the queue's own policy here. */
function open(sendableBy: Record<string, readonly string[]> = {}): void {
  const functions = [
    worker("job", { reserved: 5, role: "job" }),
    worker("report", {
      role: "report",
      versions: 1,
      aliases: { live: "1" },
      maximumRetryAttempts: 0,
      mappings: [{ source: queue("report") }],
    }),
  ];
  scene = setScene({ stacks: [{ name: "demo-dev", functions, sendableBy }], queuePolicyCounts: false });
  events = eventsOf(scene);
}

beforeEach(() => {
  open();
});

const puts = (): string[] =>
  scene.sandbox.calls
    .filter(({ operation }) => operation.endsWith("FunctionEventInvokeConfig"))
    .map(({ operation, target }) => `${operation} ${target}`);

/** What is saved; parts that no record names do not count. */
const saved = async (): Promise<object> =>
  Object.fromEntries((await readSettledJournal(scene.open().context)).entries);

const seconds = (): number => scene.clock.now().getTime() / 1_000;

describe("where a worker's execution role may not send to the queue", () => {
  test("nothing is stopped, everything is as it was, and the statement that is missing is told", async () => {
    const before = [scene.settled(), events.configs()];
    await expect(scene.on({ keepEvents: true })).rejects.toMatchObject({
      code: "access_denied",
      exitCode: 1,
      message: `Events cannot be kept: AWS says that an execution role may not send to ${queue(keptQueue)}: ${roleArn("job")} (${job}), ${roleArn("report")} (${report}). Nothing was changed.`,
      hint: expect.stringContaining(`deploy, and repeat the command: ${statement}`),
    });
    expect([scene.settled(), events.configs()]).toEqual(before);
    expect(await saved()).toEqual({});
    expect(await scene.status()).toMatchObject({ state: "off", notes: [] });
    expect(await scene.off()).toMatchObject({ changed: false });
  });

  test("that of another worker is put back, with what it had, and only that one", async () => {
    open({ report: [queue("*")] });
    const before = events.configs();
    await expect(scene.on({ keepEvents: true })).rejects.toMatchObject({
      message: expect.stringMatching(`: ${roleArn("job")} \\(${job}\\)\\. Nothing was changed\\.$`),
    });
    expect(events.configs()).toEqual(before);
    expect(puts().filter((call) => call.includes(`Delete`) && call.includes(job))).toEqual([]);
  });

  test("it is asked again for ten seconds, in which IAM settles, and not longer", async () => {
    const since = seconds();
    await expect(scene.on({ keepEvents: true })).rejects.toThrow("may not send");
    expect(seconds() - since).toBeGreaterThan(10);
    expect(seconds() - since).toBeLessThan(14);
    open();
    const settles = scene.clock.now().getTime() + 6_000;
    const run = (): void => {
      if (scene.clock.now().getTime() < settles) return;
      for (const role of ["job", "report"]) scene.sandbox.world.setSendableBy(role, [queue(keptQueue)]);
    };
    scene.at("PutFunctionEventInvokeConfig", { kind: "hook", when: "before", run }, { times: 100 });
    expect(await scene.on({ keepEvents: true })).toMatchObject({ state: "on", failures: [] });
    events.send(job, { order: 1 });
    expect(events.lost()).toEqual([]);
  });

  test("a journal that is open stays as it is, and maintenance goes on", async () => {
    const before = scene.settled();
    await scene.on();
    const entries = await saved();
    const stopped = scene.settled();
    await expect(scene.on({ keepEvents: true })).rejects.toMatchObject({ code: "access_denied" });
    expect(await saved()).toEqual(entries);
    expect(Object.keys(entries)).toEqual([job, report]);
    expect(scene.settled()).toEqual(stopped);
    expect(await scene.status()).toMatchObject({ state: "on" });
    await scene.off();
    expect(scene.settled()).toEqual(before);
  });

  test("what cannot be put back is named with its line, and stays in the journal for off", async () => {
    open({ report: [queue("*")] });
    const before = [scene.settled(), events.configs()];
    scene.at("DeleteFunctionEventInvokeConfig", { kind: "denied" }, { target: report, times: 9 });
    const operator = scene.open();
    await expect(scene.on({ keepEvents: true }, operator)).rejects.toMatchObject({
      message: expect.stringMatching(/No worker was stopped\.$/),
      hint: expect.stringContaining("jets maintenance:off --role worker --stack demo-dev"),
    });
    expect(operator.said("warning").join("\n")).toContain(
      `By hand: aws lambda delete-function-event-invoke-config --function-name ${report} --qualifier 'live'`,
    );
    scene.sandbox.clearFaults();
    expect(await scene.off()).toMatchObject({ state: "off" });
    expect([scene.settled(), events.configs()]).toEqual(before);
  });

  test("Ctrl-C ends the wait, and off brings back what was changed by then", async () => {
    open({ report: [queue("*")] });
    const before = events.configs();
    const operator = scene.open();
    const run = operator.interrupt;
    scene.at("PutFunctionEventInvokeConfig", { kind: "hook", when: "after", run }, { target: job, nth: 2 });
    await expect(scene.on({ keepEvents: true }, operator)).rejects.toMatchObject({ code: "interrupted" });
    await scene.off();
    expect(events.configs()).toEqual(before);
  });
});

test("a role that may not send to another destination of its function is told that destination", async () => {
  const functions = [worker("job", { role: "job", onSuccess: queue("done") })];
  scene = setScene({ functions });
  scene.sandbox.world.addQueue("done");
  scene.sandbox.world.setSendableBy("job", []);
  await expect(scene.on({ keepEvents: true })).rejects.toMatchObject({
    code: "access_denied",
    message: expect.stringContaining(queue("done")),
    hint: expect.stringContaining(
      JSON.stringify({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue("done") }),
    ),
  });
});
