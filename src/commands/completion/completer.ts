import { RootCommand, type Command as Target } from "@bomb.sh/tab";
import type { Command, Option } from "commander";

/** What the completion library reads: every command with its options and their values, and the stacks for `--stack`. */
export function completer(commands: Command, stacks: readonly string[]): RootCommand {
  const root = new RootCommand();
  for (const [path, command] of pathsOf(commands, "")) {
    const target = path === "" ? root : root.command(path, command.description());
    for (const option of command.createHelp().visibleOptions(command)) addOption(target, option, stacks);
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

function addOption(target: Target, option: Option, stacks: readonly string[]): void {
  const { description, long, short, required, optional } = option;
  const name = long?.slice(2);
  const letter = short?.slice(1);
  if (name === undefined) return;
  if (!required && !optional) target.option(name, description, letter);
  else
    target.option(name, description, offering(name === "stack" ? stacks : (option.argChoices ?? [])), letter);
}

const offering =
  (values: readonly string[]) =>
  (complete: (value: string, description: string) => void): void => {
    for (const value of values) complete(value, "");
  };
