import { findApplication } from "../application/index.js";
import { defined } from "../defined.js";
import { isSet } from "../is-set.js";
import type { Context } from "../maintenance/context.js";
import { commandLine } from "../run/command-line.js";
import type { AwsAccess } from "../run/machine.js";
import { identifyOperator } from "../run/operator.js";
import { withAws } from "../run/with-aws.js";
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
  const { terminal, clock, signal } = session;
  const stack = await findApplication(options.stack, terminal);
  const { report, end } = createReporter(terminal, clock, options.quiet);
  const access = {
    ...accessFor(options, terminal.env),
    ...traceFor(options, terminal),
    ...defined({
      askMfaCode: isInteractive(terminal)
        ? async (device: string) => (await loadQuestion()).askMfaCode(device, terminal, signal)
        : undefined,
    }),
  };
  const request = {
    stack,
    access,
    operator: identifyOperator(terminal.env),
    commandLine: (to: Parameters<typeof commandLine>[0]) => commandLine(to, { ...options, stack }),
    report,
    signal,
  };
  try {
    return await withAws(request, session, use);
  } finally {
    await end();
  }
}

const loadQuestion = () => import("../terminal/question.js");

/** The region and the profile that the options and the environment name, where the SDK would not find them by itself. */
export function accessFor({ region, profile }: AwsAccess, env: Terminal["env"]): AwsAccess {
  return defined({ region: region ?? defaultRegion(env), profile });
}

/** The AWS CLI prefers AWS_REGION, then AWS_DEFAULT_REGION, then the profile; the SDK does not know the second. */
function defaultRegion({ AWS_REGION, AWS_DEFAULT_REGION }: Terminal["env"]): string | undefined {
  return !isSet(AWS_REGION) && isSet(AWS_DEFAULT_REGION) ? AWS_DEFAULT_REGION : undefined;
}
