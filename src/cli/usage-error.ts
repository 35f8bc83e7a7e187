import type { Command, CommanderError } from "commander";
import { JetsError } from "../maintenance/errors.js";
import { roles } from "../maintenance/context.js";

/**
 * What to throw when commander has ended: its own error after help and version, and otherwise an error that names the
 * valid options or commands.
 */
export function usageError(error: CommanderError, command: Command): CommanderError | JetsError {
  if (error.exitCode === 0) return error;
  if (error.code === "commander.help") return missingCommand(error, command);
  if (error.code === "commander.excessArguments") return excessArgument(error, command);
  const fact = error.message.replace(/^error: /, "").replace(/\n\((.*)\)$/s, ". $1");
  return new JetsError("usage", sentence(fact), validOnes(error, command));
}

// A bare `jets` or `jets maintenance` asks for help; commander takes it for an error.
function missingCommand(error: CommanderError, command: Command): CommanderError | JetsError {
  const unknown = command.args.at(-1);
  if (unknown === undefined) {
    command.outputHelp();
    return error;
  }
  return new JetsError("usage", `Unknown command '${unknown}'.`, validOnes(error, command));
}

// Most likely, a role was meant.
function excessArgument(error: CommanderError, command: Command): JetsError {
  const [word = ""] = command.args;
  const isRole = roles.some((role) => role === word);
  const remedy = isRole ? `Did you mean --role ${word}?` : validOnes(error, command);
  return new JetsError("usage", `Unexpected argument '${word}'.`, remedy);
}

function validOnes(error: CommanderError, command: Command): string {
  const seeHelp = `See ${fullName(command)} --help.`;
  if (error.code === "commander.invalidArgument") return seeHelp;
  const choices = choicesOf(error, command);
  if (choices !== undefined) return `Valid values: ${choices.join(", ")}. ${seeHelp}`;
  const meant = meantCommand(error, command);
  if (meant !== undefined) return `Did you mean ${meant}? ${seeHelp}`;
  const isAboutOptions = error.code === "commander.unknownOption" || command.commands.length === 0;
  const valid = isAboutOptions ? `options: ${optionsOf(command)}` : `commands: ${commandsOf(command)}`;
  return `Valid ${valid}. ${seeHelp}`;
}

const optionsOf = (command: Command): string =>
  command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, flags }) => long ?? flags)
    .join(", ");

const commandsOf = (command: Command): string =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((child) => child.name())
    .join(", ");

/** The values of an option that was given none, or of an argument that is missing. */
function choicesOf({ code, message }: CommanderError, command: Command): readonly string[] | undefined {
  if (code === "commander.missingArgument")
    return command.registeredArguments.find((argument) => message.includes(`'${argument.name()}'`))
      ?.argChoices;
  if (code !== "commander.optionMissingArgument") return undefined;
  return command.options.find(({ flags }) => message.includes(`'${flags}'`))?.argChoices;
}

/** `jets on` stands for `jets maintenance:on`. */
function meantCommand({ code }: CommanderError, command: Command): string | undefined {
  const meant = `maintenance:${command.args[0]}`;
  if (code !== "commander.unknownCommand") return undefined;
  return command.commands.some((child) => child.name() === meant) ? meant : undefined;
}

/** For example `jets maintenance on`. */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function sentence(text: string): string {
  const ending = /[.?]$/.test(text) ? "" : ".";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${ending}`;
}
