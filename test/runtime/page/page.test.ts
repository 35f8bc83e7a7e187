import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fronts, httpApi } from "../support/events.js";
import { FrontDesk } from "../support/front-desk.js";

let desk: FrontDesk;
beforeEach(async () => {
  desk = await FrontDesk.open();
});
afterEach(async () => {
  await desk.close();
});

const accepting = (accept: string): object => httpApi({ headers: { accept } });

describe("a page of the team's own", () => {
  test("is served as it is", async () => {
    await desk.putPage(
      "maintenance.html",
      "<h1>Currently Under Maintenance</h1><p>We've gone fishing – überall.</p>",
    );
    desk.turnOn({ message: "not asked for" });
    const reply = await desk.ask(httpApi());
    expect(reply.body).toBe("<h1>Currently Under Maintenance</h1><p>We've gone fishing – überall.</p>");
    expect(reply.headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "retry-after": "120" });
    expect(reply.headers).not.toHaveProperty("content-security-policy");
  });

  test("may be JSON", async () => {
    await desk.putPage("maintenance.json", '{"status":"maintenance"}');
    desk.turnOn();
    const reply = await desk.ask(accepting("text/html"));
    expect(reply.status).toBe(503);
    expect(reply.body).toBe('{"status":"maintenance"}');
    expect(reply.headers["content-type"]).toBe("application/json");
  });

  test.each(["text/html", "application/json"])(
    "is the HTML one where both are there, for %s",
    async (accept) => {
      await desk.putPage("maintenance.html", "<h1>HTML</h1>");
      await desk.putPage("maintenance.json", '{"json":true}');
      desk.turnOn();
      expect((await desk.ask(accepting(accept))).body).toBe("<h1>HTML</h1>");
    },
  );

  test("is read once and kept", async () => {
    await desk.putPage("maintenance.html", "first");
    desk.turnOn();
    await desk.ask(httpApi());
    await desk.putPage("maintenance.html", "second");
    expect((await desk.ask(httpApi())).body).toBe("first");
  });

  test("is looked for in `public` under Lambda's task root", async () => {
    await mkdir(join(desk.publicDir, "public"));
    await writeFile(join(desk.publicDir, "public/maintenance.html"), "from the task root");
    desk.machine.env.LAMBDA_TASK_ROOT = desk.publicDir;
    desk.configure({ publicDir: "public" });
    desk.turnOn();
    expect((await desk.ask(httpApi())).body).toBe("from the task root");
  });

  test("that can't be read gives way to the default page, with a line in the log", async () => {
    await mkdir(join(desk.publicDir, "maintenance.html"));
    desk.turnOn();
    expect((await desk.ask(httpApi())).body).toContain("We’ll be back soon");
    expect(desk.machine.lines).toEqual([
      expect.stringContaining("The maintenance page can't be read (Error: EISDIR"),
    ]);
  });

  test.each([
    ["alb", "x".repeat(1_048_576), false],
    ["albMulti", '"'.repeat(600_000), false],
    ["albMulti", "x".repeat(1_000_000), true],
    ["httpApi", "x".repeat(1_100_000), true],
    ["httpApi", "x".repeat(6 * 1_048_576), false],
    ["rest", "é".repeat(3_200_000), false],
    ["lattice2", "x".repeat(6_000_000), true],
  ] as const)("is served behind %s only where this front takes it (%#)", async (front, page, isTaken) => {
    await desk.putPage("maintenance.html", page);
    desk.turnOn();
    for (const event of [fronts[front](), fronts[front]()]) {
      const { status, body } = await desk.ask(event);
      expect(status).toBe(503);
      expect(body === page).toBe(isTaken);
      expect(body.includes("We’ll be back soon")).toBe(!isTaken);
    }
    expect(desk.machine.lines).toEqual(
      isTaken
        ? []
        : [expect.stringMatching(/^jets-maintenance: .*maintenance\.html is too large for \d+ bytes/)],
    );
  });

  test.each([
    ["Latin-1", Buffer.from("<h1>Z\xfcrich</h1>", "latin1")],
    ["UTF-16 with a mark", Buffer.from("\ufeff<h1>Back</h1>", "utf16le")],
    ["UTF-16 without one", Buffer.from("<h1>Back</h1>", "utf16le")],
  ])("in %s gives way to the default page, with one line in the log", async (_, page) => {
    await writeFile(join(desk.publicDir, "maintenance.html"), page);
    desk.turnOn();
    expect((await desk.ask(httpApi())).body).toContain("We’ll be back soon");
    expect((await desk.ask(httpApi())).body).toContain("We’ll be back soon");
    expect(desk.machine.lines).toEqual([
      expect.stringMatching(
        /^jets-maintenance: .*maintenance\.html is not UTF-8, so visitors get the default page/,
      ),
    ]);
  });
});

describe("without a page of the team's own", () => {
  beforeEach(() => {
    desk.turnOn();
  });

  test.each([
    "application/json",
    "application/json, text/plain, */*",
    "application/problem+json",
    "application/vnd.api+json;q=0.9",
    "APPLICATION/JSON",
    "application/json, text/html;q=0",
  ])("a client that accepts %s gets a problem document", async (accept) => {
    const reply = await desk.ask(accepting(accept));
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(reply.body)).toEqual({
      type: "about:blank",
      title: "Service Unavailable",
      status: 503,
      detail: "Down for maintenance. Please try again later.",
      retryAfter: 120,
    });
  });

  test.each([
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "*/*",
    "",
    "text/html, application/json",
    "image/avif,image/webp",
    "application/json;q=0",
    ";;,,q=0;",
  ])("a client that accepts %j gets the default page", async (accept) => {
    expect((await desk.ask(accepting(accept))).headers["content-type"]).toBe("text/html; charset=utf-8");
  });

  test("the default page has a language, a title, one main part and one heading", async () => {
    const { body } = await desk.ask(httpApi());
    expect(body).toMatch(
      /<html lang="en">[^]*<title>Down for maintenance<\/title>[^]*<main>[^]*<h1>[^]*<\/main>/,
    );
    expect(body).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  });

  test("the default page asks no other address for anything", async () => {
    const { body } = await desk.ask(httpApi());
    expect(body.match(/(?:src|href|url)\s*[=(]\s*["']?[^"')>\s]*/g)).toEqual(['href="data:,', 'href="']);
  });

  test("the default page reloads itself, with a refresh where scripts don't run", async () => {
    const { body } = await desk.ask(httpApi());
    expect(body).toContain('<noscript><meta http-equiv="refresh" content="120"></noscript>');
    expect(body).toContain('<body data-retry="120">');
  });

  test("the default page does not load again what was posted", async () => {
    const { body } = await desk.ask(httpApi({ method: "POST" }));
    expect(body).not.toContain("http-equiv");
    expect(body).toContain('<body data-retry="0">');
    expect(body).toContain("send it again later");
  });
});

describe("what `maintenance:on` was told", () => {
  const inTwoHours = "2026-11-23T14:00:00Z";

  test("is on the default page", async () => {
    desk.turnOn({ message: "We move to a bigger house.\nThank you.", until: inTwoHours });
    const { body, headers } = await desk.ask(httpApi());
    expect(body).toContain("We move to a bigger house.\nThank you.");
    expect(body).toContain(
      '<time datetime="2026-11-23T14:00:00.000Z">Monday 23 November at 14:00 UTC</time>',
    );
    expect(headers["retry-after"]).toBe("7200");
  });

  test("is in the problem document", async () => {
    desk.turnOn({ message: "We move.", until: inTwoHours });
    const { body } = await desk.ask(accepting("application/json"));
    expect(JSON.parse(body)).toMatchObject({
      detail: "We move.",
      retryAfter: 7200,
      until: "2026-11-23T14:00:00.000Z",
    });
  });

  test.each([
    [{}, "120"],
    [{ retryAfter: 30 }, "30"],
    [{ until: inTwoHours, retryAfter: 30 }, "7200"],
    [{ until: "2026-11-23T12:00:00.400Z" }, "1"],
    [{ until: "2026-11-23T11:00:00Z" }, "120"],
    [{ until: "2026-11-23T11:00:00Z", retryAfter: 30 }, "30"],
    [{ until: "soon", retryAfter: -5 }, "120"],
    [{ until: 7, retryAfter: "60\r\nSet-Cookie: a=b" }, "120"],
    [{ retryAfter: 0.5 }, "120"],
  ])("%j makes Retry-After %s", async (info, seconds) => {
    desk.turnOn(info);
    expect((await desk.ask(httpApi())).headers["retry-after"]).toBe(seconds);
  });

  test("once its time is over, is not promised any more", async () => {
    desk.turnOn({ until: "2026-11-23T11:00:00Z" });
    const { body } = await desk.ask(httpApi());
    expect(body).toContain("It is taking a little longer than planned.");
    expect(body).not.toContain("<time");
  });

  test.each([
    ["no JSON", "{nope"],
    ["no object", '"on"'],
  ])("is left out when it is %s, with a line in the log", async (_, text) => {
    desk.turnOn();
    desk.store.values.set("/jets/demo-dev/maintenance/web/info", text);
    expect(await desk.ask(httpApi())).toMatchObject({ status: 503 });
    expect(desk.machine.lines).toEqual([expect.stringContaining("The info parameter is not")]);
  });

  test.each([
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><svg/onload=alert(1)>",
    "&lt;b&gt; '",
  ])("can't bring markup into the page: %s", async (message) => {
    desk.turnOn();
    const plain = (await desk.ask(httpApi())).body;
    desk.configure();
    desk.turnOn({ message });
    const { body } = await desk.ask(httpApi());
    const tags = (html: string): number => html.split("<").length;
    expect(tags(body)).toBe(tags(plain));
    expect(body).not.toContain(message);
  });

  test("can't bring anything into the headers", async () => {
    desk.turnOn();
    const plain = await desk.ask(httpApi());
    desk.configure();
    desk.turnOn({ message: "a\r\nSet-Cookie: a=b", reason: "b\r\nX: y", by: "c\nX: y", since: "d\r\n\r\n" });
    expect((await desk.ask(httpApi())).headers).toEqual(plain.headers);
  });
});

describe("scripts of other sites", () => {
  const preflight = httpApi({
    method: "OPTIONS",
    headers: {
      origin: "https://app.example.com",
      "access-control-request-method": "PUT",
      "access-control-request-headers": "content-type, x-token",
    },
  });
  const request = httpApi({ headers: { origin: "https://app.example.com" } });
  beforeEach(() => {
    desk.turnOn();
  });

  test("learn nothing where `cors` is not set", async () => {
    expect((await desk.ask(preflight)).status).toBe(503);
    expect((await desk.ask(request)).headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("of any site may read the 503 with `cors: true`", async () => {
    desk.configure({ cors: true });
    expect(await desk.ask(preflight)).toMatchObject({
      status: 204,
      body: "",
      headers: {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "PUT",
        "access-control-allow-headers": "content-type, x-token",
      },
    });
    expect((await desk.ask(request)).headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "Retry-After, X-Jets-Maintenance",
    });
  });

  test("of the listed sites may read it with credentials, and no others", async () => {
    desk.configure({ cors: ["https://app.example.com"] });
    expect((await desk.ask(request)).headers).toMatchObject({
      "access-control-allow-origin": "https://app.example.com",
      "access-control-allow-credentials": "true",
      vary: "Origin",
    });
    const stranger = await desk.ask(httpApi({ headers: { origin: "https://evil.example.com" } }));
    expect(stranger.headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("get a plain 503 to an OPTIONS request that is no preflight", async () => {
    desk.configure({ cors: true });
    expect((await desk.ask(httpApi({ method: "OPTIONS" }))).status).toBe(503);
  });

  test("can't bring headers of their own into the answer", async () => {
    desk.configure({ cors: true });
    const { headers } = await desk.ask(
      httpApi({
        method: "OPTIONS",
        headers: {
          origin: "x",
          "access-control-request-method": "GET\r\nX: y",
          "access-control-request-headers": "a\r\nX: y",
        },
      }),
    );
    expect(headers).not.toHaveProperty("access-control-allow-methods");
    expect(headers).not.toHaveProperty("access-control-allow-headers");
  });
});
