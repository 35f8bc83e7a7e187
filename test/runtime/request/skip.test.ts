import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpApi, otherEvents } from "../support/events.js";
import { FrontDesk } from "../support/front-desk.js";

let desk: FrontDesk;
beforeEach(async () => {
  desk = await FrontDesk.open();
});
afterEach(async () => {
  await desk.close();
});

const repeated = {
  "a scheduled rule": otherEvents.schedule,
  "EventBridge Scheduler": {
    version: "0",
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    detail: "{}",
  },
  "serverless-plugin-warmup": otherEvents["warm-up"],
  "lambda-warmer": { warmer: true, concurrency: 3 },
  "Jets' prewarming": { _prewarm: "1" },
};
const others = Object.entries(otherEvents).filter(([name]) => name !== "schedule" && name !== "warm-up");

describe.each(Object.entries(repeated))("with `skipEvents`, %s", (_, event) => {
  beforeEach(() => {
    desk.configure({ skipEvents: true });
  });

  test("is answered with nothing during maintenance, and the application is not loaded", async () => {
    desk.turnOn();
    expect(await desk.invoke(event)).toBeUndefined();
    expect(desk.loads).toBe(0);
  });

  test("reaches the application while maintenance is off", async () => {
    desk.turnOff();
    await desk.invoke(event);
    expect(desk.answered).toEqual([event]);
  });
});

test.each(others)(
  "with `skipEvents`, %s reaches the application all the same: answered, it would be lost",
  async (_, event) => {
    desk.turnOn();
    desk.configure({ skipEvents: true });
    await desk.invoke(event);
    expect(desk.answered).toEqual([event]);
  },
);

test("with a function for `skipEvents`, what it says `true` of is skipped, and web requests get the page", async () => {
  desk.turnOn();
  desk.configure({ skipEvents: (event) => event === otherEvents["direct invoke"] });
  expect(await desk.invoke(otherEvents["direct invoke"])).toBeUndefined();
  await desk.invoke(otherEvents.schedule);
  expect(desk.answered).toEqual([otherEvents.schedule]);
  expect((await desk.ask(httpApi())).status).toBe(503);
});

test("nothing is skipped while the flag was never read, with onError `closed` neither", async () => {
  desk.store.stop();
  desk.configure({ skipEvents: true, onError: "closed" });
  await desk.invoke(otherEvents.schedule);
  expect(desk.answered).toEqual([otherEvents.schedule]);
});
