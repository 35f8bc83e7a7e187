import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import type { RunningProcess } from "../../support/process/jets.js";
import type { Run } from "../../support/process/fake-shell.js";
import { root } from "./pages.js";
import type { ReadersShell } from "./shell.js";

const texts = v.record(v.string(), v.union([v.string(), v.boolean(), v.number()]));

const step = v.object({
  id: v.optional(v.string(), ""),
  if: v.optional(v.string(), "success()"),
  uses: v.optional(v.string()),
  with: v.optional(texts, {}),
  env: v.optional(v.record(v.string(), v.string()), {}),
  run: v.optional(v.string()),
});

const inputs = v.record(
  v.string(),
  v.object({ default: v.optional(v.string(), ""), required: v.optional(v.boolean(), false) }),
);

const outputs = v.record(v.string(), v.object({ value: v.string() }));

const action = v.object({ inputs, outputs, runs: v.object({ steps: v.array(step) }) });

const workflow = v.object({ jobs: v.object({ migrate: v.object({ steps: v.array(step) }) }) });

type Step = v.InferOutput<typeof step>;

/** What a step left behind. */
interface Ended extends Run {
  readonly outputs: Record<string, string>;
}

/** What GitHub's runner knows while it goes through steps. */
interface Scope {
  readonly inputs: Record<string, string>;
  readonly steps: Record<string, { outcome: string; outputs: Record<string, string> }>;
}

const theAction = v.parse(action, parse(readFileSync(`${root}/action.yml`, "utf8")));

/**
 * Runs `action.yml` as GitHub's runner does; `started` gets the shell of each step, to signal it. The shell's
 * environment has `RUNNER_TEMP`, the folder of the job.
 */
export async function runAction(
  given: Readonly<Record<string, string>>,
  shell: ReadersShell,
  started: (step: RunningProcess) => void = () => undefined,
): Promise<Ended> {
  const scope: Scope = { inputs: inputsOf(given), steps: {} };
  const ended = await runSteps(theAction.runs.steps, scope, (one) => runScript(one, scope, shell, started));
  return { ...ended, outputs: mapValues(theAction.outputs, ({ value }) => fill(value, scope)) };
}

/** Runs the job `migrate` of a workflow; steps of others are taken as done. */
export async function runWorkflow(text: string, shell: ReadersShell): Promise<Ended> {
  const scope: Scope = { inputs: {}, steps: {} };
  return runSteps(v.parse(workflow, parse(text)).jobs.migrate.steps, scope, async (one) => {
    if (one.uses?.includes("jets-maintenance@") !== true) return runScript(one, scope, shell);
    return runAction(mapValues(one.with, String), shell);
  });
}

async function runSteps(
  steps: readonly Step[],
  scope: Scope,
  run: (one: Step) => Promise<Ended>,
): Promise<Ended> {
  const job = { exitCode: 0, stdout: "", stderr: "", outputs: {} };
  for (const one of steps) {
    const isDue = isTrue(one.if, scope, job.exitCode === 0);
    const ended = isDue ? await run(one) : { ...job, outputs: {}, stdout: "", stderr: "" };
    const outcome = ended.exitCode === 0 ? "success" : "failure";
    scope.steps[one.id] = { outcome: isDue ? outcome : "skipped", outputs: ended.outputs };
    job.exitCode ||= ended.exitCode;
    job.stdout += ended.stdout;
    job.stderr += ended.stderr;
  }
  return job;
}

async function runScript(
  { run = "", env }: Step,
  scope: Scope,
  shell: ReadersShell,
  started?: (step: RunningProcess) => void,
): Promise<Ended> {
  // What is pasted into a script, and not passed to it, is run by the shell.
  if (run.includes("${{")) throw new Error(`A script contains an expression: ${run}`);
  const output = join(shell.folder, "output");
  writeFileSync(output, "");
  const running = shell.start(run, {
    ...mapValues(env, (value) => fill(value, scope)),
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: output,
    GITHUB_ACTION_PATH: root,
  });
  started?.(running);
  const ended = await running.end;
  const lines = readFileSync(output, "utf8").trim().split("\n");
  return { ...ended, outputs: Object.fromEntries(lines.map((line) => line.split("=", 2))) };
}

function inputsOf(given: Readonly<Record<string, string>>): Record<string, string> {
  const known = Object.entries(theAction.inputs);
  const unknown = Object.keys(given).filter((name) => !(name in theAction.inputs));
  const missing = known.flatMap(([name, { required }]) => (required && !(name in given) ? [name] : []));
  if (unknown.length + missing.length > 0) throw new Error(`Inputs: ${[...unknown, ...missing].join(", ")}`);
  return Object.fromEntries(known.map(([name, input]) => [name, given[name] ?? input.default]));
}

const mapValues = <T>(
  values: Readonly<Record<string, T>>,
  change: (value: T) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)] as const));

const fill = (text: string, scope: Scope): string =>
  text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => valueOf(expression, scope));

function valueOf(expression: string, { inputs, steps }: Scope): string {
  const [context, name = "", kind, output = ""] = expression.trim().split(".");
  if (context === "inputs") return inputs[name] ?? "";
  if (context !== "steps") throw new Error(`An expression that this runner does not know: ${expression}`);
  return (kind === "outcome" ? steps[name]?.outcome : steps[name]?.outputs[output]) ?? "";
}

/** Of GitHub's expressions as much as the example has. */
function isTrue(condition: string, scope: Scope, succeeded: boolean): boolean {
  return condition.split(" && ").every((part) => {
    if (part === "always()") return true;
    if (part === "success()") return succeeded;
    const [, expression = "", operator, literal] = /^(\S+) (==|!=) '(.*)'$/.exec(part) ?? [];
    return (valueOf(expression, scope) === literal) === (operator === "==");
  });
}
