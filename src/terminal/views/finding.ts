import { annotationOf, type Severity } from "../annotation.js";
import { colourFor } from "../colour.js";
import { say, type Terminal } from "../terminal.js";

/**
 * Prints one line that begins with `ERROR:` or `WARNING:` on stderr, and what belongs to it below. A pipeline that
 * marks such lines gets them in its own form as well, before them.
 */
export function sayFinding(
  severity: Severity,
  [fact, ...details]: readonly [fact: string, ...details: string[]],
  terminal: Terminal,
): void {
  const colours = colourFor(terminal.stderr, terminal);
  const mark =
    severity === "error"
      ? { paint: colours.red, text: "ERROR:", rest: fact }
      : { paint: colours.yellow, text: "WARNING:", rest: fact };
  const annotation = annotationOf(severity, [fact, ...details].join("\n"), terminal.env);
  say(terminal, ...(annotation === undefined ? [] : [annotation]), mark, ...details);
}
