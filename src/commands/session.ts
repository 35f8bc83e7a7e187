import { findApplication } from "../application/index.js";
import { commandLine } from "../run/command-line.js";
import { inContext } from "../run/with-aws.js";
import type { AwsPlace, Machine } from "../run/machine.js";
import type { Context } from "../maintenance/context.js";
import { identifyOperator } from "../run/operator.js";
import { createReporter } from "../terminal/reporter.js";
import { isInteractive, type Terminal } from "../terminal/terminal.js";
import type { TurnOptions } from "./options/options.js";
import { traceFor } from "./options/verbose.js";

/** What a command works with, beside its options. */
export interface Session extends Machine {
  readonly terminal: Terminal;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Aborted by the second one, right before the process ends: the last chance to say something. */
  readonly lastSignal: AbortSignal;
  /** A folder that holds this program under its own name, for the PATH of what is started from here. */
  readonly programs: string;
  /** Lets a process started from here answer signals in its own way: {@link signal} is not aborted any more. */
  readonly releaseSignals: () => void;
}

/**
 * Makes a command's action from what the command runs, which resolves to the exit code. The program hands it to each
 * command; a test that is about arguments hands in one of its own.
 */
export type Start = <Options>(
  run: (options: Options, session: Session) => Promise<number>,
) => (options: Options) => Promise<void>;

/**
 * Runs `use` on the application that the options and the surroundings name.
 * @throws JetsError `usage`, `region_missing`, and whatever `use` throws
 */
export async function inApplication<T>(
  options: TurnOptions,
  session: Session,
  use: (context: Context, region: string) => Promise<T>,
): Promise<T> {
  const { terminal, signal } = session;
  const stack = await findApplication(options.stack, terminal);
  const { report, end } = createReporter(terminal, session.clock, options.quiet);
  const run = {
    stack,
    place: {
      ...placeOf(options, terminal.env),
      ...traceFor(options, terminal),
      ...(isInteractive(terminal) && {
        askMfaCode: async (device: string) => (await loadQuestion()).askMfaCode(device, terminal, signal),
      }),
    },
    operator: identifyOperator(terminal.env),
    commandLine: (to) => commandLine(to, { ...options, stack }),
    report,
    signal,
  } satisfies Parameters<typeof inContext>[0];
  try {
    return await inContext(run, session, use);
  } finally {
    await end();
  }
}

const loadQuestion = () => import("../terminal/question.js");

/** Which AWS the options and the environment name, as far as the SDK would not find it by itself. */
export function placeOf({ region, profile }: AwsPlace, env: Terminal["env"]): AwsPlace {
  const named = region ?? defaultRegion(env);
  return { ...(named && { region: named }), ...(profile && { profile }) };
}

/** The AWS CLI prefers AWS_REGION, then AWS_DEFAULT_REGION, then the profile; the SDK does not know the second. */
function defaultRegion({ AWS_REGION, AWS_DEFAULT_REGION }: Terminal["env"]): string | undefined {
  return (AWS_REGION ?? "") === "" ? AWS_DEFAULT_REGION : undefined;
}
