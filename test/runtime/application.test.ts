import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { withMaintenance } from "../../src/runtime/index.js";
import { putInFront } from "../../src/runtime/in-front.js";
import { httpApi, otherEvents } from "./support/events.js";
import { FrontDesk, readReply } from "./support/front-desk.js";

let desk: FrontDesk;
beforeEach(async () => {
  desk = await FrontDesk.open();
  desk.turnOff();
});
afterEach(async () => {
  await desk.close();
});

const answer = { statusCode: 200, body: "application", isBase64Encoded: false };
const sayYes = (): Promise<typeof answer> => Promise.resolve(answer);

describe("the application", () => {
  test("is loaded by the first request that it has to answer, and only once", async () => {
    desk.turnOn();
    await desk.ask(httpApi());
    expect(desk.loads).toBe(0);
    desk.turnOff();
    desk.machine.pass(10_000);
    await desk.ask(httpApi());
    await desk.ask(httpApi());
    expect(desk.loads).toBe(1);
  });

  test("is loaded once by requests that come at the same time", async () => {
    await Promise.all([1, 2, 3].map(() => desk.ask(httpApi())));
    expect(desk.loads).toBe(1);
    expect(desk.answered).toHaveLength(3);
  });

  test("is loaded again by the next request after it failed to load", async () => {
    let loads = 0;
    const load = (): unknown => {
      loads += 1;
      if (loads === 1) throw new Error("The database is not up yet.");
      return sayYes;
    };
    const handler = putInFront(load, {}, desk.machine);
    await expect(handler(httpApi(), {})).rejects.toThrow("The database is not up yet.");
    await expect(handler(httpApi(), {})).resolves.toBe(answer);
  });

  test.each([
    ["a handler", sayYes],
    ["a module that exports `handler`", { handler: sayYes }],
    ["a CommonJS module seen from an ES module", { default: { handler: sayYes } }],
    ["a promise of a handler", Promise.resolve(sayYes)],
    ["a promise of a module", Promise.resolve({ handler: sayYes })],
  ])("may be %s", async (_, loaded) => {
    const handler = putInFront(() => loaded, {}, desk.machine);
    await expect(handler(httpApi(), {})).resolves.toBe(answer);
  });

  test.each([{}, undefined, { handler: "app" }, { default: {} }])(
    "can't be %j, which is said",
    async (loaded) => {
      const handler = putInFront(() => loaded, {}, desk.machine);
      await expect(handler(httpApi(), {})).rejects.toThrow("Export a function named `handler`.");
    },
  );

  test("gets event, context and callback as they came", async () => {
    const seen: unknown[][] = [];
    const application = (...args: unknown[]): Promise<void> => {
      seen.push(args);
      return Promise.resolve();
    };
    const handler = putInFront(() => application, {}, desk.machine);
    const [event, context, callback] = [httpApi(), { awsRequestId: "1" }, (): void => undefined];
    await handler(event, context, callback);
    await handler(event, context);
    expect(seen[0]?.[0]).toBe(event);
    expect(seen[0]?.[1]).toBe(context);
    expect(seen[0]?.[2]).toBe(callback);
    expect(seen[1]).toHaveLength(2);
  });

  test("that fails makes the invocation fail with the same error", async () => {
    const error = new Error("Application error");
    const handler = putInFront(() => () => Promise.reject(error), {}, desk.machine);
    await expect(handler(httpApi(), {})).rejects.toBe(error);
  });

  test("that answers by callback is waited for: the handler's own promise stays open", async () => {
    const callbackStyle = (
      _event: unknown,
      _context: unknown,
      callback: (error: null, value: unknown) => void,
    ): void => {
      setImmediate(() => {
        callback(null, answer);
      });
    };
    const handler = putInFront(() => callbackStyle, {}, desk.machine);
    let isSettled = false;
    const value = await new Promise((resolve) => {
      const returned = Promise.resolve(
        handler(httpApi(), {}, (_: unknown, result: unknown) => {
          resolve(result);
        }),
      );
      void returned.then(() => (isSettled = true));
    });
    expect(value).toBe(answer);
    expect(isSettled).toBe(false);
  });

  test("that answers by callback is kept from answering during maintenance", async () => {
    desk.turnOn();
    const handler = putInFront(() => () => undefined, {}, desk.machine);
    expect(readReply(await handler(httpApi(), {}, () => undefined)).status).toBe(503);
  });

  test("may return without a promise where there is no callback", async () => {
    const handler = putInFront(() => () => answer, {}, desk.machine);
    await expect(handler(otherEvents.sqs, {})).resolves.toBe(answer);
  });

  test("is called by a handler that declares no callback, which Lambda's Node.js 24 would refuse", () => {
    expect(putInFront(() => sayYes, {}, desk.machine)).toHaveLength(2);
  });
});

test("the handler's type is that of the application's handler", () => {
  interface Event {
    readonly rawPath: string;
  }
  const handler = (event: Event): Promise<string> => Promise.resolve(event.rawPath);
  const options = { parameter: "/jets/demo-dev/maintenance/web" };
  expectTypeOf(withMaintenance(() => handler, options)).toEqualTypeOf(handler);
  expectTypeOf(withMaintenance(() => ({ handler }), options)).toEqualTypeOf(handler);
  expectTypeOf(withMaintenance(() => Promise.resolve({ handler, other: 1 }), options)).toEqualTypeOf(handler);
  expectTypeOf(withMaintenance(() => Promise.resolve({ default: { handler } }), options)).toEqualTypeOf(
    handler,
  );
});

describe("the flag that can't be read", () => {
  beforeEach(() => {
    desk.store.stop();
  });

  test("lets the application answer, with one line in the log", async () => {
    expect((await desk.ask(httpApi())).status).toBe(200);
    expect((await desk.ask(httpApi())).status).toBe(200);
    expect(desk.machine.lines).toEqual([
      expect.stringMatching(
        /^jets-maintenance: The flag \/jets\/demo-dev\/maintenance\/web can't be read \(.*ECONNREFUSED.*\)\. The application answers\.$/,
      ),
    ]);
  });

  test("shows the page with onError `closed`", async () => {
    desk.configure({ onError: "closed" });
    expect((await desk.ask(httpApi())).status).toBe(503);
    expect(desk.machine.lines).toEqual([expect.stringContaining("The maintenance page is shown.")]);
  });

  test("shows the page with onError `closed` to web requests only", async () => {
    desk.configure({ onError: "closed" });
    await desk.invoke(otherEvents.sqs);
    expect(desk.answered).toHaveLength(1);
  });
});

test("the last known state holds when SSM can't be reached any more", async () => {
  desk.turnOn();
  desk.configure({ onError: "open" });
  expect((await desk.ask(httpApi())).status).toBe(503);
  desk.store.stop();
  desk.machine.freeze(3_600_000);
  expect((await desk.ask(httpApi())).status).toBe(503);
  expect(desk.machine.lines).toEqual([expect.stringContaining("Its last known state holds: on.")]);
});

test("a container that was frozen for an hour does not serve the application on an hour-old off", async () => {
  expect((await desk.ask(httpApi())).status).toBe(200);
  desk.turnOn();
  desk.machine.freeze(3_600_000);
  expect((await desk.ask(httpApi())).status).toBe(503);
});
