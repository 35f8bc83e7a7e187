import axe, { type AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hashSecret } from "../../src/runtime/request/bypass.js";
import { FrontDesk } from "../runtime/support/front-desk.js";
import { Site } from "./support/site.js";

/** Where `npm run pictures` wants the screenshots. */
const pictures = process.env.JETS_PICTURES;

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});
afterAll(async () => {
  await browser.close();
});

let desk: FrontDesk;
let site: Site & { readonly url: string };
let page: Page;
beforeEach(async () => {
  desk = await FrontDesk.open();
  site = await Site.open((event) => desk.invoke(event));
  page = await openPage();
});
afterEach(async () => {
  await page.context().close();
  site.close();
  await desk.close();
});

async function openPage(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
    ...options,
  });
  return context.newPage();
}

/** What axe-core finds wrong with the page, or can't tell. */
async function findBarriers(on: Page): Promise<string[]> {
  await on.evaluate(axe.source);
  const { violations, incomplete } = await on.evaluate<AxeResults>("axe.run()");
  return [...violations, ...incomplete].map(({ id, help }) => `${id}: ${help}`);
}

const announced = {
  message:
    "We are moving the shop to a faster database. Orders placed before 14:00 are safe and on their way.",
  until: "2026-11-23T14:30:00Z",
};
const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} as const;

const views = [
  ["maintenance-light", {}],
  ["maintenance-dark", { colorScheme: "dark" }],
  ["maintenance-phone", phone],
  ["maintenance-phone-dark", { ...phone, colorScheme: "dark" }],
] as const;

describe.each(views)("the default page, %s", (name, options) => {
  test("is free of barriers and shows what was announced", async () => {
    desk.turnOn(announced);
    const view = await openPage(options);
    const response = await view.goto(site.url);
    expect(response?.status()).toBe(503);
    expect(await view.title()).toBe("Down for maintenance");
    expect(await view.getByRole("main").innerText()).toContain(announced.message);
    expect(await view.getByRole("heading", { level: 1 }).innerText()).toBe("We’ll be back soon");
    expect(await view.getByRole("time").innerText()).toBe("Monday 23 November at 15:30 CET");
    expect(await findBarriers(view)).toEqual([]);
    if (pictures !== undefined) await view.screenshot({ path: `${pictures}/${name}.png` });
    await view.context().close();
  });

  test("fits, with words of any length", async () => {
    desk.turnOn({ message: `https://status.example.com/${"incident".repeat(20)}` });
    const view = await openPage(options);
    await view.goto(site.url);
    expect(
      await view.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
    ).toBe(0);
    await view.context().close();
  });
});

describe("the default page", () => {
  test("is complete where scripts don't run", async () => {
    desk.turnOn(announced);
    const view = await openPage({ javaScriptEnabled: false });
    await view.goto(site.url);
    expect(await view.getByRole("time").innerText()).toBe("Monday 23 November at 14:30 UTC");
    expect(await view.getByRole("link", { name: "Try again now" }).isVisible()).toBe(true);
    await view.context().close();
  });

  test("asks for nothing but itself, and its own policy lets it do all it does", async () => {
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    desk.turnOn(announced);
    await page.goto(site.url);
    expect(site.requests).toEqual(["GET /"]);
    expect(complaints.filter((text) => !text.includes("503"))).toEqual([]);
  });

  test("runs nothing that a message smuggles in", async () => {
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const message = `<img src=x onerror=alert(1)><script>alert(2)</script>"'>`;
    desk.turnOn({ message });
    await page.goto(site.url);
    expect(await page.getByRole("main").innerText()).toContain(message);
    expect(dialogs).toEqual([]);
    expect(await findBarriers(page)).toEqual([]);
  });

  test("looks now and then whether the site is back, and opens it only then", async () => {
    desk.turnOn();
    await page.clock.install();
    await page.goto(`${site.url}/posts/1?page=2`);
    await page.clock.runFor(151_000);
    await expect.poll(() => site.requests).toEqual(["GET /posts/1?page=2", "HEAD /posts/1?page=2"]);
    desk.turnOff();
    desk.machine.freeze(60_000);
    const opened = page.waitForEvent("load");
    await page.clock.runFor(151_000);
    await opened;
    expect(await page.locator("body").innerText()).toBe("application");
  });

  test("does not look while it is in a tab that is not seen", async () => {
    desk.turnOn();
    await page.clock.install();
    await page.goto(site.url);
    await page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })");
    await page.clock.runFor(3_600_000);
    await page.evaluate("Object.defineProperty(document, 'hidden', { value: false, configurable: true })");
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await expect.poll(() => site.requests).toEqual(["GET /", "HEAD /"]);
  });
});

test("a page of the team's own is shown as it is", async () => {
  await desk.putPage(
    "maintenance.html",
    "<html lang=en><title>Gone</title><h1>We’ve gone fishing</h1></html>",
  );
  desk.turnOn();
  const response = await page.goto(site.url);
  expect(response?.status()).toBe(503);
  expect(await page.getByRole("heading").innerText()).toBe("We’ve gone fishing");
});

test("a visitor with a bypass link sees the application, until there is another secret", async () => {
  const turnOnWith = (secret: string): void => {
    desk.turnOn({ bypass: { hash: hashSecret(secret) } });
    desk.machine.freeze(60_000);
  };
  const shown = async (path: string): Promise<string> => {
    await page.goto(`${site.url}${path}`);
    return page.locator("body").innerText();
  };
  turnOnWith("first secret");
  expect(await shown("/posts/1")).toContain("We’ll be back soon");
  expect(await shown("/posts/1?page=2&jets-bypass=first+secret")).toBe("application");
  expect(page.url()).toBe(`${site.url}/posts/1?page=2`);
  expect(await shown("/elsewhere")).toBe("application");
  expect(await page.evaluate("document.cookie")).toBe("");
  turnOnWith("second secret");
  expect(await shown("/elsewhere")).toContain("We’ll be back soon");
});
