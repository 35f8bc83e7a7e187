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

// Without --break-lock: the hold was released, and whoever has taken it since is at work.
function commandLine(to: Direction, options: TurnOptions): string {
  const { role, stack, region, profile, reason, yes, wait, force, onEventLoss } = options;
  const values = Object.entries({ role, stack, region, profile, reason, "on-event-loss": onEventLoss });
  const flags = Object.entries({ wait, force, yes });
  return [
    "jets",
    `maintenance:${to}`,
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoted(value)])),
    ...[...globs("--include", options.include), ...globs("--exclude", options.exclude)],
    ...flags.flatMap(([name, isGiven]) => (isGiven === true ? [`--${name}`] : [])),
  ].join(" ");
}

const globs = (option: string, given: readonly string[] = []): string[] =>
  given.flatMap((glob) => [option, quoted(glob)]);

/** For a POSIX shell, where it needs it: a profile's name may hold spaces. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
