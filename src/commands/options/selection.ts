import { Option, type Command } from "commander";
import { parseMore } from "./parse.js";

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
