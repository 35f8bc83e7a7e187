import { colourFor } from "../colour.js";
import { say, type Terminal } from "../terminal.js";

/** Whether something went wrong, or only may. */
type Severity = "error" | "warning";

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
  const { subject, stderr, live } = terminal;
  const named = subject === undefined ? fact : `${subject}: ${fact}`;
  const annotation = annotationOf(severity, [named, ...details].join("\n"), terminal.env);
  // A pipeline reads it at the beginning of a line only.
  if (annotation !== undefined) say({ stderr, live }, annotation);
  say(terminal, mark, ...details);
}

/**
 * The line that makes a pipeline show `message` next to its run; `undefined` elsewhere. GitHub Actions
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands) and Azure Pipelines
 * (https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands) read it from stderr as well.
 */
function annotationOf(
  severity: Severity,
  message: string,
  { GITHUB_ACTIONS, TF_BUILD }: Terminal["env"],
): string | undefined {
  if (GITHUB_ACTIONS === "true") return `::${severity} title=jets::${escape(message, "%25")}`;
  if (TF_BUILD === "True") return `##vso[task.logissue type=${severity}]${escape(message, "%AZP25")}`;
  return undefined;
}

/** Both take a line break for the end of the command. */
const escape = (message: string, percent: string): string =>
  message.replaceAll("%", percent).replaceAll("\r", "%0D").replaceAll("\n", "%0A");
