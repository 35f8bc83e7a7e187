import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compileAllow } from "../../../src/runtime/request/allow.js";
import { alb, httpApi, rest } from "../support/events.js";
import { FrontDesk } from "../support/front-desk.js";

let desk: FrontDesk;
beforeEach(async () => {
  desk = await FrontDesk.open();
  desk.turnOn();
  desk.configure({ allow: ["/up", "/webhooks/*", "/caf%C3%A9"] });
});
afterEach(async () => {
  await desk.close();
});

test.each([
  "/up",
  "/webhooks/",
  "/webhooks/stripe",
  "/webhooks/a/b.json",
  "/webhooks/order%20123",
  "/webhooks/caf%C3%A9",
  "/webhooks/~a-b_c.d:e@f,g",
  "/caf%C3%A9",
])("%s goes to the application", async (path) => {
  expect((await desk.ask(alb({ path }))).status).toBe(200);
});

test.each([
  "/",
  "/up/",
  "/UP",
  "/upload",
  "//up",
  "/up/../admin",
  "/%75p",
  "/webhooks",
  "/webhooks/../admin",
  "/webhooks/..",
  "/webhooks/./x",
  "/webhooks/%2e%2e/admin",
  "/webhooks/%2E%2e%2fadmin",
  "/webhooks/..%2fadmin",
  "/webhooks/%252e%252e/admin",
  "/webhooks//admin",
  "/webhooks/..\\admin",
  "/webhooks/%5cadmin",
  "/webhooks/..;/admin",
  "/webhooks/%3badmin",
  "/webhooks/%00",
  "/webhooks/%0d%0aX",
  "/webhooks/\n",
  "/webhooks/?a",
  "/webhooks/%3f",
  "/webhooks/#a",
  "/webhooks/%23",
  "/webhooks/%c0%ae%c0%ae/admin",
  "/webhooks/%",
  "/webhooks/%zz",
  "/x/webhooks/a",
  "",
])("%j does not", async (path) => {
  expect((await desk.ask(alb({ path }))).status).toBe(503);
  expect(desk.answered).toEqual([]);
});

test("a path that is let through is the same in every router: decoding and tidying it changes nothing", () => {
  const isAllowed = compileAllow(["/up*"]);
  const piece = fc.constantFrom(
    "/",
    ".",
    "..",
    "%",
    "2e",
    "2F",
    "25",
    "5c",
    "\\",
    ";",
    "a",
    "admin",
    "?",
    "#",
    " ",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = `/up${pieces.join("")}`;
      if (!isAllowed(path)) return;
      const once = decodeURIComponent(path);
      expect(decodeURIComponent(once)).toBe(once);
      // The URL class trims an end that is a space, hence the letter.
      expect(decodeURIComponent(new URL(`${once}x`, "http://host").pathname)).toBe(`${once}x`);
      expect(once.split("/")).toHaveLength(path.split("/").length);
    }),
    { numRuns: 20_000 },
  );
});

describe("a stage in the address", () => {
  test("is not part of the path of an HTTP API", async () => {
    const event = httpApi({ path: "/dev/up" });
    const staged = { ...event, requestContext: { stage: "dev", http: { method: "GET" } } };
    expect((await desk.ask(staged)).status).toBe(200);
    expect((await desk.ask(event)).status).toBe(503);
  });

  test("is not part of the path of a REST API", async () => {
    expect((await desk.ask(rest({ path: "/up" }))).status).toBe(200);
  });
});

test.each(["up", "*", "/a*/b", ""])(
  "the rule %j, which could never match, is refused at the start",
  (rule) => {
    expect(() => {
      desk.configure({ allow: [rule] });
    }).toThrow(`"${rule}" in \`allow\` matches no path.`);
  },
);

test("a path without a rule is not let through by the empty list", async () => {
  desk.configure({ allow: [] });
  expect((await desk.ask(alb({ path: "/up" }))).status).toBe(503);
});
