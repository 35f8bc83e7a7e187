import { Command } from "commander";
import { defined } from "../../defined.js";
import { isSet } from "../../is-set.js";
import type { AwsAccess } from "../../run/machine.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { accessFor } from "../application.js";
import type { Session, Start } from "../session.js";

/** The options of `complete`. */
interface CompleteOptions {
  readonly words: readonly string[];
  /** The whole program, with every command. */
  readonly commands: Command;
}

/** `jets complete -- WORDS...`, which the scripts of `jets completion` call. */
export function completeCommand(start: Start): Command {
  return new Command("complete")
    .description("Print completions for the last word")
    .argument("[words...]", "the line so far, without the name of the program")
    .helpOption(false)
    .action((words: readonly string[], _options: unknown, command: Command) =>
      start(complete)({ words, commands: command.parent ?? command }),
    );
}

/** Prints what can stand in the place of the last of these words, one by line. */
async function complete({ words, commands }: CompleteOptions, session: Session): Promise<number> {
  const { completer } = await import("./completer.js");
  completer(commands, await listStacks(words, session)).parse([...words]);
  return 0;
}

/** The longest wait after a key press. */
const longestWaitMs = 5_000;

/** The names of the stacks, where the environment asks for them and the word is the value of `--stack`. */
async function listStacks(words: readonly string[], session: Session): Promise<readonly string[]> {
  const { env } = session.terminal;
  const isAsked = words.at(-2) === "--stack" || words.at(-1)?.startsWith("--stack=") === true;
  if (!isAsked || !isSet(env.JETS_COMPLETE_STACKS)) return [];
  const signal = AbortSignal.any([session.signal, AbortSignal.timeout(longestWaitMs)]);
  const aws = await session.createAws(accessFor(accessIn(words), env), signal);
  try {
    return await untilInterrupted(aws.stacks.list(), signal);
  } finally {
    aws.close();
  }
}

/** The region and the profile that the line names already. */
function accessIn(words: readonly string[]): AwsAccess {
  const valueOf = (option: string): string | undefined => {
    const at = words.lastIndexOf(option, -3);
    const value = at === -1 ? undefined : words[at + 1];
    return isSet(value) ? value : undefined;
  };
  return defined({ region: valueOf("--region"), profile: valueOf("--profile") });
}
