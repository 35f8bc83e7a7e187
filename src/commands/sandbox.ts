import { Command, InvalidArgumentError } from "commander";
import { defined } from "../defined.js";
import { JetsError } from "../maintenance/errors.js";
import { answer, say } from "../terminal/terminal.js";
import { parseMore, parsePort, parseText } from "./options/parse.js";
import type { Session, Start } from "./session.js";

/** The options of `sandbox`. */
interface SandboxOptions {
  /** What to run; empty: the sandbox stays until it is interrupted. */
  readonly command: readonly string[];
  readonly stacks?: string;
  readonly port?: number;
  readonly quotas?: boolean;
  /** Milliseconds. */
  readonly latency?: number;
  readonly fault?: readonly string[];
}

const help = `
A stacks file is a list of stacks:
  [{"name":"shop-dev","functions":[{"name":"shop-dev-mail_event-send"}]}]
With "account":"111122223333" and "region":"eu-west-1" a stack is there, and any
role of that account can be assumed.

A fault hits the NTH call of OPERATION, counted from 1; * is any call that
changes something. KIND is one of
  429, 500, 409, denied, drop-before, drop-after, kill-before, kill-after

Example:
  $ jets sandbox -- jets maintenance:status --all
  $ jets sandbox --fault PutFunctionConcurrency:2:429 -- sh`;

/** `jets sandbox`. */
export function sandboxCommand(start: Start): Command {
  return new Command("sandbox")
    .description(
      "Run a command against a local AWS on 127.0.0.1 with the application demo-dev, or start just that AWS",
    )
    .argument("[command...]", "command to run, after --; its exit code becomes that of jets")
    .option("--stacks <file>", "JSON file with the stacks to deploy instead of demo-dev", parseText)
    .option("--port <port>", "port to listen on (default: any free port)", parsePort)
    .option("--quotas", "throttle calls above AWS's request quotas")
    .option("--latency <ms>", "delay each response by this many milliseconds", parseCount)
    .option("--fault <fault>", "inject a fault, as OPERATION:NTH:KIND; repeatable", parseMore)
    .passThroughOptions()
    .addHelpText("after", help)
    .action((command: string[], options: Omit<SandboxOptions, "command">) =>
      start(openSandbox)({ ...options, command }),
    );
}

/** Runs the sandbox, which is loaded only now. */
async function openSandbox(options: SandboxOptions, session: Session): Promise<number> {
  const { runSandbox, SandboxProblem } = await import("../sandbox/index.js");
  const { terminal, signal } = session;
  const { command, stacks, port, quotas, latency, fault } = options;
  // From here on Ctrl-C belongs to the command: in a shell it ends a line, not the sandbox.
  if (command.length > 0) session.releaseSignals();
  try {
    return await runSandbox({
      command,
      ...defined({ stacksFile: stacks, port, quotas, latencyMs: latency, faults: fault }),
      programs: session.programs,
      env: terminal.env,
      stdout: (text) => {
        answer(terminal, ...linesIn(text));
      },
      stderr: (text) => {
        say(terminal, ...linesIn(text));
      },
      signal,
    });
  } catch (error) {
    if (error instanceof SandboxProblem)
      throw new JetsError("usage", error.message, error.hint, { cause: error });
    throw error;
  }
}

const linesIn = (text: string): string[] => text.replace(/\n$/, "").split("\n");

function parseCount(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(value);
}
