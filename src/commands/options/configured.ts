import type { Configuration } from "../../application/configuration.js";
import { mayBeConfigured } from "../../application/configuration-files.js";
import { defined } from "../../defined.js";
import { JetsError } from "../../maintenance/errors.js";
import type { Context, Role, Selection, WebFlag } from "../../maintenance/context.js";
import type { Terminal } from "../../terminal/terminal.js";
import type { SelectionOptions } from "./selection.js";
import type { WebFlagOptions } from "./web-flag.js";

/**
 * The context with what these roles need to know: which functions are workers, where the web flag is stored. An option
 * comes before the configuration file of the working directory.
 * @throws JetsError `usage` when that file can't be read
 */
export async function configured(
  context: Context,
  roles: readonly Role[],
  options: SelectionOptions & WebFlagOptions,
  terminal: Terminal,
): Promise<Context> {
  return { ...context, ...(await settingsFor(roles, options, terminal)) };
}

/** What {@link configured} adds. @throws JetsError `usage` when the configuration file can't be read */
export async function settingsFor(
  roles: readonly Role[],
  options: SelectionOptions & WebFlagOptions,
  terminal: Terminal,
): Promise<Pick<Context, "webFlag" | "selection">> {
  const webFlag = roles.includes("web") ? await webFlagFor(options, terminal) : undefined;
  const selection = roles.includes("worker") ? await selectionFor(options, terminal) : undefined;
  return defined({ webFlag, selection });
}

async function selectionFor(
  { include, exclude }: SelectionOptions,
  terminal: Terminal,
): Promise<Selection | undefined> {
  const { readConfiguration } = await import("../../application/configuration.js");
  const file = await readConfiguration(terminal.cwd);
  const selection = { ...file?.workers, ...defined({ include, exclude }) };
  return Object.keys(selection).length === 0 ? undefined : selection;
}

async function webFlagFor({ webFlag }: WebFlagOptions, terminal: Terminal): Promise<WebFlag | undefined> {
  return webFlag ?? (await configurationFor(terminal))?.web?.flag;
}

/**
 * The configuration file of the working directory, for the web role, which does without where that directory is gone.
 * @throws JetsError `usage` when it can't be read
 */
export async function configurationFor(terminal: Terminal): Promise<Configuration | undefined> {
  const directory = directoryOf(terminal);
  if (directory === undefined || !(await mayBeConfigured(directory))) return undefined;
  const { readConfiguration } = await import("../../application/configuration.js");
  return readConfiguration(directory);
}

/** A directory that is gone holds no file, and the web role does not need one. */
function directoryOf(terminal: Terminal): string | undefined {
  try {
    return terminal.cwd;
  } catch (error) {
    if (error instanceof JetsError) return undefined;
    throw error;
  }
}
