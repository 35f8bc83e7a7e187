import { createInterface } from "node:readline";
import { setImmediate as nextRound } from "node:timers/promises";
import { createPrompt, isEnterKey, useEffect, useKeypress, useState } from "@inquirer/core";
import { createPromptModule } from "inquirer";
import { makeWay, type Terminal } from "./terminal.js";

/**
 * Asks `Are you sure? (y/N)` on stderr. `y`, `Y` and `yes` mean yes; anything else, Enter, Ctrl-C, the end of
 * input and an abort of `signal` mean no. What was typed before it is shown counts for nothing.
 */
export async function isConfirmed(terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  makeWay(terminal);
  await discardTyped(terminal.stdin);
  if (terminal.stdin.readableEnded) return false;
  // The stock prompt draws its line anew at each key, which takes a terminal that can move its cursor.
  if (terminal.env.TERM === "dumb") return isYes(await readLine("Are you sure? (y/N) ", terminal, signal));
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

const isYes = (typed: string): boolean => /^(y|Y|yes)$/.test(typed);

/** A line as the terminal itself lets it be edited; empty after Ctrl-C, the end of input and an abort of `signal`. */
async function readLine(message: string, { stdin, stderr }: Terminal, signal: AbortSignal): Promise<string> {
  if (signal.aborted) return "";
  stderr.write(message);
  const lines = createInterface({ input: stdin, terminal: false });
  const close = (): void => {
    lines.close();
  };
  signal.addEventListener("abort", close);
  try {
    for await (const line of lines) return line;
    stderr.write("\n");
    return "";
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

/** Nobody can have meant the question, and the warnings above it, before they were there. */
async function discardTyped(stdin: Terminal["stdin"]): Promise<void> {
  // Without it, half a line would stay with the terminal's own editing until the question takes it.
  stdin.setRawMode?.(true);
  stdin.resume();
  // What waits in the terminal is read between two rounds of the event loop.
  await nextRound();
  await nextRound();
  stdin.pause();
  stdin.setRawMode?.(false);
}

// The stock prompt puts a prefix before the line and rewrites the answer; this one leaves what was typed.
const confirmation = createPrompt<boolean, { message: string }>(({ message }, done) => {
  const [typed, setTyped] = useState("");
  useKeypress((key, readline) => {
    if (isEnterKey(key)) done(isYes(typed));
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
