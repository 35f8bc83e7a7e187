import { JetsError, exitCodes } from "../../maintenance/errors.js";
import { sayFinding } from "./finding.js";
import { say, type Terminal } from "../terminal.js";

/** Prints an error as one line of fact and one of remedy on stderr, and returns its exit code. */
export function printError(error: unknown, terminal: Terminal): number {
  sayFinding("error", factAndRemedy(error), terminal);
  if (isDebugging(terminal)) say(terminal, ...tracesOf(error).flatMap((trace) => trace.split("\n")));
  return error instanceof JetsError ? error.exitCode : exitCodes.failed;
}

/** An error as JSON, with the text that {@link printError} prints. */
export function errorDocument(error: unknown): object {
  const [message, hint] = factAndRemedy(error);
  return { error: { code: error instanceof JetsError ? error.code : "failed", message, hint } };
}

/** One sentence of fact and one of remedy. */
export function factAndRemedy(error: unknown): [fact: string, remedy: string] {
  if (!(error instanceof JetsError)) {
    return [firstLine(error), "Set DEBUG=jets to see the stack trace."];
  }
  return [error.message, error.hint];
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split("\n", 1)[0] ?? text;
}

/** `DEBUG` lists what is debugged, separated by commas. */
export function isDebugging({ env }: Terminal): boolean {
  return (env.DEBUG ?? "").split(",").includes("jets");
}

// Only the stacks: a whole error of the SDK holds the request with its credentials.
function tracesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const causes = error.cause === undefined ? [] : tracesOf(error.cause);
  const [first, ...others] = causes;
  const cause = first === undefined ? [] : [`Caused by: ${first}`, ...others];
  return [error.stack ?? error.message, ...cause];
}
