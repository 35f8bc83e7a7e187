import { commandLine } from "../../run/command-line.js";
import type { TurnResult } from "../../maintenance/index.js";
import { sayFinding } from "../../terminal/views/finding.js";
import type { Terminal } from "../../terminal/terminal.js";
import type { TurnOptions } from "../options/options.js";
import { titleOf, type Direction } from "./words.js";

/** Names each worker that is not as asked, and the command that finishes the job. */
export function sayFailures(
  to: Direction,
  { role, failures }: TurnResult,
  options: TurnOptions,
  terminal: Terminal,
): void {
  const told = [
    `${titleOf(role)} maintenance is only partly ${to}: ${counted(failures.length)} not as asked`,
    ...failures.map(({ name, reason }) => `  ${name}: ${reason}`),
    `To finish the job, run: ${commandLine(to, options)}`,
  ] as const;
  sayFinding("error", told, terminal);
}

function counted(count: number): string {
  return count === 1 ? "1 function is" : `${count} functions are`;
}
