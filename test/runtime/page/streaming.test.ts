import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { putInFront } from "../../../src/runtime/in-front.js";
import { hashSecret } from "../../../src/runtime/request/bypass.js";
import { functionUrl } from "../support/events.js";
import { FrontDesk } from "../support/front-desk.js";
import type { Handler } from "../../../src/runtime/application.js";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

/** What Lambda's runtime client puts into `globalThis.awslambda`; the real one is met in test/lambda. */
const awslambda = {
  streamifyResponse: (handler: Handler): Handler => Object.assign(handler, { [STREAMING]: "response" }),
  HttpResponseStream: {
    from: (stream: PassThrough, metadata: object): PassThrough => {
      stream.write(`${JSON.stringify(metadata)}\n`);
      return stream;
    },
  },
};

let desk: FrontDesk;
beforeEach(async () => {
  desk = await FrontDesk.open();
  desk.turnOff();
  Reflect.set(globalThis, "awslambda", awslambda);
});
afterEach(async () => {
  Reflect.deleteProperty(globalThis, "awslambda");
  await desk.close();
});

const streamingApplication = awslambda.streamifyResponse((_event, stream) => {
  if (stream instanceof PassThrough) stream.end("streamed by the application");
  return Promise.resolve();
});

async function stream(handler: Handler, event: object): Promise<string> {
  const response = new PassThrough();
  await handler(event, response, {});
  return text(response);
}

test("the front is marked as streaming before the application is loaded", () => {
  const handler = putInFront(() => streamingApplication, { streaming: true }, desk.machine);
  expect(Reflect.get(handler, STREAMING)).toBe("response");
});

test("a streaming application streams", async () => {
  const handler = putInFront(() => streamingApplication, { streaming: true }, desk.machine);
  expect(await stream(handler, functionUrl())).toBe("streamed by the application");
});

test("the page is streamed in front of a streaming application", async () => {
  desk.turnOn();
  await desk.putPage("maintenance.html", "<h1>Back soon</h1>");
  const options = { streaming: true, publicDir: desk.publicDir };
  const written = await stream(
    putInFront(() => streamingApplication, options, desk.machine),
    functionUrl(),
  );
  const [metadata = "", body] = written.split("\n");
  expect(JSON.parse(metadata)).toMatchObject({ statusCode: 503, headers: { "Retry-After": "120" } });
  expect(body).toBe("<h1>Back soon</h1>");
});

test("a bypass link's cookie is streamed too", async () => {
  desk.turnOn({ bypass: { hash: hashSecret("s") } });
  const handler = putInFront(() => streamingApplication, { streaming: true }, desk.machine);
  const written = await stream(handler, functionUrl({ query: "jets-bypass=s" }));
  expect(JSON.parse(written)).toMatchObject({
    statusCode: 302,
    headers: { Location: "?" },
    cookies: [expect.stringContaining("__Host-jets-bypass=")],
  });
});

test("a streaming application behind a front that does not stream is refused with the remedy", async () => {
  const handler = putInFront(() => streamingApplication, {}, desk.machine);
  await expect(handler(functionUrl(), {})).rejects.toThrow("Pass `streaming: true` to withMaintenance.");
});

test("an application that does not stream behind a front that does is refused with the remedy", async () => {
  const handler = putInFront(() => () => Promise.resolve(), { streaming: true }, desk.machine);
  await expect(stream(handler, functionUrl())).rejects.toThrow("Leave `streaming` away");
});

test("outside of Lambda, streaming is refused at once", () => {
  Reflect.deleteProperty(globalThis, "awslambda");
  expect(() => putInFront(() => streamingApplication, { streaming: true }, desk.machine)).toThrow(
    "`streaming: true` works in Lambda only",
  );
});
