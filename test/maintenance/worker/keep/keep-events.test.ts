import { beforeEach, describe, expect, test } from "vitest";
import { nameOf, queue, setScene, worker, type Scene } from "../../../support/scene.js";

const kept = queue("jets-demo-dev-events");
const job = nameOf("job");
const report = nameOf("report");
const functions = [
  worker("job", { reserved: 5 }),
  worker("report", {
    versions: 1,
    aliases: { live: "1" },
    onSuccess: queue("done"),
    maximumEventAge: 3_600,
    maximumRetryAttempts: 0,
  }),
];

let scene: Scene;

beforeEach(() => {
  scene = setScene({ functions, eventInvokeSettlesMs: 5_000 });
});

const send = (name: string, event: object): void => {
  scene.sandbox.world.sendEvent(name, event);
};
const processed = (name: string): unknown[] => scene.sandbox.world.processedBy(name);
const lost = (): unknown[] => [job, report].flatMap((name) => scene.sandbox.world.lostBy(name));
const configs = (): Record<string, unknown> =>
  Object.fromEntries([job, report].map((name) => [name, scene.sandbox.world.eventInvokeConfigsOf(name)]));

describe("events of workers that are stopped with keepEvents", () => {
  test("come to their function once maintenance is over, and everything is as it was", async () => {
    const before = [scene.settled(), configs()];
    await scene.on({ keepEvents: true });
    send(job, { order: 1 });
    send(report, { order: 2 });
    expect(lost()).toEqual([]);
    expect(processed(job)).toEqual([]);
    const off = await scene.off();
    expect(off).toMatchObject({ state: "off", events: { replayed: 2, skipped: 0, left: 0, failures: [] } });
    expect(processed(job)).toEqual([{ order: 1 }]);
    expect(processed(report)).toEqual([{ order: 2 }]);
    expect([scene.settled(), configs()]).toEqual(before);
  });

  test("are not lost at any moment of the way in", async () => {
    for (let call = 1; call <= 60; call += 1) {
      const action = {
        kind: "hook",
        when: "before",
        run: () => {
          send(job, { call });
        },
      } as const;
      scene.sandbox.addFault({ nth: call, action });
    }
    await scene.on({ keepEvents: true });
    scene.sandbox.clearFaults();
    expect(lost()).toEqual([]);
    await scene.off();
    expect(lost()).toEqual([]);
    const seen = processed(job).map((event) => JSON.stringify(event));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("leave what was configured for them as it was, but for the failure destination", async () => {
    await scene.on({ keepEvents: true });
    expect(configs()).toEqual({
      [job]: { $LATEST: { onFailure: kept } },
      [report]: {
        $LATEST: {
          onSuccess: queue("done"),
          onFailure: kept,
          maximumEventAge: 3_600,
          maximumRetryAttempts: 0,
        },
        "1": { onFailure: kept },
        live: { onFailure: kept },
      },
    });
  });
});
