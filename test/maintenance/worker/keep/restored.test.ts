import { beforeEach, describe, expect, test } from "vitest";
import { eventsOf, keptQueue, type SceneEvents } from "../../../support/kept-events.js";
import { journalPath, nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

const kept = { onFailure: queue(keptQueue) };
const [job, other] = [nameOf("job"), nameOf("other")];
const original = { onSuccess: queue("done"), maximumRetryAttempts: 0, maximumEventAge: 3_600 };

let scene: Scene;
let events: SceneEvents;

beforeEach(async () => {
  scene = setScene({
    functions: [
      worker("job", { ...original, reserved: 5, versions: 1, aliases: { live: "1" } }),
      worker("other", { reserved: 2 }),
    ],
  });
  for (const name of ["done", "theirs"]) scene.sandbox.world.addQueue(name);
  events = eventsOf(scene);
  await scene.on({ keepEvents: true });
});

const change = (settings: object | null, qualifier = "$LATEST"): void => {
  scene.sandbox.world.setEventInvokeConfig(job, qualifier, settings);
};

const { $LATEST: latest } = { $LATEST: "aws lambda put-function-event-invoke-config" };

describe("what others have configured during maintenance", () => {
  test("is kept but for the queue, and named with the line that puts the saved value back", async () => {
    change({ ...original, ...kept, maximumRetryAttempts: 2 });
    const { warnings, state } = await scene.off();
    expect(state).toBe("off");
    expect(events.configs()[job]).toEqual({ $LATEST: { ...original, maximumRetryAttempts: 2 } });
    expect(warnings).toEqual([
      `What is configured for events on $LATEST of ${job} was changed to on success ${queue("done")}, at most 3600 seconds old, at most 2 retries during maintenance and is kept; it was on success ${queue("done")}, at most 3600 seconds old, at most 0 retries. To put that back: ${latest} --function-name ${job} --qualifier '$LATEST' --maximum-retry-attempts 0 --maximum-event-age-in-seconds 3600 --destination-config 'OnSuccess={Destination=${queue("done")}}'`,
    ]);
  });

  test("is kept where it is another failure destination", async () => {
    change({ ...original, onFailure: queue("theirs") });
    await scene.off();
    expect(events.configs()[job]).toEqual({ $LATEST: { ...original, onFailure: queue("theirs") } });
  });

  test("is kept where it was deleted", async () => {
    change(null);
    const { warnings } = await scene.off();
    expect(events.configs()).toEqual({});
    expect(warnings.join("\n")).toContain("was changed to AWS's defaults during maintenance and is kept");
  });

  test("is kept where nothing but the queue is left of it", async () => {
    change(kept);
    const { state, warnings } = await scene.off();
    expect([state, warnings.length]).toEqual(["off", 1]);
    expect(events.configs()).toEqual({});
  });

  test("where there was nothing before, too", async () => {
    change({ ...kept, maximumRetryAttempts: 1 }, "live");
    await scene.off();
    expect(events.configs()[job]).toEqual({ $LATEST: original, live: { maximumRetryAttempts: 1 } });
  });

  test("is overwritten with --force, and named", async () => {
    change({ onFailure: queue("theirs") });
    change({ ...kept, maximumEventAge: 60 }, "live");
    const { warnings } = await scene.off({ force: true });
    expect(events.configs()).toEqual({ [job]: { $LATEST: original } });
    expect(warnings).toEqual([
      `What is configured for events on $LATEST of ${job} was changed to on failure ${queue("theirs")} during maintenance; --force overwrites that with on success ${queue("done")}, at most 3600 seconds old, at most 0 retries, as it was before.`,
      `What is configured for events on live of ${job} was changed to at most 60 seconds old during maintenance; --force overwrites that with AWS's defaults, as it was before.`,
    ]);
  });

  test("is no change where it is AWS's defaults written out", async () => {
    change({ ...kept, maximumRetryAttempts: 2, maximumEventAge: 21_600 }, "live");
    expect((await scene.off()).warnings).toEqual([]);
    expect(events.configs()).toEqual({ [job]: { $LATEST: original } });
  });
});

describe("what does not exist any more", () => {
  test("an alias with nothing configured is no fault", async () => {
    scene.sandbox.world.deleteAlias(job, "live");
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
  });

  test("an alias of which something was configured is named", async () => {
    await scene.off();
    change({ maximumRetryAttempts: 1 }, "live");
    await scene.on({ keepEvents: true });
    scene.sandbox.world.deleteAlias(job, "live");
    const { state, warnings } = await scene.off({ force: true });
    expect(state).toBe("off");
    expect(warnings.join("\n")).toContain(
      `${job} has no live any more: what was configured for its events was not restored.`,
    );
  });

  test("a function with its configurations is named once, and the journal is closed", async () => {
    scene.sandbox.world.deleteFunctionByHand(job);
    const { state, warnings } = await scene.off();
    expect([state, warnings]).toEqual([
      "off",
      [`${job} does not exist any more: there is nothing to restore.`],
    ]);
    expect(await scene.status()).toMatchObject({ state: "off" });
  });
});

describe("what AWS refuses", () => {
  test("to list is left as it is, named with its lines, and restored by the next off", async () => {
    scene.at("ListFunctionEventInvokeConfigs", { kind: "denied" }, { target: job, times: 9 });
    const off = await scene.off();
    expect(off).toMatchObject({ state: "partial", failures: [{ name: job }], events: { left: 0 } });
    const [{ reason } = { reason: "" }] = off.failures;
    for (const qualifier of ["$LATEST", "live", "1"])
      expect(reason).toContain(
        `What is configured for the events of ${job}:${qualifier} could not be read and is left as it is`,
      );
    expect(reason).toContain(`By hand: ${latest} --function-name ${job} --qualifier '$LATEST'`);
    expect(reason).toContain(
      `aws lambda delete-function-event-invoke-config --function-name ${job} --qualifier 'live'`,
    );
    expect(scene.settled()[job]?.reserved).toBe(5);
    expect(events.configs()[other]).toBeUndefined();
    scene.sandbox.clearFaults();
    expect(await scene.off()).toMatchObject({ state: "off" });
    expect(events.configs()).toEqual({ [job]: { $LATEST: original } });
  });

  test("to restore is named with its line, and the others are restored", async () => {
    scene.at("DeleteFunctionEventInvokeConfig", { kind: "denied" }, { target: `${job}:live`, times: 9 });
    const off = await scene.off();
    expect(off.failures).toEqual([
      {
        name: job,
        reason: expect.stringContaining(
          `By hand: aws lambda delete-function-event-invoke-config --function-name ${job} --qualifier 'live'`,
        ),
      },
    ]);
    expect(events.configs()).toEqual({ [job]: { $LATEST: original, live: kept } });
    scene.sandbox.clearFaults();
    await scene.off();
    expect(events.configs()).toEqual({ [job]: { $LATEST: original } });
  });

  test("since the role may not send to its own destination any more, is named as that", async () => {
    scene = setScene({ functions: [worker("job", { ...original, role: "job" })], queuePolicyCounts: true });
    scene.sandbox.world.addQueue("done");
    scene.sandbox.world.setSendableBy("job", [queue("done")]);
    events = eventsOf(scene);
    await scene.on({ keepEvents: true });
    scene.sandbox.world.setSendableBy("job", []);
    expect(await scene.off()).toMatchObject({
      state: "partial",
      failures: [
        {
          name: job,
          reason: expect.stringContaining("its execution role may not send to a destination any more"),
        },
      ],
    });
    scene.sandbox.world.setSendableBy("job", [queue("done")]);
    expect(await scene.off()).toMatchObject({ state: "off" });
    expect(events.configs()).toEqual({ [job]: { $LATEST: original } });
  });
});

test("workers take events again before the queue takes them no more", async () => {
  await scene.off();
  const order = scene.sandbox.calls.flatMap(({ operation, target }) =>
    target.startsWith(job) && /^(Put|Delete)Function/.test(operation) ? [operation] : [],
  );
  const back = order.lastIndexOf("PutFunctionConcurrency");
  expect(order.slice(back + 1).sort()).toEqual([
    "DeleteFunctionEventInvokeConfig",
    "DeleteFunctionEventInvokeConfig",
    "PutFunctionEventInvokeConfig",
  ]);
});

test("a damaged journal restores what is intact with --salvage, and its events are replayed", async () => {
  scene.sandbox.world.addFunction("demo-dev", worker("late"));
  await scene.on();
  const late = nameOf("late");
  const damaged = Object.keys(scene.journal()).findLast((name) => name.startsWith("journal/")) ?? "";
  scene.sandbox.world.setParameter(`${journalPath}${damaged}`, "not JSON");
  events.send(job, { order: 1 });
  events.send(late, { order: 2 });
  const off = await scene.off({ salvage: true });
  expect(off).toMatchObject({ state: "partial", events: { replayed: 1, left: 1 } });
  expect(off.failures.map(({ name }) => name)).toEqual([late]);
  expect(events.processed(job)).toEqual([{ order: 1 }]);
  expect(events.configs()).toEqual({ [job]: { $LATEST: original }, [late]: { $LATEST: kept } });
});
