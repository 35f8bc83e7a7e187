import type { Session, Start } from "../commands/session.js";
import { runProgram } from "./program.js";
import { errorDocument, printError } from "../terminal/views/error.js";
import { answerJson } from "../terminal/views/json.js";

/**
 * Runs one command line, without the name of the program. Never throws: what goes wrong is printed on stderr.
 * Resolves to the exit code.
 */
export async function run(args: readonly string[], session: Session): Promise<number> {
  const { terminal } = session;
  let exitCode = 0;
  const start: Start = (command) => async (options) => {
    exitCode = await command(options, session);
  };
  try {
    await runProgram(args, start, terminal);
    return exitCode;
  } catch (error) {
    if (wantsJson(args)) answerJson(errorDocument(error), terminal);
    return printError(error, terminal);
  }
}

/** Read from the words themselves: a command line that is wrong may never become options. */
function wantsJson(args: readonly string[]): boolean {
  return args[0] !== "sandbox" && args[0] !== "complete" && args.includes("--json");
}
