import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { completeCommand } from "./commands/complete.js";
import { completionCommand, type Shell } from "./commands/completion.js";
import { configCommand } from "./commands/config.js";
import { historyCommand, type HistoryOptions } from "./commands/history.js";
import { offCommand } from "./commands/off.js";
import { onCommand } from "./commands/on.js";
import type { ApplicationOptions, StatusOptions, TurnOptions } from "./commands/options.js";
import { policyCommand, type PolicyOptions } from "./commands/policy.js";
import { previewCommand, type PreviewOptions } from "./commands/preview.js";
import { sandboxCommand, type SandboxOptions } from "./commands/sandbox.js";
import { statusCommand } from "./commands/status.js";
import { usageError } from "./commands/usage.js";
import { widthOf, type Terminal } from "./terminal/terminal.js";

/** What each command does with its options; the number is the exit code. */
export interface Actions {
  readonly on: (options: TurnOptions) => Promise<number>;
  readonly off: (options: TurnOptions) => Promise<number>;
  readonly status: (options: StatusOptions) => Promise<number>;
  readonly history: (options: HistoryOptions) => Promise<number>;
  readonly policy: (options: PolicyOptions) => Promise<number>;
  readonly preview: (options: PreviewOptions) => Promise<number>;
  readonly config: (options: ApplicationOptions) => Promise<number>;
  readonly completion: (shell: Shell) => Promise<number>;
  readonly complete: (words: readonly string[]) => Promise<number>;
  readonly sandbox: (options: SandboxOptions) => Promise<number>;
}

/** The same for commander, which has no use for what an action returns. */
type Runs = { readonly [Name in keyof Actions]: (...args: Parameters<Actions[Name]>) => Promise<void> };

/**
 * Parses the arguments and runs the command that they name. Returns its exit code.
 * @throws JetsError `usage`, and whatever the command throws
 */
export async function runProgram(
  args: readonly string[],
  actions: Actions,
  terminal: Terminal,
): Promise<number> {
  let exitCode = 0;
  const ending = <Options>(action: (options: Options) => Promise<number>) => {
    return async (options: Options): Promise<void> => {
      exitCode = await action(options);
    };
  };
  const program = createProgram({
    on: ending(actions.on),
    off: ending(actions.off),
    status: ending(actions.status),
    history: ending(actions.history),
    policy: ending(actions.policy),
    preview: ending(actions.preview),
    config: ending(actions.config),
    completion: ending(actions.completion),
    complete: ending(actions.complete),
    sandbox: ending(actions.sandbox),
  });
  configure(program, terminal);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return exitCode;
}

const nothing = (): Promise<void> => Promise.resolve();

/** The commands with their options, to read and not to run: what the manual page is made from. */
export const commandTree = (): Command =>
  createProgram({
    on: nothing,
    off: nothing,
    status: nothing,
    history: nothing,
    policy: nothing,
    preview: nothing,
    config: nothing,
    completion: nothing,
    complete: nothing,
    sandbox: nothing,
  });

function createProgram(runs: Runs): Command {
  const program = new Command("jets")
    .description(
      "Put an AWS serverless application into maintenance mode and bring it back exactly as it was",
    )
    .version(packageJson.version)
    .enablePositionalOptions()
    .addHelpText("after", "\nExample:\n  $ jets maintenance:on --stack demo-dev");
  const group = new Command("maintenance")
    .description("The maintenance commands, written with a space")
    .addHelpText("after", "\nExample:\n  $ jets maintenance status --all");
  for (const command of maintenanceCommands("maintenance:", runs)) program.addCommand(command);
  for (const command of maintenanceCommands("", runs)) group.addCommand(command);
  return program
    .addCommand(group)
    .addCommand(configCommand(runs.config))
    .addCommand(completionCommand(runs.completion))
    .addCommand(completeCommand(runs.complete), { hidden: true })
    .addCommand(sandboxCommand(runs.sandbox));
}

const maintenanceCommands = (prefix: string, runs: Runs): Command[] => [
  onCommand(`${prefix}on`, runs.on),
  offCommand(`${prefix}off`, runs.off),
  statusCommand(`${prefix}status`, runs.status),
  historyCommand(`${prefix}history`, runs.history),
  policyCommand(`${prefix}policy`, runs.policy),
  previewCommand(`${prefix}preview`, runs.preview),
];

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
