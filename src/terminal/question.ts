import { createInterface } from "node:readline";
import { setImmediate as nextRound } from "node:timers/promises";
import { createPrompt, isEnterKey, useEffect, useKeypress, useState } from "@inquirer/core";
import { createPromptModule } from "inquirer";
import { JetsError } from "../maintenance/errors.js";
import { printable } from "./printable.js";
import { makeWay, type Terminal } from "./terminal.js";

/**
 * Asks `Are you sure? (y/N)` on stderr. `y`, `Y` and `yes` mean yes; anything else, Enter, Ctrl-C, the end of input and
 * an abort of `signal` mean no. Anything typed before it is shown is ignored.
 */
export async function isConfirmed(terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  const answered = await ask("Are you sure? (y/N) ", terminal, signal);
  return answered.by === "Enter" && /^(y|Y|yes)$/.test(answered.typed);
}

/**
 * Asks on stderr for the code that an MFA device shows, in the words of the AWS CLI.
 * @throws JetsError `interrupted` at Ctrl-C and an abort of `signal`, `credentials_missing` where nothing is typed
 */
export async function askMfaCode(device: string, terminal: Terminal, signal: AbortSignal): Promise<string> {
  const answered = await ask(`Enter MFA code for ${printable(device)}: `, terminal, signal);
  if (answered.by === "interruption") {
    throw new JetsError(
      "interrupted",
      "Interrupted at the question for the MFA code.",
      "Run the command again.",
    );
  }
  const code = answered.by === "Enter" ? answered.typed.trim() : "";
  if (code !== "") return code;
  throw new JetsError(
    "credentials_missing",
    `No MFA code was entered for ${device}.`,
    "Run the command again, and enter the six digits that the device shows.",
  );
}

/** What a question ended with. */
type Answered = { readonly by: "Enter"; readonly typed: string } | { readonly by: "end" | "interruption" };

async function ask(message: string, terminal: Terminal, signal: AbortSignal): Promise<Answered> {
  makeWay(terminal);
  terminal.live.pause();
  try {
    await discardTyped(terminal.stdin);
    if (terminal.stdin.readableEnded) return { by: "end" };
    // The stock prompt draws its line anew at each key, which takes a terminal that can move its cursor.
    if (terminal.env.TERM === "dumb") return await readLine(message, terminal, signal);
    const prompt = createPromptModule<{ line: { message: string } }>({
      input: terminal.stdin,
      output: terminal.stderr,
      signal,
    });
    prompt.registerPrompt("line", line);
    const { answered } = await prompt<{ answered: Answered }>([{ type: "line", name: "answered", message }]);
    return answered;
  } catch (error) {
    if (isRefusal(error)) return { by: "interruption" };
    throw error;
  } finally {
    terminal.live.resume();
  }
}

/** A line as the terminal itself lets it be edited. */
async function readLine(
  message: string,
  { stdin, stderr }: Terminal,
  signal: AbortSignal,
): Promise<Answered> {
  if (signal.aborted) return { by: "interruption" };
  stderr.write(message);
  const lines = createInterface({ input: stdin, terminal: false });
  const close = (): void => {
    lines.close();
  };
  signal.addEventListener("abort", close);
  try {
    for await (const typed of lines) return { by: "Enter", typed };
    stderr.write("\n");
    return { by: isAborted(signal) ? "interruption" : "end" };
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

// Asked again after a wait, which the compiler does not see.
const isAborted = ({ aborted }: AbortSignal): boolean => aborted;

/** Ignores what was typed before the question and the warnings above it were shown. */
async function discardTyped(stdin: Terminal["stdin"]): Promise<void> {
  // Without this, half a line would stay in the terminal's own line editor.
  stdin.setRawMode?.(true);
  stdin.resume();
  // What waits in the terminal is read between two rounds of the event loop.
  await nextRound();
  await nextRound();
  stdin.pause();
  stdin.setRawMode?.(false);
}

// The stock prompt puts a prefix before the line and rewrites the answer; this one leaves what was typed.
const line = createPrompt<Answered, { message: string }>(({ message }, done) => {
  const [typed, setTyped] = useState("");
  useKeypress((key, readline) => {
    if (isEnterKey(key)) done({ by: "Enter", typed });
    else setTyped(readline.line);
  });
  // Ctrl-D closes the readline and leaves the prompt unsettled otherwise: the process would just run dry.
  useEffect((readline) => {
    const end = (): void => {
      done({ by: "end" });
    };
    readline.on("close", end);
    return () => {
      readline.removeListener("close", end);
    };
  }, []);
  return `${message}${typed}`;
});

/** Ctrl-C, and a signal from outside. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && ["ExitPromptError", "AbortPromptError"].includes(error.name);
}
