import { defined } from "../../../defined.js";
import type { FunctionEnvironment } from "../../ports/environments.js";
import type { Context } from "../../context.js";
import type { FunctionStatus, State } from "../../result.js";
import { unreachedSentence, type Aliases } from "./aliases.js";
import { isOn, variableName } from "./environment.js";
import { flagName, type Flag } from "../flag.js";
import { webFunction } from "../function.js";

/** What the variable and the parameter say together. */
export interface Comparison {
  /** `partial` unless both agree. */
  readonly state: State;
  readonly function: FunctionStatus;
  /** Sentences for people. */
  readonly notes: readonly string[];
}

/** Compares the variable with the parameter. */
export function compare(
  context: Context,
  flag: Flag,
  found: FunctionEnvironment,
  aliases: Aliases,
): Comparison {
  const name = webFunction(context.stack);
  const own = isOn(found.variables) ? "on" : "off";
  const isConcerned = own === "on" || flag.state === "on";
  const updating = isConcerned ? updateSentences(name, found) : [];
  const isFailed = isConcerned && found.update === "Failed";
  const state = own === flag.state && !isFailed ? own : "partial";
  const both = state === "partial" ? bothSentences(context, flag, found) : [];
  const note = unreachedSentence(aliases, own, context);
  const problem = [...both, ...updating].join("; ");
  return {
    state,
    function: {
      name,
      state: isFailed ? "partial" : own,
      ...defined({ problem: problem === "" ? undefined : problem, note }),
    },
    notes: [...both, ...updating, ...(note === undefined ? [] : [note])],
  };
}

function bothSentences({ stack }: Context, flag: Flag, { variables }: FunctionEnvironment): string[] {
  const value = variables[variableName];
  return [
    `The parameter ${flagName(stack)} is ${flag.state}`,
    `${variableName} of ${webFunction(stack)} is ${value === undefined ? "not set" : JSON.stringify(value)}`,
  ];
}

function updateSentences(name: string, { update, updateReason }: FunctionEnvironment): string[] {
  if (update === "InProgress") return [`AWS is still updating ${name}: requests are answered as before`];
  if (update !== "Failed") return [];
  return [`AWS failed to update ${name}: ${updateReason ?? "it does not say why."}`];
}
