import { Command, CommanderError } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { completeCommand } from "../commands/completion/complete.js";
import { completionCommand } from "../commands/completion/completion.js";
import { configCommand } from "../commands/config.js";
import { eventsCommand } from "../commands/maintenance/events.js";
import { historyCommand } from "../commands/maintenance/history.js";
import { offCommand } from "../commands/maintenance/off.js";
import { onCommand } from "../commands/maintenance/on.js";
import { policyCommand } from "../commands/maintenance/policy.js";
import { previewCommand } from "../commands/preview/preview.js";
import { runDuringCommand } from "../commands/maintenance/run.js";
import { sandboxCommand } from "../commands/sandbox.js";
import type { Start } from "../commands/session.js";
import { statusCommand } from "../commands/maintenance/status.js";
import { usageError } from "./usage-error.js";
import { widthOf, type Terminal } from "../terminal/terminal.js";

// The one list of commands: the program, its help, completion and the manual page follow it.
const maintenanceCommands = [
  onCommand,
  offCommand,
  runDuringCommand,
  statusCommand,
  historyCommand,
  eventsCommand,
  policyCommand,
  previewCommand,
];
const otherCommands = [configCommand, completionCommand, sandboxCommand];
const hiddenCommands = [completeCommand];

/**
 * Parses the arguments and starts the command that they name.
 * @throws JetsError `usage`, and whatever the command throws
 */
export async function runProgram(args: readonly string[], start: Start, terminal: Terminal): Promise<void> {
  const program = createProgram(start);
  configure(program, terminal);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
}

/** The commands with their options, to read and not to run: the manual page is made from them. */
export const commandTree = (): Command => createProgram(() => () => Promise.resolve());

function createProgram(start: Start): Command {
  const program = new Command("jets")
    .description(
      "Put an AWS serverless application into maintenance mode and bring it back exactly as it was",
    )
    .version(packageJson.version)
    .enablePositionalOptions()
    .addHelpText("after", "\nExample:\n  $ jets maintenance:on --stack demo-dev");
  const group = new Command("maintenance")
    .enablePositionalOptions()
    .description("The same maintenance commands, written with a space")
    .addHelpText("after", "\nExample:\n  $ jets maintenance status --all");
  for (const create of maintenanceCommands) {
    const spaced = create(start);
    group.addCommand(spaced);
    program.addCommand(create(start).name(`maintenance:${spaced.name()}`));
  }
  program.addCommand(group);
  for (const create of otherCommands) program.addCommand(create(start));
  for (const create of hiddenCommands) program.addCommand(create(start), { hidden: true });
  return program;
}

/** Help and version go to stdout; what is wrong with the arguments becomes an error of our own. */
function configure(command: Command, terminal: Terminal): void {
  command
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => widthOf(terminal.stdout),
      getOutHasColors: () => false,
    })
    .exitOverride((error) => {
      throw usageError(error, command);
    });
  for (const child of command.commands) configure(child, terminal);
}
