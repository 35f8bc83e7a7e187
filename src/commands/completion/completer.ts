import { RootCommand, type Command as Target } from "@bomb.sh/tab";
import type { Command, Option } from "commander";

/** What options without a fixed choice can be, by their names. */
type Values = Readonly<Record<string, readonly string[]>>;

/** What the completion library reads: every command with its options and their values. */
export function completer(commands: Command, values: Values): RootCommand {
  const root = new RootCommand();
  for (const [path, command] of pathsOf(commands, "")) {
    const target = path === "" ? root : root.command(path, command.description());
    for (const option of command.createHelp().visibleOptions(command)) addOption(target, option, values);
    for (const argument of command.registeredArguments) {
      target.argument(argument.name(), offering(argument.argChoices ?? []), argument.variadic);
    }
  }
  return root;
}

/** Each command with the words that call it. */
function* pathsOf(command: Command, path: string): Generator<[path: string, command: Command]> {
  yield [path, command];
  for (const child of command.createHelp().visibleCommands(command)) {
    yield* pathsOf(child, path === "" ? child.name() : `${path} ${child.name()}`);
  }
}

function addOption(target: Target, option: Option, values: Values): void {
  const { description, long, short, required, optional } = option;
  const name = long?.slice(2);
  const letter = short?.slice(1);
  if (name === undefined) return;
  if (!required && !optional) target.option(name, description, letter);
  else target.option(name, description, offering(values[name] ?? option.argChoices ?? []), letter);
}

const offering =
  (values: readonly string[]) =>
  (complete: (value: string, description: string) => void): void => {
    for (const value of values) complete(value, "");
  };
