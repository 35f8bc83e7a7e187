import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSandbox } from "../../support/timed-sandbox.js";
import type { TestSandbox } from "../../support/world/index.js";
import { openShell } from "../../support/in-process.js";
import type { FakeShell } from "../../support/process/fake-shell.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";
import type { VirtualClock } from "../../support/virtual-clock.js";

let directory: string;
let sandbox: TestSandbox;
let clock: VirtualClock;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "jets-selection-"));
  ({ clock, sandbox } = openSandbox());
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** A person in a directory with this `jets.config.json`. */
async function shellWith(configuration?: object): Promise<FakeShell> {
  if (configuration !== undefined) {
    await writeFile(join(directory, "jets.config.json"), JSON.stringify(configuration));
  }
  return openShell({ sandbox, clock }, new FakeTerminal({}, { JETS_PROJECT: "demo" }, directory));
}

const stopped = (): string[] =>
  Object.entries(sandbox.settings()).flatMap(([name, { reserved }]) => (reserved === 0 ? [name] : []));

const legacy = "demo-dev-cleanup_event-legacy";

describe("what chooses the workers", () => {
  test.each([
    [["--include", "*jobs*"], undefined, ["demo-dev-jobs_event-perform"]],
    [
      ["--include", "*jobs*", "--include", "*purge"],
      undefined,
      ["demo-dev-cleanup_event-purge", "demo-dev-jobs_event-perform"],
    ],
    [["--exclude", "*cleanup*"], undefined, ["demo-dev-jobs_event-perform", "demo-dev-reports_event-render"]],
    [[], { workers: { include: ["*render"] } }, ["demo-dev-reports_event-render"]],
    [["--include", "*purge"], { workers: { include: ["*render"] } }, ["demo-dev-cleanup_event-purge"]],
    [
      ["--include", "*e*"],
      { workers: { exclude: ["*cleanup*", "*jobs*"] } },
      ["demo-dev-reports_event-render"],
    ],
    [
      [],
      { workers: { tags: true } },
      ["demo-dev-cleanup_event-purge", "demo-dev-jobs_event-perform", "demo-dev-reports_event-render"],
    ],
  ])("%j with the file %j", async (args, file, expected) => {
    const shell = await shellWith(file);
    expect(await shell.jets("maintenance:on", "-y", "-r", "worker", ...args)).toMatchObject({ exitCode: 0 });
    expect(
      stopped()
        .filter((name) => name !== legacy)
        .sort(),
    ).toEqual(expected);
    expect((await shell.jets("maintenance:status", "-r", "worker")).stdout).toBe("on\n");
    expect((await shell.jets("maintenance:off", "-r", "worker")).exitCode).toBe(0);
    expect(stopped()).toEqual([legacy]);
  });

  test("that chooses none is exit 1", async () => {
    const { exitCode, stderr } = await (
      await shellWith()
    ).jets("maintenance:on", "-yr", "worker", "--include", "x");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ERROR: No worker functions deployed\n.*include/m);
  });

  test("belongs to the worker role", async () => {
    const shell = await shellWith();
    const { exitCode, stderr } = await shell.jets("maintenance:on", "-y", "--exclude", "x");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^ERROR: --exclude is for the worker role only/);
    expect(shell.reached).toEqual([]);
  });

  test("is in the command that finishes the job", async () => {
    sandbox.addFault({ operation: "PutFunctionConcurrency", action: { kind: "denied" } });
    const { exitCode, stderr } = await (
      await shellWith()
    ).jets("maintenance:on", "-yr", "worker", "--include", "*purge");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("jets maintenance:on --role worker --stack demo-dev --include '*purge' --yes\n");
  });

  test("must be right for the web role too, unless --web-flag says what would be looked up there", async () => {
    const shell = await shellWith({ workers: { include: 1 } });
    for (const options of [[], ["--all"]]) {
      const { exitCode, stderr } = await shell.jets("maintenance:status", ...options);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('jets.config.json: "workers.include" must be a list');
    }
    expect((await shell.jets("maintenance:status", "--web-flag", "parameter")).exitCode).toBe(0);
  });
});
