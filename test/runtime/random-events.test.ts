import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleSize } from "../support/sample.js";
import { fronts } from "./support/events.js";
import { FrontDesk, readReply } from "./support/front-desk.js";
import { hashSecret } from "../../src/runtime/request/bypass.js";
import { anyText } from "../support/any-text.js";

let desk: FrontDesk;
beforeAll(async () => {
  desk = await FrontDesk.open();
  desk.turnOn({ bypass: { hash: hashSecret("a secret") } });
  desk.configure({ allow: ["/up*"], cors: ["https://app.example.com"] });
});
afterAll(async () => {
  await desk.close();
});

/** Any JSON, with the words of real events more often than chance would have it. */
const words = [
  ...[
    "requestContext",
    "http",
    "elb",
    "httpMethod",
    "path",
    "rawPath",
    "version",
    "headers",
    "multiValueHeaders",
  ],
  ...[
    "cookies",
    "method",
    "stage",
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "rawQueryString",
    "2.0",
  ],
];
const key = fc.oneof(fc.constantFrom(...words), fc.string());
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.constantFrom<unknown>(null, true, 0, "2.0", "GET", "/"), anyText(), fc.double()),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(key, tie("json"), { maxKeys: 8 }),
  ),
}));

test("no event whatever makes it throw or answer other than its own or the application's response", async () => {
  await fc.assert(
    fc.asyncProperty(json, async (event) => {
      const before = desk.answered.length;
      const reply = readReply(await desk.invoke(event));
      const isAnswered = desk.answered.length === before + 1;
      expect(isAnswered ? 200 : 503).toBe(reply.status);
      if (!isAnswered) expect(looksLikeWebRequest(event)).toBe(true);
    }),
    { numRuns: sampleSize(2_500, 10_000) },
  );
});

test("a web request with anything at all in any of its fields gets an answer", async () => {
  const method = fc.oneof(fc.constantFrom("GET", "HEAD", "OPTIONS"), fc.string());
  const text = anyText();
  const ask = fc.record({
    method,
    path: text,
    query: text,
    headers: fc.dictionary(fc.constantFrom("accept", "cookie", "origin", "x-jets-bypass", "host"), text),
  });
  const field = fc.constantFrom(
    "headers",
    "multiValueHeaders",
    "cookies",
    "rawQueryString",
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "body",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(fronts)),
      ask,
      field,
      json,
      async (eventOf, asked, name, value) => {
        const reply = readReply(await desk.invoke({ ...eventOf(asked), [name]: value }));
        expect([200, 204, 302, 503]).toContain(reply.status);
      },
    ),
    { numRuns: sampleSize(500, 2_000) },
  );
});

// Deliberately wider than the runtime's own test, and put together from what AWS documents of the fronts.
function looksLikeWebRequest(event: unknown): boolean {
  const text = JSON.stringify(event);
  const has = (name: string): boolean => text.includes(`"${name}"`);
  return (
    has("requestContext") &&
    ((has("httpMethod") && has("path")) || (has("http") && has("rawPath") && has("method")))
  );
}
