import type { Session } from "./commands/session.js";
import { complete } from "./commands/complete.js";
import { printCompletion } from "./commands/completion.js";
import { showConfiguration } from "./commands/config.js";
import { showHistory } from "./commands/history.js";
import { showPolicy } from "./commands/policy.js";
import { preview } from "./commands/preview.js";
import { openSandbox } from "./commands/sandbox.js";
import { showStatus } from "./commands/status.js";
import { turnOffAtOnce, turnOnAfterAsking } from "./commands/turn.js";
import { commandTree, runProgram } from "./program.js";
import { printError } from "./terminal/errors.js";
import { answerJson, errorDocument } from "./terminal/json.js";

/**
 * Runs one command line, without the name of the program. Never throws: what goes wrong is printed on stderr.
 * Resolves to the exit code.
 */
export async function run(args: readonly string[], session: Session): Promise<number> {
  const { terminal } = session;
  try {
    return await runProgram(
      args,
      {
        on: (options) => turnOnAfterAsking(options, session),
        off: (options) => turnOffAtOnce(options, session),
        status: (options) => showStatus(options, session),
        history: (options) => showHistory(options, session),
        policy: (options) => showPolicy(options, session),
        preview: (options) => preview(options, session),
        config: (options) => showConfiguration(options, session),
        completion: (shell) => printCompletion(shell, session),
        complete: (words) => complete(words, commandTree(), session),
        sandbox: (options) => openSandbox(options, session),
      },
      terminal,
    );
  } catch (error) {
    if (isJsonAsked(args)) answerJson(errorDocument(error), terminal);
    return printError(error, terminal);
  }
}

/** Asked of the words themselves: a command line that is wrong may never become options. */
function isJsonAsked(args: readonly string[]): boolean {
  return args[0] !== "sandbox" && args[0] !== "complete" && args.includes("--json");
}
