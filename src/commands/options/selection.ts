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
      globOption(
        "--include <glob>",
        "worker: select functions by name or logical ID instead of the default ones",
      ),
    )
    .addOption(globOption("--exclude <glob>", "worker: leave out functions by name or logical ID"));
}

const globOption = (flags: string, description: string): Option =>
  new Option(flags, `${description}; repeatable`).argParser(parseMore);
