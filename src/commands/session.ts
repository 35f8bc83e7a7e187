import type { Aws, AwsOptions } from "../aws/index.js";
import { findApplication } from "../application/index.js";
import type * as maintenance from "../maintenance/index.js";
import { JetsError, type Clock, type Context, type MaintenanceEvent } from "../maintenance/index.js";
import { identifyOperator } from "../operator.js";
import { sayEvent } from "../terminal/events.js";
import type { Terminal } from "../terminal/terminal.js";
import type { ApplicationOptions } from "./options.js";

/** What is asked of `src/maintenance`. */
export type UseCases = Pick<typeof maintenance, "verify" | "turnOn" | "turnOff" | "getStatus">;

/** What a command works with, beside its options. */
export interface Session {
  readonly terminal: Terminal;
  readonly useCases: UseCases;
  /** Late, so that neither `--help` nor a usage error loads the SDK. */
  readonly createAws: (options: AwsOptions) => Promise<Aws>;
  readonly clock: Clock;
  readonly newToken: () => string;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/**
 * Runs `use` on the application that the options and the surroundings name.
 * @throws JetsError `usage`, `region_missing`, and whatever `use` throws
 */
export async function inApplication<T>(
  options: ApplicationOptions,
  session: Session,
  use: (context: Context) => Promise<T>,
): Promise<T> {
  const { terminal, clock, newToken, signal } = session;
  const { stack: asked, region, profile } = options;
  const stack = await findApplication(asked, terminal);
  const aws = await session.createAws({ ...(region && { region }), ...(profile && { profile }) });
  try {
    await aws.region();
    const { stacks, functions, parameters } = aws;
    const operator = identifyOperator(terminal.env);
    const report = (event: MaintenanceEvent): void => {
      sayEvent(event, terminal);
    };
    return await use({ stack, stacks, functions, parameters, clock, operator, newToken, report, signal });
  } finally {
    aws.close();
  }
}

/** What `reading` resolves to; Ctrl-C need not wait for it, as it changes nothing. */
export async function untilInterrupted<T>(reading: Promise<T>, signal: AbortSignal): Promise<T> {
  let interrupt = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => {
      reject(new JetsError("interrupted", "Interrupted", "Nothing was changed."));
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
