import { JetsError } from "../errors.js";
import type { Context } from "../context.js";
import { readFlag, type Flag } from "./flag.js";
import type { WebVariable } from "./variable/variable.js";

/** Both halves of the web flag, as they were read. */
export interface Web {
  readonly flag: Flag;
  /** Only where the web function goes by it. */
  readonly variable: WebVariable | undefined;
}

/** Reads the flag. @throws JetsError `not_deployed`, `aws_refused` */
export async function openWeb(context: Context): Promise<Web> {
  const [flag, variable] = await Promise.all([readFlag(context), openVariable(context)]);
  return withForgotten(context, { flag, variable });
}

/**
 * The same, with the variable that an earlier `on` has set, even if this run has no --web-flag env: the info has what
 * was saved of it.
 */
export async function withForgotten(context: Context, { flag, variable }: Web): Promise<Web> {
  const isForgotten = variable === undefined && flag.info?.saved !== undefined;
  return { flag, variable: isForgotten ? await openForgotten(context) : variable };
}

/** The variable, where it is part of the flag. @throws JetsError `not_deployed`, `aws_refused` */
export const openVariable = async (context: Context): Promise<WebVariable | undefined> =>
  context.webFlag === "env" ? load(context) : undefined;

/** While it is set, visitors of an application that reads it see the page. */
async function openForgotten(context: Context): Promise<WebVariable | undefined> {
  try {
    return await load(context);
  } catch (error) {
    // The function is gone, and its variables with it.
    if (error instanceof JetsError && error.code === "not_deployed") return undefined;
    throw error;
  }
}

/** Loaded late, and only where it is needed: it takes Lambda's client, which the parameter alone does not need. */
async function load(context: Context): Promise<WebVariable> {
  const variable = await import("./variable/variable.js");
  return variable.openVariable(context);
}
