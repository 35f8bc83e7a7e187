import * as v from "valibot";
import { parse } from "yaml";
import type { Run } from "../../support/process/fake-shell.js";
import { blocksOf } from "./pages.js";
import { runWorkflow } from "./github.js";
import type { ReadersShell } from "./shell.js";

const texts = v.array(v.string());

const gitlab = v.object({
  migrate: v.object({ before_script: texts, script: texts, after_script: texts }),
});

const codebuild = v.object({
  phases: v.object({
    install: v.object({ commands: texts }),
    build: v.object({ commands: texts, finally: v.optional(texts, []) }),
  }),
});

/** The pipelines of docs/ci.md, each run as its own system runs it. */
export const pipelines: Record<string, (shell: ReadersShell) => Promise<Run>> = {
  "GitHub Actions": (shell) => runWorkflow(fileIn(".github/workflows/migrate.yml"), shell),
  "GitLab CI": (shell) => runGitLabJob(".gitlab-ci.yml", shell),
  CodeBuild: (shell) => runBuild("buildspec.yml", shell),
  "GitHub Actions, in steps": (shell) => runWorkflow(fileIn(".github/workflows/migrate-in-steps.yml"), shell),
  "GitLab CI, in steps": (shell) => runGitLabJob(".gitlab-ci-in-steps.yml", shell),
  "CodeBuild, in steps": (shell) => runBuild("buildspec-in-steps.yml", shell),
};

/** The GitLab job; `interrupted` says how it ended instead of by itself. */
export async function runGitLabJob(
  file: ".gitlab-ci.yml" | ".gitlab-ci-in-steps.yml",
  shell: ReadersShell,
  interrupted?: "canceled" | "timedout",
): Promise<Run> {
  const { before_script, script, after_script } = v.parse(gitlab, parse(fileIn(file))).migrate;
  const env = { AWS_TOKEN: "token", AWS_WEB_IDENTITY_TOKEN_FILE: `${shell.folder}/aws-token` };
  const lines = interrupted === undefined ? [...before_script, ...script] : before_script;
  const ended = await shell.run(lines.join("\n"), env);
  const CI_JOB_STATUS = interrupted ?? (ended.exitCode === 0 ? "success" : "failed");
  // In a shell of its own, and its exit code is nobody's business.
  const after = await shell.run(after_script.join("\n"), { ...env, CI_JOB_STATUS });
  return { ...ended, stderr: ended.stderr + after.stderr };
}

async function runBuild(file: string, shell: ReadersShell): Promise<Run> {
  const { install, build } = v.parse(codebuild, parse(fileIn(file))).phases;
  const installed = await runCommands(install.commands, shell);
  if (installed.exitCode !== 0) return installed;
  const built = await runCommands(build.commands, shell);
  const ended = await runCommands(build.finally, shell);
  return { ...built, exitCode: built.exitCode || ended.exitCode, stderr: built.stderr + ended.stderr };
}

/** One after the other, until one fails. */
async function runCommands(commands: readonly string[], shell: ReadersShell): Promise<Run> {
  const all = { exitCode: 0, stdout: "", stderr: "" };
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await shell.run(command);
    Object.assign(all, { exitCode, stdout: all.stdout + stdout, stderr: all.stderr + stderr });
    if (exitCode !== 0) break;
  }
  return all;
}

/** The file of that name on the page. */
export function fileIn(name: string): string {
  const block = blocksOf("docs/ci.md").find(({ file }) => file === name);
  if (block === undefined) throw new Error(`docs/ci.md shows no ${name}.`);
  return block.text;
}
