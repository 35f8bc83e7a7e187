import { afterEach, beforeEach, expect, test } from "vitest";
import { resolveSettings } from "../../src/runtime/settings.js";
import { httpApi } from "./support/events.js";
import { FrontDesk } from "./support/front-desk.js";

let desk: FrontDesk;
beforeEach(async () => {
  desk = await FrontDesk.open();
});
afterEach(async () => {
  await desk.close();
});

test.each([
  [{ JETS_PROJECT: "demo" }, "/jets/demo-dev/maintenance/web"],
  [{ JETS_PROJECT: "demo", JETS_ENV: "prod" }, "/jets/demo-prod/maintenance/web"],
  [
    { JETS_PROJECT: "my_demo", JETS_ENV: "prod", JETS_EXTRA: "b_2" },
    "/jets/my-demo-prod-b-2/maintenance/web",
  ],
  [{ JETS_PROJECT: "demo", JETS_ENV: "", JETS_EXTRA: "" }, "/jets/demo-dev/maintenance/web"],
  [{ JETS_PROJECT: "demo", JETS_MAINTENANCE_PARAMETER: "/mine" }, "/mine"],
])("with %j the flag is %s", async (env, name) => {
  Object.assign(desk.machine.env, { JETS_PROJECT: undefined }, env);
  await desk.ask(httpApi());
  expect(desk.store.calls[0]?.body).toEqual({ Names: [name, `${name}/info`] });
});

test("the option names the flag before the environment does", async () => {
  desk.configure({ parameter: "/other/flag" });
  desk.store.values.set("/other/flag", "on");
  expect((await desk.ask(httpApi())).status).toBe(503);
});

test("a flag that nothing names is an error at the start, with the remedy", () => {
  expect(() => resolveSettings({}, {})).toThrow("Set JETS_MAINTENANCE_PARAMETER, or JETS_PROJECT");
});

test.each([{ ttlSeconds: -1 }, { ttlSeconds: NaN }, { timeoutMs: -1 }, { timeoutMs: Infinity }])(
  "%j is an error at the start",
  (options) => {
    expect(() => resolveSettings({ parameter: "/a", ...options }, {})).toThrow(
      "Give it a number that is not negative.",
    );
  },
);

test("`ttlSeconds` is how old the flag may be", async () => {
  desk.configure({ ttlSeconds: 2 });
  await desk.ask(httpApi());
  desk.turnOn();
  desk.machine.freeze(1_999);
  expect((await desk.ask(httpApi())).status).toBe(200);
  desk.configure({ ttlSeconds: 2 });
  await desk.ask(httpApi());
  desk.turnOff();
  desk.machine.freeze(2_000);
  expect((await desk.ask(httpApi())).status).toBe(200);
});

test("only the word `on` is on", async () => {
  for (const value of ["off", "ON", "true", "on ", ""]) {
    desk.configure();
    desk.store.values.set("/jets/demo-dev/maintenance/web", value);
    expect((await desk.ask(httpApi())).status).toBe(200);
  }
});
