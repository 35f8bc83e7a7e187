import { commandLine } from "../library/command-line.js";
import type { TurnResult } from "../maintenance/index.js";
import { colourFor } from "../terminal/colour.js";
import { say, type Terminal } from "../terminal/terminal.js";
import type { TurnOptions } from "./options.js";
import { titleOf, type Direction } from "./words.js";

/** Names each worker that is not as asked, and the command that finishes the job. */
export function sayFailures(
  to: Direction,
  { role, failures }: TurnResult,
  options: TurnOptions,
  terminal: Terminal,
): void {
  const error = colourFor(terminal.stderr, terminal).red("ERROR:");
  say(
    terminal,
    `${error} ${titleOf(role)} maintenance is only partly ${to}: ${counted(failures.length)} not as asked`,
    ...failures.map(({ name, reason }) => `  ${name}: ${reason}`),
    `To finish the job, run: ${commandLine(to, options)}`,
  );
}

function counted(count: number): string {
  return count === 1 ? "1 function is" : `${count} functions are`;
}
