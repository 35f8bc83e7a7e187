import { Argument, Command } from "commander";
import { answer } from "../../terminal/terminal.js";
import type { Session, Start } from "../session.js";

const shells = ["bash", "zsh", "fish"] as const;

/** A shell that completes the commands of `jets`. */
type Shell = (typeof shells)[number];

const help = `
In ~/.bashrc:                     eval "$(jets completion bash)"
In ~/.zshrc, after compinit:      eval "$(jets completion zsh)"
In ~/.config/fish/config.fish:    jets completion fish | source

It completes commands, options and their values, and makes no calls to AWS. With
JETS_COMPLETE_STACKS=1 it gets the stack names after --stack from AWS.

Example:
  $ eval "$(jets completion bash)"`;

/** `jets completion`. */
export function completionCommand(start: Start): Command {
  return new Command("completion")
    .description("Print a shell completion script")
    .addArgument(new Argument("<shell>", "shell to complete in").choices(shells))
    .addHelpText("after", help)
    .action(start(printCompletion));
}

/** Prints the script for the shell. */
async function printCompletion(shell: Shell, { terminal }: Session): Promise<number> {
  if (shell === "fish") {
    const { script } = await import("@bomb.sh/tab");
    script(shell, "jets", "jets");
    return 0;
  }
  const { bashScript, zshScript } = await import("./scripts.js");
  answer(terminal, ...(shell === "bash" ? bashScript : zshScript).split("\n"));
  return 0;
}
