import { createPrompt, isEnterKey, useEffect, useKeypress, useState } from "@inquirer/core";
import { createPromptModule } from "inquirer";
import type { Terminal } from "./terminal.js";

/**
 * Asks `Are you sure? (y/N)` on stderr. `y`, `Y` and `yes` mean yes; anything else, Enter, Ctrl-C, the end of
 * input and an abort of `signal` mean no.
 */
export async function isConfirmed(terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  const ask = createPromptModule<{ confirmation: { message: string } }>({
    input: terminal.stdin,
    output: terminal.stderr,
    signal,
  });
  ask.registerPrompt("confirmation", confirmation);
  try {
    const { yes } = await ask<{ yes: boolean }>([
      { type: "confirmation", name: "yes", message: "Are you sure? (y/N) " },
    ]);
    return yes;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

// The stock prompt puts a prefix before the line and rewrites the answer; this one leaves what was typed.
const confirmation = createPrompt<boolean, { message: string }>(({ message }, done) => {
  const [typed, setTyped] = useState("");
  useKeypress((key, readline) => {
    if (isEnterKey(key)) done(/^y(es)?$/i.test(typed));
    else setTyped(readline.line);
  });
  // Ctrl-D closes the readline and leaves the prompt unsettled otherwise: the process would just run dry.
  useEffect((readline) => {
    const refuse = (): void => {
      done(false);
    };
    readline.on("close", refuse);
    return () => {
      readline.removeListener("close", refuse);
    };
  }, []);
  return `${message}${typed}`;
});

/** Ctrl-C, and a signal from outside. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && ["ExitPromptError", "AbortPromptError"].includes(error.name);
}
