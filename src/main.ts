/** The composition root: the one place that knows the real process. */
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";
import { run } from "./cli/run.js";
import { thisMachine } from "./run/machine.js";
import { exitCodes, JetsError } from "./maintenance/errors.js";
import { hearSignals } from "./cli/signals.js";
import { printError } from "./terminal/views/error.js";
import { LiveLines } from "./terminal/progress/live-lines.js";
import { flush, type Terminal } from "./terminal/terminal.js";

const terminal: Terminal = {
  // Opened only when it is read: a command that asks nothing must not touch it.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  live: new LiveLines(),
  env: process.env,
  // As stdin: --help works in a directory that has been deleted.
  get cwd() {
    return workingDirectory();
  },
};

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new JetsError(
      "usage",
      "The working directory no longer exists.",
      "Change to another directory. For the web role, --stack NAME is enough.",
      { cause },
    );
  }
}

const { signal, lastSignal, release, pass } = hearSignals(process, {
  now: () => performance.now(),
  // Not stdin: where nohup is BSD's, as on macOS, that stays the terminal.
  isShown: isatty(1) || isatty(2),
  exit: () => process.exit(exitCodes.interrupted),
});
process.on("uncaughtException", (error) => process.exit(printError(error, terminal)));

let stdoutFailure: Error | undefined;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that is gone, as in `jets ... | head -0`, is no failure; a full disk is.
  if (error.code !== "EPIPE") stdoutFailure ??= error;
});
// The terminal is gone, and a run that has the lock of an application must go on.
process.stderr.on("error", () => undefined);

const exitCode = await run(process.argv.slice(2), {
  ...thisMachine,
  terminal,
  signal,
  lastSignal,
  programs: fileURLToPath(new URL("../bin/sandbox", import.meta.url)),
  releaseSignals: release,
  passSignals: pass,
});

await Promise.all([flush(process.stdout), flush(process.stderr)]);
// Sockets that are kept alive, and a call that nothing waits for after Ctrl-C, would keep the process alive.
process.exit(stdoutFailure === undefined ? exitCode : exitCode || printError(stdoutFailure, terminal));
