import { interrupted, messageOf, type JetsError } from "../../errors.js";
import type { PlannedChange } from "../../plan.js";
import type { FunctionEnvironment } from "../../ports/environments.js";
import type { Context } from "../../context.js";
import { unreachedSentence, findAliases, type Aliases } from "./aliases.js";
import { compare, type Comparison } from "./comparison.js";
import { awaitUpdate, isOn, readEnvironment, rewrite, variableName } from "./environment.js";
import type { Flag } from "../flag.js";
import { webFunction } from "../function.js";
import type { WebInfo } from "../info.js";

/** What has to be saved before the variable is set, so that `off` can restore it. */
export type Original = Required<Pick<WebInfo, "saved">>;

/** What came of changing the variable. */
export interface VariableResult {
  /** The function's. */
  readonly name: string;
  readonly changed: boolean;
  /** What failed. */
  readonly problem?: string;
  /** Which requests it does not reach. */
  readonly note?: string;
}

/** The environment variable of the web function, as it was read. */
export interface WebVariable {
  /** `undefined` where it is on already: what was saved before the first time still holds. */
  readonly original: Original | undefined;
  /** Sets it. `keep` saves another original, where it was changed since it was read. */
  readonly set: (keep: (original: Original) => Promise<void>) => Promise<VariableResult>;
  /**
   * Restores what was saved; `prove` says for certain what that is. @throws JetsError when AWS does not take it:
   * nothing is changed then
   */
  readonly restore: (flag: Flag, prove: () => Promise<Flag>) => Promise<VariableResult>;
  readonly compare: (flag: Flag) => Comparison;
  /** What setting or restoring it would change, if anything. Warns of requests that it would not reach. */
  readonly plan: (to: "on" | "off", flag: Flag) => readonly PlannedChange[];
}

/** Reads the variable. @throws JetsError `not_deployed`, `aws_refused` */
export async function openVariable(context: Context): Promise<WebVariable> {
  const [found, aliases] = await Promise.all([readEnvironment(context), findAliases(context)]);
  return {
    original: isOn(found.variables) ? undefined : originalIn(found),
    set: async (keep) => {
      const note = warnOf(aliases, "on", context);
      return { ...(await setVariable(context, found, keep)), ...note };
    },
    restore: async (flag, prove) => {
      const note = warnOf(aliases, "off", context);
      return { ...(await restoreVariable(context, found, flag, prove)), ...note };
    },
    compare: (flag) => compare(context, flag, found, aliases),
    plan: (to, flag) => {
      warnOf(aliases, to, context);
      const variables = to === "on" ? withOn(found) : withSaved(found, flag);
      return variables === undefined ? [] : [changeOf(context, found, variables)];
    },
  };
}

async function setVariable(
  context: Context,
  read: FunctionEnvironment,
  keep: (original: Original) => Promise<void>,
): Promise<VariableResult> {
  const name = webFunction(context.stack);
  let changed = false;
  try {
    changed = await rewrite(context, read, async (found) => {
      if (found !== read && !isOn(found.variables)) await keep(originalIn(found));
      return withOn(found);
    });
    await awaitUpdate(context);
    return { name, changed };
  } catch (error) {
    // The parameter is on by now.
    if (context.signal.aborted) throw interruption(context, "on", error);
    return { name, changed, problem: messageOf(error) };
  }
}

async function restoreVariable(
  context: Context,
  read: FunctionEnvironment,
  flag: Flag,
  prove: () => Promise<Flag>,
): Promise<VariableResult> {
  const name = webFunction(context.stack);
  let changed = false;
  try {
    let proven: Flag | undefined;
    changed = await rewrite(context, read, async (found) =>
      withSaved(found, isOn(found.variables) ? (proven ??= await prove()) : flag),
    );
    if (changed || flag.state === "on") await awaitUpdate(context);
    return { name, changed };
  } catch (error) {
    if (context.signal.aborted) throw interruption(context, "off", error);
    if (!changed) throw error;
    return { name, changed, problem: messageOf(error) };
  }
}

function originalIn({ variables: { [variableName]: value } }: FunctionEnvironment): Original {
  return { saved: value === undefined ? {} : { [variableName]: value } };
}

type Variables = FunctionEnvironment["variables"];

/** The variables with maintenance on; `undefined` where they are so. An update that failed has to be made again. */
function withOn({ variables, update }: FunctionEnvironment): Variables | undefined {
  if (isOn(variables)) return update === "Failed" ? variables : undefined;
  return { ...variables, [variableName]: "on" };
}

/** The variables as they were before; `undefined` if maintenance has not changed them. */
function withSaved({ variables, update }: FunctionEnvironment, { state, info }: Flag): Variables | undefined {
  if (!isOn(variables)) return update === "Failed" && state === "on" ? variables : undefined;
  const others = Object.entries(variables).filter(([name]) => name !== variableName);
  return { ...Object.fromEntries(others), ...info?.saved };
}

function changeOf({ stack }: Context, { variables }: FunctionEnvironment, planned: Variables): PlannedChange {
  const [from = null, to = null] = [variables[variableName], planned[variableName]];
  return { setting: "variable", of: webFunction(stack), from, to };
}

function warnOf(aliases: Aliases, to: "on" | "off", context: Context): Pick<VariableResult, "note"> {
  const message = unreachedSentence(aliases, to, context);
  if (message === undefined) return {};
  context.report({ type: "warning", message });
  return { note: message };
}

function interruption({ stack, commandLine }: Context, to: "on" | "off", cause: unknown): JetsError {
  return interrupted(
    `Interrupted while AWS was updating ${webFunction(stack)}: web maintenance of ${stack} may be only partly ${to}.`,
    `Finish the job with \`${commandLine(to)}\`.`,
    { cause },
  );
}
