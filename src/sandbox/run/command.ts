import { spawn, type ChildProcess } from "node:child_process";
import { exitCodeOf } from "../../exit-code.js";
import { SandboxProblem } from "../problem.js";

/** A command that runs against the sandbox. */
export interface RunningCommand {
  /** Its exit code: 128 and the signal's number when a signal ended it. @throws SandboxProblem */
  readonly exitCode: Promise<number>;
  /** Ends it and everything that it started, at once. */
  kill(): void;
}

/** How to start a command. */
interface CommandOptions {
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Gives it a process group of its own, which {@link RunningCommand.kill} then ends as a whole. */
  readonly ownGroup: boolean;
}

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Starts a command on this process's own streams; signals to this process reach it. */
export function startCommand({ command, env, ownGroup }: CommandOptions): RunningCommand {
  const [name, ...args] = command;
  let child: ChildProcess | undefined;
  const send = (signal: NodeJS.Signals): void => {
    if (child !== undefined) signalTo(child, signal, ownGroup);
  };
  // Before the start: a signal that the command sends at once would end this process, and leave the command alone.
  const stop = forwardSignals(send, ownGroup);
  const run = async (): Promise<number> => {
    child = spawn(name, args, { env, stdio: "inherit", detached: ownGroup });
    return exitCodeOf(child);
  };
  return {
    exitCode: run()
      .catch((error: unknown) => {
        throw notStarted(name, error);
      })
      .finally(stop),
    kill: () => {
      send("SIGKILL");
    },
  };
}

function notStarted(name: string, cause: unknown): SandboxProblem {
  const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
  return new SandboxProblem(
    missing
      ? `The command ${name} cannot be found.`
      : `The command ${name} cannot be run: ${cause instanceof Error ? cause.message : String(cause)}.`,
    "Check its spelling, and that it is on the PATH.",
    { cause },
  );
}

function forwardSignals(send: (signal: NodeJS.Signals) => void, ownGroup: boolean): () => void {
  // Ctrl-C reaches a command in our own group from the terminal itself: a second SIGINT would be one too many.
  const silent = !ownGroup && process.stdin.isTTY;
  const pass = (signal: NodeJS.Signals): void => {
    if (signal !== "SIGINT" || !silent) send(signal);
  };
  for (const signal of forwarded) process.on(signal, pass);
  return () => {
    for (const signal of forwarded) process.off(signal, pass);
  };
}

function signalTo(child: ChildProcess, signal: NodeJS.Signals, ownGroup: boolean): void {
  const ended = child.exitCode !== null || child.signalCode !== null;
  if (child.pid === undefined || ended) return;
  if (ownGroup) process.kill(-child.pid, signal);
  else child.kill(signal);
}
