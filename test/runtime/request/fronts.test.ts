import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fronts, otherEvents, type Ask } from "../support/events.js";
import { FrontDesk } from "../support/front-desk.js";

let desk: FrontDesk;
beforeEach(async () => {
  desk = await FrontDesk.open();
});
afterEach(async () => {
  await desk.close();
});

const everyFront = Object.entries(fronts);

describe.each(everyFront)("behind %s", (name, eventOf: (ask?: Ask) => object) => {
  test("a request goes to the application while maintenance is off", async () => {
    desk.turnOff();
    const event = eventOf();
    expect(await desk.ask(event)).toMatchObject({ status: 200, body: "application" });
    expect(desk.answered).toEqual([event]);
  });

  test("a request goes to the application while the flag does not exist", async () => {
    expect(await desk.ask(eventOf())).toMatchObject({ status: 200 });
  });

  test("a request is answered 503 while maintenance is on, and the application is not loaded", async () => {
    desk.turnOn();
    const reply = await desk.ask(eventOf());
    expect(reply.status).toBe(503);
    expect(reply.headers).toMatchObject({
      "cache-control": "no-store",
      "retry-after": "120",
      "x-jets-maintenance": "on",
      "content-type": "text/html; charset=utf-8",
    });
    expect(reply.body).toContain("<!doctype html>");
    expect(desk.loads).toBe(0);
  });

  test("HEAD gets the same headers and no body", async () => {
    desk.turnOn();
    const { headers } = await desk.ask(eventOf());
    const reply = await desk.ask(eventOf({ method: "HEAD" }));
    expect(reply).toMatchObject({ status: 503, headers, body: "" });
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s gets the 503 as well", async (method) => {
    desk.turnOn();
    expect(await desk.ask(eventOf({ method }))).toMatchObject({ status: 503 });
  });

  test("the Accept header is found however it is written", async () => {
    desk.turnOn();
    const reply = await desk.ask(eventOf({ headers: { ACCEPT: "application/json" } }));
    expect(reply.headers["content-type"]).toBe("application/problem+json");
  });

  test("a request without any headers is answered", async () => {
    desk.turnOn();
    const event = {
      ...eventOf(),
      headers: null,
      ...("multiValueHeaders" in eventOf() && { multiValueHeaders: {} }),
    };
    expect(await desk.ask(event)).toMatchObject({ status: 503 });
  });

  test("the response has the shape that this front takes", async () => {
    desk.turnOn();
    const { raw } = await desk.ask(eventOf());
    const isDescribed = /^(?:alb|lattice)/.test(name);
    expect(raw.statusDescription).toBe(isDescribed ? "503 Service Unavailable" : undefined);
    expect(Object.keys(raw)).toContain(name === "albMulti" ? "multiValueHeaders" : "headers");
    expect(Object.keys(raw)).not.toContain(name === "albMulti" ? "headers" : "multiValueHeaders");
    expect(JSON.parse(JSON.stringify(raw))).toEqual(raw);
  });
});

describe.each(Object.entries(otherEvents))("%s is no web request", (_, event: unknown) => {
  test("and goes to the application during maintenance", async () => {
    desk.turnOn();
    await desk.invoke(event);
    expect(desk.answered).toEqual([event]);
    expect(desk.store.calls).toEqual([]);
  });
});
