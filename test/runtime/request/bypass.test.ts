import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashSecret } from "../../../src/runtime/request/bypass.js";
import { alb, fronts, functionUrl, httpApi, rest, type Ask } from "../support/events.js";
import { FrontDesk } from "../support/front-desk.js";

const secret = "Zm9yIHRoZSB0ZXN0cyBvbmx5LCBub3RoaW5nIGVsc2U";
const link = { path: "/posts/1", query: `page=2&jets-bypass=${secret}&sort=up%20down` };

let desk: FrontDesk;
beforeEach(async () => {
  desk = await FrontDesk.open();
  desk.turnOn({ bypass: { hash: hashSecret(secret) } });
});
afterEach(async () => {
  await desk.close();
});

/** The cookie that a browser would send after following the link. */
async function followLink(): Promise<string> {
  const { cookie } = await desk.ask(httpApi(link));
  return cookie?.split(";")[0] ?? "";
}

describe.each(Object.entries(fronts))("behind %s", (_, eventOf: (ask?: Ask) => object) => {
  test("a bypass link leads to the same address without the secret, with a cookie", async () => {
    const reply = await desk.ask(eventOf(link));
    expect(reply.status).toBe(302);
    const sort = eventOf === rest || eventOf === fronts.httpApi1 ? "up+down" : "up%20down";
    expect(reply.headers.location).toBe(`?page=2&sort=${sort}`);
    expect(reply.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(reply.cookie).toMatch(
      /^__Host-jets-bypass=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test("a visitor with the cookie reaches the application", async () => {
    const cookie = await followLink();
    expect((await desk.ask(eventOf({ headers: { cookie: `a=b; ${cookie}; c=d` } }))).status).toBe(200);
  });

  test("a script with the header reaches the application", async () => {
    expect((await desk.ask(eventOf({ headers: { "X-Jets-Bypass": secret } }))).status).toBe(200);
  });
});

describe("the page stays shut", () => {
  test.each(["", "wrong", secret.toLowerCase(), `${secret} `, hashSecret(secret)])(
    "to the secret %j",
    async (wrong) => {
      const query = new URLSearchParams({ "jets-bypass": wrong }).toString();
      expect((await desk.ask(httpApi({ query }))).status).toBe(503);
      expect((await desk.ask(httpApi({ headers: { "x-jets-bypass": wrong } }))).status).toBe(503);
    },
  );

  test("to a link that is posted to", async () => {
    expect((await desk.ask(httpApi({ ...link, method: "POST" }))).status).toBe(503);
  });

  test("to a cookie of a secret that was replaced", async () => {
    const cookie = await followLink();
    desk.turnOn({ bypass: { hash: hashSecret("another secret") } });
    desk.configure();
    expect((await desk.ask(httpApi({ headers: { cookie } }))).status).toBe(503);
  });

  test("to a cookie of an earlier maintenance, when this one has no secret", async () => {
    const cookie = await followLink();
    desk.turnOn({});
    desk.configure();
    expect((await desk.ask(httpApi({ headers: { cookie } }))).status).toBe(503);
    expect((await desk.ask(httpApi({ headers: { "x-jets-bypass": secret } }))).status).toBe(503);
  });

  test("to a cookie older than twelve hours", async () => {
    const cookie = await followLink();
    desk.machine.freeze(12 * 3_600_000 - 1_000);
    expect((await desk.ask(httpApi({ headers: { cookie } }))).status).toBe(200);
    desk.machine.freeze(1_000);
    expect((await desk.ask(httpApi({ headers: { cookie } }))).status).toBe(503);
  });

  test("to a cookie with a later end than was signed", async () => {
    const [name, value = ""] = (await followLink()).split("=");
    const [expires, token, signature] = value.split(".");
    const later = `${name}=${Number(expires) + 1}.${token}.${signature}`;
    expect((await desk.ask(httpApi({ headers: { cookie: later } }))).status).toBe(503);
  });

  test("to a cookie made from the hash alone, which is all that SSM tells", async () => {
    const hash = hashSecret(secret);
    const expires = String(Math.floor(desk.machine.now() / 1000) + 60);
    for (const token of [hash, "", createHash("sha256").update(hash).digest("base64url")]) {
      const signature = createHmac("sha256", token).update(expires).digest("base64url");
      const cookie = `__Host-jets-bypass=${expires}.${token}.${signature}`;
      expect((await desk.ask(httpApi({ headers: { cookie } }))).status).toBe(503);
    }
  });

  test("to any cookie that differs in one character", async () => {
    const cookie = await followLink();
    const start = cookie.indexOf("=") + 1;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: start, max: cookie.length - 1 }),
        fc.constantFrom("A", "z", "0", "9", "-", "_", "."),
        async (at, letter) => {
          fc.pre(cookie[at] !== letter);
          const forged = cookie.slice(0, at) + letter + cookie.slice(at + 1);
          expect((await desk.ask(httpApi({ headers: { cookie: forged } }))).status).toBe(503);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("a right cookie beside a wrong one of the same name still counts", async () => {
  const cookie = await followLink();
  const headers = { cookie: `__Host-jets-bypass=old; ${cookie}` };
  expect((await desk.ask(alb({ headers }))).status).toBe(200);
});

test("a link without anything else leads to the same address without a query", async () => {
  const { headers } = await desk.ask(httpApi({ query: `jets-bypass=${secret}` }));
  expect(new URL(headers.location ?? "", `https://shop.example.com/a?jets-bypass=${secret}`).search).toBe("");
});

test("behind a custom domain and a named stage the address stays the visitor's own", async () => {
  const event = { ...httpApi({ path: "/prod/shop", query: `a=1&jets-bypass=${secret}` }) };
  Object.assign(event, { requestContext: { http: { method: "GET" }, stage: "prod" } });
  const { headers } = await desk.ask(event);
  for (const asked of [
    "https://shop.example.com/shop",
    "https://example.com/base/shop/",
    "https://example.com",
  ]) {
    const seen = new URL(headers.location ?? "", `${asked}?a=1&jets-bypass=${secret}`);
    expect(seen.href).toBe(new URL(`${asked}?a=1`).href);
  }
});

test.each([
  "//evil.example.com/",
  "/\\evil.example.com",
  "/.//evil.example.com",
  "\\/\\/evil.example.com",
  "/a\r\nSet-Cookie: a=b",
])("the link at %j leads nowhere else", async (path) => {
  const query = `jets-bypass=${secret}&next=//evil.example.com/\r\nSet-Cookie: a=b`;
  const { headers } = await desk.ask(functionUrl({ path, query }));
  expect(headers.location).toMatch(/^\?[^\s]*$/);
  expect(new URL(headers.location ?? "", "https://shop.example.com/").origin).toBe(
    "https://shop.example.com",
  );
});

test("the secret is in no parameter, no log and no answer", async () => {
  desk.machine.log("start");
  const reply = await desk.ask(httpApi(link));
  desk.store.misbehaviours.push((response) => response.writeHead(500).end());
  desk.machine.freeze(60_000);
  await desk.ask(httpApi({ ...link, headers: { "x-jets-bypass": secret } }));
  const told = [
    ...desk.store.values.values(),
    ...desk.machine.lines,
    JSON.stringify(reply),
    JSON.stringify(desk.store.calls),
  ];
  expect(told.filter((text) => text.includes(secret))).toEqual([]);
  expect(desk.machine.lines).toHaveLength(2);
});

test("secrets, tokens and signatures are compared in constant time only", () => {
  const source = readFileSync(new URL("../../../src/runtime/request/bypass.ts", import.meta.url), "utf8");
  const others = [...source.matchAll(/(\S+) (?:[!=]==?) (\S+?)[\s);]/g)].map(([, , right]) => right);
  expect(others.filter((right) => right !== "undefined" && right !== "null" && right !== '""')).toEqual([]);
  expect(source.match(/timingSafeEqual\(/g)).toHaveLength(1);
});
