import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { infoName } from "../../../src/maintenance/web/flag.js";
import { openSandbox } from "../../support/timed-sandbox.js";
import type { TestSandbox } from "../../support/world/index.js";
import { openShell } from "../../support/in-process.js";
import { documentIn } from "../../support/schema.js";
import type { FakeShell } from "../../support/process/fake-shell.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.js";

const hour = 3_600_000;
const start = "2026-01-01T00:00:00.000Z";
const after = (hours: number): string => new Date(Date.parse(start) + hours * hour).toISOString();
/** The calls before have taken a moment. */
const about = (hours: number): string => expect.stringContaining(after(hours).slice(0, -4)) as string;

let directory: string;
let sandbox: TestSandbox;
let clock: VirtualClock;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "jets-expiry-"));
  ({ clock, sandbox } = openSandbox(
    { updateSettlesMs: 0, stacks: [{ name: "demo-dev", functions: [{ name: "demo-dev-controller" }] }] },
    createVirtualClock(Date.parse(start)),
  ));
});

afterEach(() => rm(directory, { recursive: true }));

function jets(...args: readonly string[]): ReturnType<FakeShell["jets"]> {
  const terminal = new FakeTerminal({}, { JETS_PROJECT: "demo" }, directory);
  return openShell({ sandbox, clock }, terminal).jets(...args);
}

const on = (...args: readonly string[]): ReturnType<typeof jets> => jets("maintenance:on", "--yes", ...args);
const info = (): unknown => JSON.parse(sandbox.world.parameters()[infoName("demo-dev")] ?? "null");
const configure = (configuration: object): Promise<void> =>
  writeFile(join(directory, "jets.config.json"), JSON.stringify(configuration));

describe("web maintenance that ends by itself", () => {
  test.each([
    ["90m", 1.5],
    ["1h30m", 1.5],
    ["2d", 48],
  ])("--for %s is written down for the runtime, and for visitors", async (duration, hours) => {
    expect(await on("--for", duration)).toMatchObject({ exitCode: 0, stdout: "" });
    expect(info()).toMatchObject({ since: start, expires: after(hours), until: after(hours) });
  });

  test("--until tells visitors another time", async () => {
    await on("--for", "4h", "--until", "1h");
    expect(info()).toMatchObject({ expires: after(4), until: after(1) });
  });

  test("is moved by a newer --for, and left where it is by an `on` without one", async () => {
    await on("--for", "2h");
    clock.advance(hour);
    expect((await on("--message", "Still at it")).stderr).toMatch(/Web maintenance is already on\n$/);
    expect(info()).toMatchObject({ expires: after(2), message: "Still at it" });
    await on("--for", "2h");
    expect(info()).toMatchObject({ since: start, expires: about(3), until: about(3) });
  });

  test("is on until then, and partly on from then on, until `off`", async () => {
    await on("--for", "2h");
    clock.advance(2 * hour - 1_000);
    expect(await jets("maintenance:status", "--exit-code")).toMatchObject({ exitCode: 0, stdout: "on\n" });
    expect(documentIn((await jets("maintenance:status", "--json")).stdout)).toMatchObject({
      roles: { web: { state: "on", expires: after(2) } },
    });
    clock.advance(2_000);
    const status = await jets("maintenance:status", "--exit-code");
    expect(status).toMatchObject({ exitCode: 3, stdout: "off\n" });
    expect(status.stderr).toContain(`Web maintenance is overdue since ${after(2)}`);
    expect(documentIn((await jets("maintenance:status", "--json")).stdout)).toMatchObject({
      roles: { web: { state: "partial" } },
    });
    expect((await jets("maintenance:off")).stderr).toMatch(/Web maintenance has been turned off\n$/);
    expect(await jets("maintenance:status", "--exit-code")).toMatchObject({ exitCode: 5, stdout: "off\n" });
  });

  test("begins anew, without an end, by an `on` once it is overdue", async () => {
    await on("--for", "2h", "--message", "The first one");
    clock.advance(3 * hour);
    expect((await on()).stderr).toMatch(/Web maintenance has been turned on\n$/);
    expect(info()).toEqual({ since: about(3), by: expect.any(String) as string });
  });

  test("is shown by a dry run", async () => {
    const { stderr } = await jets("maintenance:on", "--dry-run", "--for", "2h");
    expect(stderr).toContain(after(2));
    expect(info()).toBeNull();
    await on("--for", "2h");
    clock.advance(3 * hour);
    expect((await jets("maintenance:on", "--dry-run")).stderr).toContain(`expires: ${after(2)}`);
  });
});

describe("maxDuration of the configuration file", () => {
  beforeEach(() => configure({ maxDuration: "4h" }));

  test("is the end where --for gives none, and is no reason to move one", async () => {
    await on();
    expect(info()).toMatchObject({ expires: after(4), until: after(4) });
    clock.advance(hour);
    await on();
    expect(info()).toMatchObject({ expires: after(4) });
  });

  test("is the longest that --for may give", async () => {
    expect(await on("--for", "4h1m")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "ERROR: --for 4h1m is longer than the configuration file allows: its maxDuration is 4h.\nGive 4h or less, or change maxDuration.\n",
    });
    expect(sandbox.calls).toEqual([]);
    expect(await on("--for", "4h")).toMatchObject({ exitCode: 0 });
  });

  test("is no matter to the worker role, and is shown by `jets config`", async () => {
    const { stderr } = await jets("maintenance:on", "--yes", "--role", "worker");
    expect(stderr).toContain("No worker functions deployed");
    expect((await jets("config")).stdout).toContain("maxDuration\t4h\tjets.config.json\n");
  });

  test.each(["0m", "soon", 4])("cannot be %j", async (maxDuration) => {
    await configure({ maxDuration });
    const { exitCode, stderr } = await on();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('"maxDuration" must be');
  });
});

test.each([
  [["--for", "0m"], "It must be a duration like 90m, 2h, 1h30m or 1d."],
  [["--for", "2026-01-01T00:00Z"], "It must be a duration like 90m, 2h, 1h30m or 1d."],
  [["--for", "2h", "--role", "worker"], "but the role is worker.\nRemove --for, or use --role web."],
  [["--for", "2h", "--web-flag", "env"], "--for does not work if the web flag is the environment variable"],
])("%j is refused, and nothing is changed", async (args, fact) => {
  const { exitCode, stderr } = await on(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(fact);
  expect(sandbox.calls.filter(({ operation }) => /Put|Update/.test(operation))).toEqual([]);
});
