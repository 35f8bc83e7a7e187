import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { readPage } from "./support/pages.js";
import { runWorkflow } from "./support/github.js";
import { fileIn, pipelines, runGitLabJob } from "./support/pipelines.js";
import { serveRegistry, type Registry } from "./support/registry.js";
import { ReadersShell } from "./support/shell.js";
import { shop } from "./support/stacks.js";

let registry: Registry;
let shell: ReadersShell;

// What one test has installed, the next one finds there, as the next step of a job does.
let runner: string;
beforeAll(() => {
  runner = mkdtempSync(join(tmpdir(), "runner-"));
});
afterAll(() => {
  rmSync(runner, { recursive: true });
});

beforeEach(async () => {
  registry = await serveRegistry();
  shell = await ReadersShell.open([shop], {
    JETS_PROJECT: "",
    npm_config_registry: registry.url,
    RUNNER_TEMP: runner,
  });
  shell.write(".npmrc", `prefix=${shell.folder}/.npm\n`);
});

afterEach(async () => {
  await shell.close();
  registry.close();
});

const status = "jets maintenance:status --role worker --stack shop-prod";

/** The team's migration, which notes what the workers' state is meanwhile. */
function prepareMigration(exitCode: number): void {
  const scripts = { migrate: `${status} > during; exit ${exitCode}` };
  shell.write("package.json", JSON.stringify({ scripts }));
}

/** What the migration noted; empty where it did not run. */
function seenByMigration(): string {
  try {
    return readFileSync(join(shell.folder, "during"), "utf8").trim();
  } catch {
    return "";
  }
}

/** Lets the nth change of a reservation be refused, counted from now. */
function refuse(nth: number): void {
  shell.sandbox.addFault({ operation: "PutFunctionConcurrency", nth, action: { kind: "denied" } });
}

describe.each(Object.entries(pipelines))("in docs/ci.md, the pipeline of %s", (_, run) => {
  test.each([0, 7])("turns the workers on again after a migration that ends with %i", async (exitCode) => {
    prepareMigration(exitCode);
    const before = shell.sandbox.settings();
    const ended = await run(shell);
    expect(ended.exitCode, ended.stderr).toBe(exitCode);
    expect(seenByMigration()).toBe("on");
    expect(shell.sandbox.settings()).toEqual(before);
  });

  test("does not migrate where it can't stop a worker, and turns on again what it stopped", async () => {
    prepareMigration(0);
    refuse(1);
    const before = shell.sandbox.settings();
    const ended = await run(shell);
    expect(ended.exitCode).not.toBe(0);
    expect(ended.stderr).toMatch(/shop-prod-\w+_event-\w+/);
    expect(seenByMigration()).toBe("");
    expect(shell.sandbox.settings()).toEqual(before);
  });

  test("fails where the migration went well and a worker does not come back", async () => {
    prepareMigration(0);
    refuse(3);
    expect((await run(shell)).exitCode).not.toBe(0);
    expect(seenByMigration()).toBe("on");
    expect((await shell.run("jets maintenance:off --role worker --stack shop-prod")).exitCode).toBe(0);
  });

  test("leaves the maintenance of another run alone", async () => {
    prepareMigration(0);
    await diesWhileTurningOn();
    const left = shell.sandbox.settings();
    expect((await run(shell)).exitCode).not.toBe(0);
    expect(seenByMigration()).toBe("");
    expect(shell.sandbox.settings()).toEqual(left);
  });
});

/** A run that holds the application and has stopped one worker of two. */
async function diesWhileTurningOn(): Promise<void> {
  const other = shell.start("exec jets maintenance:on --role worker --stack shop-prod --yes");
  shell.sandbox.addFault({
    operation: "PutFunctionConcurrency",
    nth: 2,
    action: { kind: "kill", when: "before", run: () => void other.kill() },
  });
  await expect(other.end).rejects.toThrow("SIGKILL");
}

test.each([
  [".gitlab-ci.yml", "canceled"],
  [".gitlab-ci-in-steps.yml", "timedout"],
] as const)("the safety net of %s turns the workers on again in a job %s", async (file, how) => {
  prepareMigration(0);
  const before = shell.sandbox.settings();
  await shell.run("jets maintenance:on --role worker --stack shop-prod --yes");
  await runGitLabJob(file, shell, how);
  expect(shell.sandbox.settings()).toEqual(before);
});

test("the safety net of GitHub Actions turns the workers on again where `run` was killed, and only then", async () => {
  const before = shell.sandbox.settings();
  const text = fileIn(".github/workflows/migrate.yml");
  // The parent of the step's bash, which is npm's: jets.
  const kill = "kill -KILL $(ps -o ppid= $(ps -o ppid= $PPID))";
  shell.write("package.json", JSON.stringify({ scripts: { migrate: kill } }));
  shell.write(".programs/sleep", '#!/bin/sh\nprintf "%s\\n" "$1" >> "$HOME/slept"\n', 0o755);
  await runWorkflow(text, shell);
  expect(shell.sandbox.settings()).toEqual(before);

  prepareMigration(0);
  await shell.run("jets maintenance:on --role worker --stack shop-prod --yes");
  const stopped = shell.sandbox.settings();
  expect((await runWorkflow(text, shell)).exitCode).toBe(0);
  expect(shell.sandbox.settings()).toEqual(stopped);
});

test("docs/ci.md uses the action of this version", () => {
  const versions = [...readPage("docs/ci.md").matchAll(/jets-maintenance@v(\S+)/g)].map(
    ([, version]) => version,
  );
  expect([...new Set(versions)]).toEqual([packageJson.version]);
});
