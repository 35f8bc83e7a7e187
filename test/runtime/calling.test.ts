import { afterEach, beforeEach, describe, expect, test } from "vitest";
import middy from "@middy/core";
import { putInFront } from "../../src/runtime/in-front.js";
import type { Handler } from "../../src/runtime/application.js";
import { httpApi } from "./support/events.js";
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

/** Calls back, as an application that was given no callback could not. */
function call(callback: unknown, ...args: readonly unknown[]): unknown {
  if (typeof callback !== "function") throw new TypeError("callback is not a function");
  return Reflect.apply(callback, undefined, args);
}

const applications: Record<string, Handler> = {
  async: () => Promise.resolve(answer),
  "async, with a callback that is not used": (_event, _context, _callback) => Promise.resolve(answer),
  synchronous: () => answer,
  "synchronous, with a callback that is not used": (_event, _context, _callback) => answer,
  "callback at once": (_event, _context, callback) => void call(callback, null, answer),
  "callback later": (_event, _context, callback) =>
    void setImmediate(() => call(callback, undefined, answer)),
  "callback later, and the timer returned": (_event, _context, callback) =>
    setTimeout(() => call(callback, null, answer), 1),
  "callback later, and a number returned": (_event, _context, callback) => {
    setImmediate(() => call(callback, null, answer));
    return 1;
  },
  "thenable of its own": () => ({ then: (done: (value: unknown) => unknown) => done(answer) }),
};

/** Those who call a handler, each in their way. */
const callers: Record<string, (handler: Handler, event: object) => unknown> = {
  "no context": (handler, event) => handler(event),
  "event and context": (handler, event) => handler(event, {}),
  "a third argument that is undefined": (handler, event) => handler(event, {}, undefined),
  // https://github.com/getsentry/sentry-javascript, aws-serverless: a callback only for handlers that declare one
  "what Sentry gives": (handler, event) =>
    handler.length > 2 ? promisify(handler, event) : handler(event, {}),
  middy: (handler, event) => middy(handler)(event, Object.create(null)),
  // Lambda's own runtime client, up to Node.js 22: what comes first counts.
  "a callback and the promise": (handler, event) => promisify(handler, event),
};

function promisify(handler: Handler, event: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = handler(event, {}, (error: unknown, value: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve(value);
    });
    Promise.resolve(returned).then(resolve, reject);
  });
}

describe.each(Object.entries(callers))("called with %s", (_, ask) => {
  test.each(Object.entries(applications))("an application that is %s answers", async (__, application) => {
    const handler = putInFront(() => application, {}, desk.machine);
    expect(await ask(handler, httpApi())).toBe(answer);
    expect(await ask(handler, httpApi())).toBe(answer);
  });

  test("an application that fails fails with its own error", async () => {
    const error = new RangeError("too far");
    const failing: Handler[] = [
      () => Promise.reject(error),
      () => {
        throw error;
      },
      (_event, _context, callback) => void setImmediate(() => call(callback, error)),
    ];
    for (const application of failing) {
      const handler = putInFront(() => application, {}, desk.machine);
      await expect(ask(handler, httpApi())).rejects.toBe(error);
    }
  });

  test.each(Object.entries(applications))(
    "visitors of one that is %s get the page",
    async (__, application) => {
      desk.turnOn();
      const handler = putInFront(() => application, {}, desk.machine);
      expect(readReply(await ask(handler, httpApi())).status).toBe(503);
    },
  );
});

test("who listens to a callback only gets the page by it", async () => {
  desk.turnOn();
  const handler = putInFront(() => applications.async, {}, desk.machine);
  const reply = await new Promise((resolve) => {
    void handler(httpApi(), {}, (_: unknown, value: unknown) => {
      resolve(value);
    });
  });
  expect(readReply(reply).status).toBe(503);
});

test("the application gets all arguments and `this` as they came", async () => {
  const seen: unknown[] = [];
  const application = function (this: unknown, ...args: readonly unknown[]): Promise<void> {
    seen.push(this, args);
    return Promise.resolve();
  };
  const owner = { handler: putInFront(() => application, {}, desk.machine) };
  const args = [httpApi(), { awsRequestId: "1" }, { signal: "middy's" }, "more"] as const;
  await owner.handler(...args);
  await owner.handler(args[0]);
  expect(seen).toEqual([owner, args, owner, [args[0]]]);
});

test("an application that takes middy's signal finds it", async () => {
  const application = (_event: unknown, _context: unknown, third: unknown): Promise<unknown> =>
    Promise.resolve(third);
  const handler = putInFront(() => application, {}, desk.machine);
  expect(await middy(handler)(httpApi(), Object.create(null))).toHaveProperty("signal.aborted", false);
});

test("middy may be in front or behind", async () => {
  const behind = middy(() => Promise.resolve(answer));
  const handler = putInFront(() => behind, {}, desk.machine);
  expect(await handler(httpApi(), {})).toBe(answer);
});

test.each([
  ["a server, as serverless-express did", { on: () => undefined }],
  ["an object with a promise, as aws-serverless-express does", { promise: Promise.resolve() }],
  ["nothing", undefined],
])("an application that returns %s answers by `context.succeed`, and Lambda waits", async (_, returned) => {
  const application = (_event: unknown, context: unknown): unknown => {
    setImmediate(() => call(Reflect.get(Object(context), "succeed"), answer));
    return returned;
  };
  const handler = putInFront(() => application, {}, desk.machine);
  const first = await new Promise((resolve) => {
    const returnedByHandler = handler(httpApi(), { succeed: resolve }, () => undefined);
    void Promise.resolve(returnedByHandler).then(() => {
      resolve("too early");
    });
  });
  expect(first).toBe(answer);
});
