import { spawn, type ChildProcess } from "node:child_process";
import { exitCodeOf } from "../../exit-code.js";
import { say } from "../../terminal/terminal.js";
import type { Session } from "../session.js";

/** What a shell exits with where it could not start a command. */
const notStarted = { missing: 127, refused: 126 };

/** A command that has ended. */
export interface Ended {
  /** Its own; 128 and the signal's number where a signal ended it, 127 where it was not found, 126 not executable. */
  readonly exitCode: number;
  /** What interrupts whatever comes next. */
  readonly signals: Pick<Session, "signal" | "lastSignal">;
}

/**
 * Runs a command on this process's own streams. Signals to this process reach it and nothing else, until it ends. Ctrl-C at a
 * terminal reaches it from there: it would get it twice.
 */
export async function runCommand(
  [name, ...args]: readonly [string, ...string[]],
  { terminal, passSignals }: Pick<Session, "terminal" | "passSignals">,
): Promise<Ended> {
  let child: ChildProcess | undefined;
  const resume = passSignals((signal) => {
    const isSent = signal === "SIGINT" && process.stdin.isTTY;
    if (!isSent && child?.exitCode === null && child.signalCode === null) child.kill(signal);
  });
  try {
    // What cannot be a command at all, such as an empty name, is thrown at once.
    child = spawn(name, args, { env: terminal.env, stdio: "inherit" });
    return { exitCode: await exitCodeOf(child), signals: resume() };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    say(terminal, `${name}: ${isMissing ? "command not found" : reasonOf(error)}`);
    return { exitCode: isMissing ? notStarted.missing : notStarted.refused, signals: resume() };
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
