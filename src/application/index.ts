import { isSet } from "../is-set.js";
import { JetsError } from "../maintenance/errors.js";
import { nameInJetsProject } from "./jets-project.js";

/** Where the application's name is looked for. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly cwd: string;
}

/** A name that was found, and where. */
interface Found {
  readonly name: string;
  /** For people: `--stack`, the variables or the file. */
  readonly source: string;
}

/**
 * Which application: the name of its CloudFormation stack, `<project>-<env>[-<extra>]`. The first of these that
 * answers wins: `--stack`, `JETS_PROJECT`, a `jets` configuration file, `config/jets/project.rb`.
 * @throws JetsError `usage` when none of them answers, or the one that does holds no possible stack name
 */
export async function findApplication(
  stack: string | undefined,
  surroundings: Surroundings,
): Promise<string> {
  const found = await locateApplication(stack, surroundings);
  if (found !== undefined) return found.name;
  throw new JetsError(
    "usage",
    "No application was given.",
    'Pass --stack NAME, set JETS_PROJECT (with JETS_ENV and JETS_EXTRA), write "stack" or "project" into jets.config.json, or run in a Jets project with config.name in config/jets/project.rb.',
  );
}

/**
 * The same with its source; `undefined` when no place answers.
 * @throws JetsError `usage` when the one that answers holds no possible stack name
 */
export async function locateApplication(
  stack: string | undefined,
  surroundings: Surroundings,
): Promise<Found | undefined> {
  const found =
    fromOption(stack) ??
    fromEnvironment(surroundings) ??
    (await fromConfiguration(surroundings)) ??
    (await fromJetsProject(surroundings));
  return found === undefined ? undefined : { ...found, name: stackNameOf(found) };
}

function fromOption(stack: string | undefined): Found | undefined {
  return stack === undefined ? undefined : { name: stack, source: "--stack" };
}

function fromEnvironment({ env }: Surroundings): Found | undefined {
  const project = env.JETS_PROJECT;
  if (!isSet(project)) return undefined;
  return { name: stackOf(project, env), source: "JETS_PROJECT, JETS_ENV and JETS_EXTRA" };
}

async function fromConfiguration({ env, cwd }: Surroundings): Promise<Found | undefined> {
  const { readConfiguration } = await import("./configuration.js");
  const file = await readConfiguration(cwd);
  if (file?.stack !== undefined) return { name: file.stack, source: file.source };
  return file?.project === undefined ? undefined : { name: stackOf(file.project, env), source: file.source };
}

async function fromJetsProject({ env, cwd }: Surroundings): Promise<Found | undefined> {
  const project = await nameInJetsProject(cwd);
  return project === undefined
    ? undefined
    : { name: stackOf(project, env), source: "config/jets/project.rb, JETS_ENV and JETS_EXTRA" };
}

function stackOf(project: string, { JETS_ENV, JETS_EXTRA }: Surroundings["env"]): string {
  return [project, isSet(JETS_ENV) ? JETS_ENV : "dev", JETS_EXTRA].filter(isSet).join("-");
}

/**
 * The name as CloudFormation takes it: letters, digits and hyphens only, so a `_` from any source becomes a `-`.
 * @throws JetsError `usage` when it can't be a stack's name
 */
export function stackNameOf({ name, source }: Found): string {
  const stack = name.replaceAll("_", "-");
  if (/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/.test(stack)) return stack;
  throw new JetsError(
    "usage",
    `"${stack}" (from ${source}) is not a stack name.`,
    "A stack name starts with a letter and has at most 128 letters, digits and hyphens.",
  );
}
