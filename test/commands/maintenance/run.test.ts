import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createAws } from "../../../src/aws/index.js";
import { run } from "../../../src/cli/run.js";
import { flagName } from "../../../src/maintenance/web/flag.js";
import { openAws, runInProcess } from "../../support/in-process.js";
import { FakeShell, type Run } from "../../support/process/fake-shell.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";
import { requestHandlerFor } from "../../support/sdk-clients.js";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.js";
import { createTestSandbox, type TestSandbox } from "../../support/world/index.js";

let directory: string;
let clock: VirtualClock;
let sandbox: TestSandbox;

const file = (): string => join(directory, "jets.config.json");

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "jets-run-"));
  await writeFile(file(), '{"stack":"demo-dev"}');
  clock = createVirtualClock();
  sandbox = createTestSandbox({ clock, stacks: [{ name: "demo-dev" }, { name: "shop-dev" }] });
});

afterEach(() => rm(directory, { recursive: true }));

const flags = (): (string | undefined)[] =>
  ["demo-dev", "shop-dev"].map((stack) => sandbox.world.parameters()[flagName(stack)]);

/** Runs a script of Node.js during web maintenance, by the virtual clock. */
async function runScript(script: string): Promise<Run> {
  const terminal = new FakeTerminal({}, {}, directory);
  const { session } = new FakeShell({ clock, terminal });
  const reach: typeof session.createAws = (access, signal, report = () => undefined) => {
    const requestHandler = requestHandlerFor(sandbox);
    return Promise.resolve(
      createAws({ ...access, region: "us-east-1", clock, random: () => 0, requestHandler, signal, report }),
    );
  };
  const args = ["maintenance:run", "--yes", "--", process.execPath, "-e", script];
  const exitCode = await run(args, { ...session, createAws: reach });
  return { exitCode, stdout: terminal.stdout.text, stderr: terminal.stderr.text };
}

test.each([
  ["is broken", "{"],
  ["means another application", '{"stack":"shop-dev"}'],
])("maintenance is ended where it was begun, though the configuration file %s by then", async (_, text) => {
  const script = `require("node:fs").writeFileSync(${JSON.stringify(file())}, ${JSON.stringify(text)})`;
  const { exitCode, stdout, stderr } = await runScript(script);
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: "" });
  expect(stderr).toMatch(/Web maintenance has been turned off\n$/);
  expect(flags()).toEqual(["off", undefined]);
});

test("an AWS that is away for more than half a minute after the command is waited for, as in the middle of a run", async () => {
  await runScript("");
  const reads = sandbox.calls.filter(({ operation }) => operation === "GetParameters").length;
  sandbox.addFault({
    operation: "GetParameters",
    nth: reads - 1,
    times: 25,
    action: { kind: "refuse", status: 503, code: "ServiceUnavailable", message: "" },
  });
  const begun = clock.now().getTime();
  const { exitCode, stderr } = await runScript("");
  expect(exitCode, stderr).toBe(0);
  expect(clock.now().getTime() - begun).toBeGreaterThan(60_000);
  expect(flags()).toEqual(["off", undefined]);
});

test("of both roles, where the lock of the workers is lost on the way in: visitors are let in, the command is not run", async () => {
  const at = openAws();
  const original = at.sandbox.settings();
  const breakLock = async (): Promise<void> => {
    await runInProcess(at, "maintenance:off", "--role", "worker", "--break-lock");
  };
  at.sandbox.addFault({
    operation: "DeleteProvisionedConcurrencyConfig",
    action: { kind: "hook", when: "after", run: breakLock },
  });
  const args = ["maintenance:run", "--all", "--yes", "--no-wait", "--", "jets-no-such-command"];
  const { exitCode, stderr } = await runInProcess(at, ...args);
  expect(exitCode, stderr).toBe(4);
  expect(stderr).toContain(
    "ERROR: Another run took over from this one: jets maintenance:off --role worker by ",
  );
  expect(stderr).toMatch(/Web maintenance has been turned off\n$/);
  at.clock.advance(1_000);
  expect(at.sandbox.settings()).toEqual(original);
});
