import { findApplication } from "../application/index.js";
import { defined } from "../defined.js";
import { isSet } from "../is-set.js";
import type { Context } from "../maintenance/context.js";
import { commandLine } from "../run/command-line.js";
import type { AwsAccess } from "../run/machine.js";
import { identifyOperator } from "../run/operator.js";
import { withAws, type RunRequest } from "../run/with-aws.js";
import { createReporter } from "../terminal/reporter.js";
import { isInteractive, type Terminal } from "../terminal/terminal.js";
import type { OnOffOptions } from "./options/options.js";
import type { RoleOptions } from "./options/role.js";
import { traceFor } from "./options/verbose.js";
import type { Session } from "./session.js";

/**
 * Runs `use` on the application that the options and the surroundings name.
 * @throws JetsError `usage`, `region_missing`, and whatever `use` throws
 */
export async function inApplication<T>(
  options: Partial<Omit<OnOffOptions, "role">> & RoleOptions,
  session: Session,
  use: (context: Context, region: string) => Promise<T>,
): Promise<T> {
  const { terminal, clock } = session;
  const stack = await findApplication(options.stack, terminal);
  const { report, end } = createReporter(terminal, clock, options.quiet);
  const access = { ...accessFor(options, terminal.env), ...traceFor(options, terminal), ...mfaFor(session) };
  try {
    return await withAws({ ...requestFor({ ...options, stack }, session), access, report }, session, use);
  } finally {
    await end();
  }
}

/** What a run asks about one application, apart from how it is reached. `fleet` is what the application was meant by. */
export function requestFor(
  options: Partial<Omit<OnOffOptions, "role">> & RoleOptions & { readonly stack: string },
  { terminal, signal }: Pick<Session, "terminal" | "signal">,
  fleet?: string,
): Omit<RunRequest, "access" | "report"> {
  return {
    stack: options.stack,
    operator: { ...identifyOperator(terminal.env), ...defined({ fleet }) },
    commandLine: (to) => commandLine(to, options),
    signal,
  };
}

/** Asks for MFA codes where a person can be asked. */
export function mfaFor({
  terminal,
  signal,
}: Pick<Session, "terminal" | "signal">): Pick<AwsAccess, "askMfaCode"> {
  if (!isInteractive(terminal)) return {};
  return {
    askMfaCode: async (device) =>
      (await import("../terminal/question.js")).askMfaCode(device, terminal, signal),
  };
}

/** The region and the profile that the options and the environment name, where the SDK would not find them by itself. */
export function accessFor({ region, profile }: AwsAccess, env: Terminal["env"]): AwsAccess {
  return defined({ region: region ?? defaultRegion(env), profile });
}

/** The AWS CLI prefers AWS_REGION, then AWS_DEFAULT_REGION, then the profile; the SDK does not know the second. */
function defaultRegion({ AWS_REGION, AWS_DEFAULT_REGION }: Terminal["env"]): string | undefined {
  return !isSet(AWS_REGION) && isSet(AWS_DEFAULT_REGION) ? AWS_DEFAULT_REGION : undefined;
}
