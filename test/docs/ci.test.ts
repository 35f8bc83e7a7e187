import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { readPage } from "./support/pages.js";
import { runWorkflow } from "./support/github.js";
import { useJob } from "./support/job.js";
import { fileIn, pipelines, runGitLabJob } from "./support/pipelines.js";

const job = useJob();
beforeEach(() => {
  job.shell.write(".npmrc", `prefix=${job.shell.folder}/.npm\n`);
});

const status = "jets maintenance:status --role worker --stack shop-prod";

/** The team's migration, which notes what the workers' state is meanwhile. */
function prepareMigration(exitCode: number): void {
  const scripts = { migrate: `${status} > during; exit ${exitCode}` };
  job.shell.write("package.json", JSON.stringify({ scripts }));
}

/** What the migration noted; empty where it did not run. */
function seenByMigration(): string {
  try {
    return readFileSync(join(job.shell.folder, "during"), "utf8").trim();
  } catch {
    return "";
  }
}

/** Lets the nth change of a reservation be refused, counted from now. */
function refuse(nth: number): void {
  job.shell.sandbox.addFault({ operation: "PutFunctionConcurrency", nth, action: { kind: "denied" } });
}

describe.each(Object.entries(pipelines))("in docs/ci.md, the pipeline of %s", (_, run) => {
  test.each([0, 7])("turns the workers on again after a migration that ends with %i", async (exitCode) => {
    prepareMigration(exitCode);
    const before = job.shell.sandbox.settings();
    const ended = await run(job.shell);
    expect(ended.exitCode, ended.stderr).toBe(exitCode);
    expect(seenByMigration()).toBe("on");
    expect(job.shell.sandbox.settings()).toEqual(before);
  });

  test("does not migrate where it can't stop a worker, and turns on again what it stopped", async () => {
    prepareMigration(0);
    refuse(1);
    const before = job.shell.sandbox.settings();
    const ended = await run(job.shell);
    expect(ended.exitCode).not.toBe(0);
    expect(ended.stderr).toMatch(/shop-prod-\w+_event-\w+/);
    expect(seenByMigration()).toBe("");
    expect(job.shell.sandbox.settings()).toEqual(before);
  });

  test("fails where the migration went well and a worker does not come back", async () => {
    prepareMigration(0);
    refuse(3);
    expect((await run(job.shell)).exitCode).not.toBe(0);
    expect(seenByMigration()).toBe("on");
    expect((await job.shell.run("jets maintenance:off --role worker --stack shop-prod")).exitCode).toBe(0);
  });

  test("leaves the maintenance of another run alone", async () => {
    prepareMigration(0);
    await diesWhileTurningOn();
    const left = job.shell.sandbox.settings();
    expect((await run(job.shell)).exitCode).not.toBe(0);
    expect(seenByMigration()).toBe("");
    expect(job.shell.sandbox.settings()).toEqual(left);
  });
});

/** A run that holds the application and has stopped one worker of two. */
async function diesWhileTurningOn(): Promise<void> {
  const other = job.shell.start("exec jets maintenance:on --role worker --stack shop-prod --yes");
  job.shell.sandbox.addFault({
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
  const before = job.shell.sandbox.settings();
  await job.shell.run("jets maintenance:on --role worker --stack shop-prod --yes");
  await runGitLabJob(file, job.shell, how);
  expect(job.shell.sandbox.settings()).toEqual(before);
});

test("the safety net of GitHub Actions turns the workers on again where `run` was killed, and only then", async () => {
  const before = job.shell.sandbox.settings();
  const text = fileIn(".github/workflows/migrate.yml");
  // The parent of the step's bash, which is npm's: jets.
  const kill = "kill -KILL $(ps -o ppid= $(ps -o ppid= $PPID))";
  job.shell.write("package.json", JSON.stringify({ scripts: { migrate: kill } }));
  job.shell.write(".programs/sleep", '#!/bin/sh\nprintf "%s\\n" "$1" >> "$HOME/slept"\n', 0o755);
  await runWorkflow(text, job.shell);
  expect(job.shell.sandbox.settings()).toEqual(before);

  prepareMigration(0);
  await job.shell.run("jets maintenance:on --role worker --stack shop-prod --yes");
  const stopped = job.shell.sandbox.settings();
  expect((await runWorkflow(text, job.shell)).exitCode).toBe(0);
  expect(job.shell.sandbox.settings()).toEqual(stopped);
});

test("docs/ci.md uses the action of this version", () => {
  const versions = [...readPage("docs/ci.md").matchAll(/jets-maintenance@v(\S+)/g)].map(
    ([, version]) => version,
  );
  expect([...new Set(versions)]).toEqual([packageJson.version]);
});
