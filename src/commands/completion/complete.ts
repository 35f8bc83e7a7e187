import { Command } from "commander";
import { mayBeConfigured } from "../../application/configuration-files.js";
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
  const values = { stack: await listStacks(words, session), fleet: await listFleets(words, session) };
  completer(commands, values).parse([...words]);
  return 0;
}

/** The longest wait after a key press. */
const longestWaitMs = 5_000;

/** The names of the stacks, where the environment asks for them and the word is the value of `--stack`. */
async function listStacks(words: readonly string[], session: Session): Promise<readonly string[]> {
  const { env } = session.terminal;
  if (!isValueOf("--stack", words) || !isSet(env.JETS_COMPLETE_STACKS)) return [];
  const signal = AbortSignal.any([session.signal, AbortSignal.timeout(longestWaitMs)]);
  const aws = await session.createAws(accessFor(accessIn(words), env), signal);
  try {
    return await untilInterrupted(aws.stacks.list(), signal);
  } finally {
    aws.close();
  }
}

/** The names of the fleets in the configuration file, where the word is the value of `--fleet`. */
async function listFleets(words: readonly string[], { terminal }: Session): Promise<readonly string[]> {
  if (!isValueOf("--fleet", words) || !(await mayBeConfigured(terminal.cwd))) return [];
  const { readConfiguration } = await import("../../application/configuration.js");
  return Object.keys((await readConfiguration(terminal.cwd))?.fleets ?? {});
}

/** Whether the last word is, or begins, the value of this option. */
const isValueOf = (option: string, words: readonly string[]): boolean =>
  words.at(-2) === option || words.at(-1)?.startsWith(`${option}=`) === true;

/** The region and the profile that the line names already; of several, the first. */
function accessIn(words: readonly string[]): AwsAccess {
  const valueOf = (option: string): string | undefined => {
    const at = words.lastIndexOf(option, -3);
    const value = at === -1 ? undefined : words[at + 1];
    return isSet(value) ? value.split(",", 1)[0] : undefined;
  };
  return defined({ region: valueOf("--region"), profile: valueOf("--profile") });
}
