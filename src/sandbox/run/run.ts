import { defined } from "../../defined.js";
import { once } from "node:events";
import { startCommand, type RunningCommand } from "./command.js";
import { eventsLine } from "./events.js";
import { environmentFor, exportLinesFor, type Whereabouts } from "./environment.js";
import { parseFault } from "../faults/fault-syntax.js";
import { listen, type Listening } from "../listen.js";
import { SandboxProblem } from "../problem.js";
import { createSandbox, type Sandbox } from "../sandbox.js";
import { readStacksFile } from "../seed/seed-file.js";

/** What `jets sandbox [options] [-- COMMAND...]` was asked. */
export interface RunOptions {
  /** The command and its arguments; empty or left out: the sandbox runs until {@link signal} is aborted. */
  readonly command?: readonly string[];
  /** Any free one when left out. */
  readonly port?: number;
  /** A JSON file with what is deployed; the demo application when left out. */
  readonly stacksFile?: string;
  /** Refuse calls beyond AWS's request quotas. */
  readonly quotas?: boolean;
  /** How long every answer takes, in milliseconds. */
  readonly latencyMs?: number;
  /** What goes wrong, each as `OPERATION:NTH:KIND`. */
  readonly faults?: readonly string[];
  /** A folder of programs that the command finds on its PATH. */
  readonly programs?: string;
  /** The environment that the command's is made from. */
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Ends a sandbox that runs without a command; a command gets this process's signals itself. */
  readonly signal: AbortSignal;
}

/** The shell's own exit code for a command that cannot be started. */
const commandNotFound = 127;

/**
 * Runs the sandbox, with a command or until the signal is aborted.
 * @returns the exit code: the command's own, 127 when it cannot be started, 0 without a command
 * @throws SandboxProblem when an option is wrong; nothing has been started then
 */
export async function runSandbox(options: RunOptions): Promise<number> {
  const sandbox = await openSandbox(options);
  let running: RunningCommand | undefined;
  for (const text of options.faults ?? []) sandbox.addFault(parseFault(text, () => running?.kill()));
  const server = await openServer(sandbox, options.port);
  const [name, ...args] = options.command ?? [];
  try {
    if (name === undefined) return await stay(sandbox, server, options);
    const env = environmentFor(whereabouts(sandbox, server, options), options.env);
    running = startCommand({ command: [name, ...args], env, ownGroup: kills(options.faults) });
    return await exitCodeOf(running, options);
  } finally {
    const line = eventsLine(sandbox.regions().flatMap(({ lambda }) => lambda.events));
    if (line !== "") options.stderr(line);
    await server.close();
  }
}

async function openSandbox({ stacksFile, quotas, latencyMs }: RunOptions): Promise<Sandbox> {
  const stacks = stacksFile === undefined ? undefined : await readStacksFile(stacksFile);
  try {
    return createSandbox(defined({ stacks, quotas, latencyMs }));
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new SandboxProblem(`${stacksFile ?? "The seed"}: ${cause.message}`, "Correct it and try again.", {
      cause,
    });
  }
}

async function openServer(sandbox: Sandbox, port = 0): Promise<Listening> {
  try {
    return await listen(sandbox, { port });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new SandboxProblem(
      `The sandbox cannot listen on port ${port}: ${cause.message}.`,
      "Name another port, or none for any free one.",
      { cause },
    );
  }
}

function whereabouts(
  { region }: Sandbox,
  { url }: Listening,
  { stacksFile, programs, env }: RunOptions,
): Whereabouts {
  // With stacks of its own, or an application in the environment, the command is not for the demo.
  const isDemo = stacksFile === undefined && (env.JETS_PROJECT ?? "") === "";
  const application = isDemo ? { project: "demo", env: "dev" } : undefined;
  return { url, region, ...defined({ application, programs }) };
}

async function stay(sandbox: Sandbox, server: Listening, options: RunOptions): Promise<number> {
  options.stdout(exportLinesFor(whereabouts(sandbox, server, options)));
  options.stderr(
    `The sandbox answers on ${server.url}. Use these lines in another terminal; Ctrl-C ends it.\n`,
  );
  if (!options.signal.aborted) await once(options.signal, "abort");
  return 0;
}

async function exitCodeOf(running: RunningCommand, { stderr }: RunOptions): Promise<number> {
  try {
    return await running.exitCode;
  } catch (error) {
    if (!(error instanceof SandboxProblem)) throw error;
    stderr(`ERROR: ${error.message}\n${error.hint}\n`);
    return commandNotFound;
  }
}

// A group of its own takes the command out of the terminal's foreground; only a kill needs that.
const kills = (faults: readonly string[] = []): boolean => faults.some((text) => text.includes(":kill-"));
