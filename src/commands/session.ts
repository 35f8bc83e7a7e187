import type { Aws, AwsOptions } from "../aws/index.js";
import { findApplication } from "../application/index.js";
import type * as maintenance from "../maintenance/index.js";
import { JetsError } from "../maintenance/errors.js";
import type { Clock, Context, MaintenanceEvent } from "../maintenance/index.js";
import { identifyOperator } from "../operator.js";
import { sayEvent } from "../terminal/events.js";
import type { Terminal } from "../terminal/terminal.js";
import { commandLine } from "./command-line.js";
import type { TurnOptions } from "./options.js";

/** What is asked of `src/maintenance`. */
export type UseCases = Pick<typeof maintenance, "verify" | "plan" | "turnOn" | "turnOff" | "getStatus">;

/** Which AWS; what is left out comes from the SDK's own chain. */
export type AwsPlace = Pick<AwsOptions, "region" | "profile">;

/** What a command works with, beside its options. */
export interface Session {
  readonly terminal: Terminal;
  /** Late, as {@link createAws}: neither `--help` nor a usage error needs any of it. */
  readonly loadUseCases: () => Promise<UseCases>;
  readonly createAws: (place: AwsPlace) => Promise<Aws>;
  readonly clock: Clock;
  readonly newToken: () => string;
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
 * Runs `use` on the application that the options and the surroundings name.
 * @throws JetsError `usage`, `region_missing`, and whatever `use` throws
 */
export async function inApplication<T>(
  options: TurnOptions,
  session: Session,
  use: (context: Context, region: string) => Promise<T>,
): Promise<T> {
  const { terminal, clock, newToken, signal } = session;
  const { stack: asked, region, profile } = options;
  const stack = await findApplication(asked, terminal);
  const named = region ?? defaultRegion(terminal.env);
  const aws = await session.createAws({ ...(named && { region: named }), ...(profile && { profile }) });
  try {
    const foundRegion = await aws.region();
    const { stacks, functions, parameters } = aws;
    const operator = identifyOperator(terminal.env);
    const lineFor: Context["commandLine"] = (to) => commandLine(to, { ...options, stack });
    const report = (event: MaintenanceEvent): void => {
      sayEvent(event, terminal);
    };
    const ports = { stacks, functions, parameters };
    const context = { stack, ...ports, clock, operator, newToken, commandLine: lineFor, report, signal };
    return await use(context, foundRegion);
  } catch (error) {
    throw signal.aborted && !(error instanceof JetsError) ? interruption(error) : error;
  } finally {
    aws.close();
  }
}

/** The AWS CLI prefers AWS_REGION, then AWS_DEFAULT_REGION, then the profile; the SDK does not know the second. */
function defaultRegion({ AWS_REGION, AWS_DEFAULT_REGION }: Terminal["env"]): string | undefined {
  return (AWS_REGION ?? "") === "" ? AWS_DEFAULT_REGION : undefined;
}

/** Of a wait that was cut short, by whatever it threw. */
function interruption(cause: unknown): JetsError {
  return new JetsError("interrupted", "Interrupted.", "Run the command again: it finishes the job.", {
    cause,
  });
}

/** What `reading` resolves to; Ctrl-C need not wait for it, as it changes nothing. */
export async function untilInterrupted<T>(reading: Promise<T>, signal: AbortSignal): Promise<T> {
  let interrupt = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => {
      reject(new JetsError("interrupted", "Interrupted.", "Nothing was changed."));
    };
  });
  if (signal.aborted) interrupt();
  signal.addEventListener("abort", interrupt);
  try {
    return await Promise.race([reading, interrupted]);
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}
