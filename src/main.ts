/** The composition root: the one place that knows the real process. */
import { run } from "./cli.js";
import { systemClock } from "./clock.js";
import { exitCodes } from "./maintenance/errors.js";
import { printError } from "./terminal/errors.js";
import { flush, type Terminal } from "./terminal/terminal.js";

const terminal: Terminal = {
  // Opened when it is read: of a command that asks nothing, it is none of our business.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
};

const interruption = new AbortController();

/** The first signal asks the run to stop at a safe point, the second one ends it. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort();
}

function releaseSignals(): void {
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
}

/** A reader that is gone, as in `jets ... | head -0`, is no failure; a full disk is. */
function checkStream(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") end(error);
}

function end(error: unknown): void {
  process.exit(printError(error, terminal));
}

process.on("SIGINT", interrupt).on("SIGTERM", interrupt).on("uncaughtException", end);
process.stdout.on("error", checkStream);
process.stderr.on("error", checkStream);

const exitCode = await run(process.argv.slice(2), {
  terminal,
  loadUseCases: () => import("./maintenance/index.js"),
  createAws: async (place) => {
    const { createAws } = await import("./aws/index.js");
    return createAws({ ...place, clock: systemClock, random: Math.random, signal: interruption.signal });
  },
  clock: systemClock,
  newToken: () => crypto.randomUUID(),
  signal: interruption.signal,
  releaseSignals,
});

await Promise.all([flush(process.stdout), flush(process.stderr)]);
releaseSignals();
// Sockets that are kept alive, and a call that nobody waits for after Ctrl-C, would hold the process.
process.exit(exitCode);
