import { Option } from "commander";
import { mayBeConfigured } from "../../application/configuration-files.js";
import { JetsError } from "../../maintenance/errors.js";
import { webFlags, type Context, type WebFlag } from "../../maintenance/context.js";
import type { Terminal } from "../../terminal/terminal.js";
import type { Session } from "../session.js";

/** `--web-flag`. */
export interface WebFlagOptions {
  readonly webFlag?: WebFlag;
}

/** `--web-flag`, for on, off and status. */
export const webFlagOption = (): Option =>
  new Option(
    "--web-flag <where>",
    "web: where the web function looks: at the parameter, or, as Ruby on Jets does, at the environment variable JETS_MAINTENANCE; from the configuration file unless given",
  ).choices(webFlags);

/**
 * The context with where the web function looks: the option, then the configuration file of the working directory.
 * @throws JetsError `usage` when that file can't be read
 */
export async function withWebFlag(
  context: Context,
  { webFlag }: WebFlagOptions,
  { terminal }: Session,
): Promise<Context> {
  const chosen = webFlag ?? (await configuredWebFlag(terminal));
  return chosen === undefined ? context : { ...context, webFlag: chosen };
}

async function configuredWebFlag(terminal: Terminal): Promise<WebFlag | undefined> {
  const directory = directoryOf(terminal);
  if (directory === undefined || !(await mayBeConfigured(directory))) return undefined;
  const { readConfiguration } = await import("../../application/configuration.js");
  return (await readConfiguration(directory))?.web?.flag;
}

/** A directory that is gone holds no file, and is no matter to the web role. */
function directoryOf(terminal: Terminal): string | undefined {
  try {
    return terminal.cwd;
  } catch (error) {
    if (error instanceof JetsError) return undefined;
    throw error;
  }
}
