import { afterEach, beforeEach, expect, test } from "vitest";
import { putInFront } from "../../src/runtime/in-front.js";
import { runJets } from "../support/process/jets.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";
import { httpApi } from "./support/events.js";
import { readReply } from "./support/front-desk.js";
import { Machine } from "./support/machine.js";

let served: ServedSandbox;
beforeEach(async () => {
  served = await serveSandbox();
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
  await runJets(["maintenance:on", "--yes"], served.env);
  expect(await statusAfter(10_000)).toBe(503);
  await runJets(["maintenance:off"], served.env);
  expect(await statusAfter(10_000)).toBe(200);
  expect(machine.lines).toEqual([]);
});
