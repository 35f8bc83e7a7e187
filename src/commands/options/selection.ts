import { Option, type Command } from "commander";
import type { Context, Selection } from "../../maintenance/context.js";
import { parseMore } from "./options.js";
import type { Session } from "../session.js";

/** `--include` and `--exclude`, which may both be given several times. */
export interface SelectionOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Adds the options that choose the workers. */
export function addSelectionOptions(command: Command): Command {
  return command
    .addOption(
      globOption("--include <glob>", "worker: these functions, by name or logical id, not the usual ones"),
    )
    .addOption(globOption("--exclude <glob>", "worker: not these functions, by name or logical id"));
}

const globOption = (flags: string, description: string): Option =>
  new Option(flags, `${description}; repeatable`).argParser(parseMore);

/**
 * The context with what chooses the workers: the options, then the configuration file of the working directory.
 * @throws JetsError `usage` when that file can't be read
 */
export async function withSelection(
  context: Context,
  { include, exclude }: SelectionOptions,
  { terminal }: Session,
): Promise<Context> {
  const { readConfiguration } = await import("../../application/configuration.js");
  const file = await readConfiguration(terminal.cwd);
  const selection: Selection = {
    ...file?.workers,
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
  };
  return Object.keys(selection).length === 0 ? context : { ...context, selection };
}
