import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { flagName, infoName } from "../../src/maintenance/web/flag.js";
import { putInFront } from "../../src/runtime/in-front.js";
import { runInProcess } from "../support/in-process.js";
import { documentIn } from "../support/schema.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.js";
import type { Run } from "../support/process/fake-shell.js";
import { httpApi } from "./support/events.js";
import { readReply, type Reply } from "./support/front-desk.js";
import { Machine } from "./support/machine.js";

let served: ServedSandbox;
let clock: VirtualClock;
let machine: Machine;
beforeEach(async () => {
  clock = createVirtualClock();
  served = await serveSandbox({ clock });
  machine = new Machine(served.env);
});
afterEach(() => served.close());

const jets = (command: string, ...args: readonly string[]): Promise<Run> =>
  runInProcess({ sandbox: served.sandbox, clock }, `maintenance:${command}`, ...args);
const on = (...args: readonly string[]): Promise<Run> => jets("on", "--yes", ...args);

const stored = (): string => JSON.stringify(served.sandbox.world.parameters());
const info = (): unknown => JSON.parse(served.sandbox.world.parameters()[infoName("demo-dev")] ?? "null");

/** What a container that starts now answers. */
async function visit(request: Parameters<typeof httpApi>[0] = {}): Promise<Reply> {
  const application = (): Promise<object> =>
    Promise.resolve({ statusCode: 200, body: "application", isBase64Encoded: false });
  return readReply(await putInFront(() => application, {}, machine)(httpApi(request), {}));
}

const secretIn = ({ stderr }: Run): string => /\?jets-bypass=(\S+)/.exec(stderr)?.[1] ?? "none";
const statusWith = async (secret: string): Promise<number> =>
  (await visit({ headers: { "x-jets-bypass": secret } })).status;

describe("what `maintenance:on` is told", () => {
  test("reaches the page and its headers, whatever characters it holds", async () => {
    const message = `{{ssm:x}} "later" \\ <b>{{{ñ}}} 'n' so on`;
    const run = await on("--message", message, "--until", "2099-01-01T00:00+01:00", "--retry-after", "7");
    expect(run).toMatchObject({ exitCode: 0, stdout: "" });
    expect(info()).toMatchObject({ message, until: "2098-12-31T23:00:00.000Z", retryAfter: 7 });
    const { status, headers, body } = await visit();
    expect(status).toBe(503);
    const seconds = (Date.parse("2098-12-31T23:00:00Z") - machine.now()) / 1_000;
    expect(headers["retry-after"]).toBe(String(seconds));
    expect(body).toContain("{{ssm:x}} &quot;later&quot; \\ &lt;b&gt;{{{ñ}}} &#39;n&#39; so on");
    expect(body).toContain("2098-12-31T23:00:00.000Z");
  });

  test("is changed by a further `on`, and kept where that says nothing of it", async () => {
    await on("--message", "One", "--retry-after", "7");
    const again = await on("--message", "Two");
    expect(again.stderr).toMatch(/Web maintenance is already on\n$/);
    expect((await visit()).body).toContain("Two");
    expect((await visit()).headers["retry-after"]).toBe("7");
    const before = info();
    await on();
    expect(info()).toEqual(before);
  });

  test("is gone when maintenance is turned on anew", async () => {
    await on("--message", "One", "--retry-after", "7");
    await jets("off");
    await on();
    const { body, headers } = await visit();
    expect(body).not.toContain("One");
    expect(headers["retry-after"]).toBe("120");
  });
});

describe("a secret", () => {
  test("is said once and stored nowhere, and gets past the page", async () => {
    const run = await on("--with-secret");
    const secret = secretIn(run);
    expect(secret).toMatch(/^[\w-]{32}$/);
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(/\nWeb maintenance has been turned on\n$/);
    expect(run.stderr).toContain(`  header: x-jets-bypass: ${secret}\n`);
    expect(stored()).not.toContain(secret);
    expect(await statusWith(secret)).toBe(200);
    expect(await statusWith("another")).toBe(503);
    expect((await visit({ query: `jets-bypass=${secret}` })).status).toBe(302);
  });

  test("is worthless once there is a newer one", async () => {
    const first = secretIn(await on("--with-secret"));
    const second = secretIn(await on("--with-secret"));
    expect([await statusWith(first), await statusWith(second)]).toEqual([503, 200]);
  });

  test("holds while an `on` without one changes what visitors are told", async () => {
    const secret = secretIn(await on("--with-secret"));
    await on("--message", "Later");
    expect(await statusWith(secret)).toBe(200);
  });

  test("is worthless after `off`, also where somebody else sets the flag again", async () => {
    const secret = secretIn(await on("--with-secret", "--message", "Later"));
    await jets("off");
    expect(info()).not.toHaveProperty("bypass");
    expect(info()).toMatchObject({ message: "Later" });
    served.sandbox.world.setParameter(flagName("demo-dev"), "on");
    expect(await statusWith(secret)).toBe(503);
  });

  test("is removed by an `off` that finds the flag off", async () => {
    await on("--with-secret");
    const bypass: unknown = Reflect.get(Object(info()), "bypass");
    await jets("off");
    served.sandbox.world.setParameter(infoName("demo-dev"), JSON.stringify({ bypass }));
    expect((await jets("off")).stderr).toMatch(/Web maintenance is already off\n$/);
    expect(info()).toEqual({});
  });

  test("never outlives an `off` that breaks off in between", async () => {
    const secret = secretIn(await on("--with-secret"));
    served.sandbox.addFault({
      operation: "PutParameter",
      nth: 2,
      action: { kind: "refuse", status: 400, code: "AccessDeniedException", message: "no" },
    });
    expect((await jets("off")).exitCode).toBe(1);
    expect(await statusWith(secret)).toBe(503);
  });

  test("is in the document with --json, and not on stderr", async () => {
    const { stdout, stderr } = await on("--with-secret", "--json");
    const roles: unknown = Reflect.get(Object(documentIn(stdout)), "roles");
    const secret = String(Reflect.get(Object(Reflect.get(Object(roles), "web")), "bypass"));
    expect(await statusWith(secret)).toBe(200);
    expect(stderr).not.toContain(secret);
    expect(stored()).not.toContain(secret);
  });
});

describe("maintenance that ends by itself", () => {
  const expires = "2026-11-23T14:00:00.000Z";
  const end = Date.parse(expires);
  const write = (text: string): void => {
    served.sandbox.world.setParameter(infoName("demo-dev"), text);
    served.sandbox.world.setParameter(flagName("demo-dev"), "on");
  };

  test("shows the page until the second before, and the application from then on, without another read", async () => {
    write(JSON.stringify({ expires, until: expires }));
    const gate = putInFront(
      () => () => ({ statusCode: 200, body: "application", isBase64Encoded: false }),
      { ttlSeconds: 300 },
      machine,
    );
    const statusAt = async (time: number): Promise<number> => {
      machine.pass(time - machine.now());
      return readReply(await gate(httpApi(), {})).status;
    };
    machine.pass(end - 60_000 - machine.now());
    served.sandbox.clearCalls();
    expect([await statusAt(end - 60_000), await statusAt(end - 1_000), await statusAt(end + 1_000)]).toEqual([
      503, 503, 200,
    ]);
    expect(served.sandbox.calls).toHaveLength(1);
  });

  test.each([["soon"], [7], [null]])("stays on where the end is %j", async (value) => {
    write(JSON.stringify({ expires: value }));
    machine.pass(end - machine.now());
    expect((await visit()).status).toBe(503);
  });

  test("lets warm-ups through again, too", async () => {
    write(JSON.stringify({ expires }));
    const warmUp = { source: "serverless-plugin-warmup" };
    const gate = putInFront(() => () => "warm", { skipEvents: () => true }, machine);
    machine.pass(end - 1_000 - machine.now());
    expect(await gate(warmUp, {})).toBeUndefined();
    machine.pass(2_000);
    expect(await gate(warmUp, {})).toBe("warm");
  });
});
