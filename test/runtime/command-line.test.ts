import { afterEach, beforeEach, expect, test } from "vitest";
import { putInFront } from "../../src/runtime/in-front.js";
import { runInProcess } from "../support/in-process.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";
import { httpApi } from "./support/events.js";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.js";
import { readReply } from "./support/front-desk.js";
import { Machine } from "./support/machine.js";

let served: ServedSandbox;
let clock: VirtualClock;
beforeEach(async () => {
  clock = createVirtualClock();
  served = await serveSandbox({ clock });
});
afterEach(() => served.close());

test("the page comes and goes with the command line's `on` and `off`, within the time to live", async () => {
  const machine = new Machine(served.env);
  const application = (): Promise<object> =>
    Promise.resolve({ statusCode: 200, body: "", isBase64Encoded: false });
  const handler = putInFront(() => application, {}, machine);
  const statusAfter = async (ms: number): Promise<number> => {
    machine.freeze(ms);
    return readReply(await handler(httpApi(), {})).status;
  };
  expect(await statusAfter(0)).toBe(200);
  await runInProcess({ sandbox: served.sandbox, clock }, "maintenance:on", "--yes");
  expect(await statusAfter(10_000)).toBe(503);
  await runInProcess({ sandbox: served.sandbox, clock }, "maintenance:off");
  expect(await statusAfter(10_000)).toBe(200);
  expect(machine.lines).toEqual([]);
});
