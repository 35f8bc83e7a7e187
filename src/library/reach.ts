import { stackNameOf } from "../application/index.js";
import { defined } from "../defined.js";
import type { Context } from "../maintenance/context.js";
import { identifyOperator } from "../run/operator.js";
import { commandLine } from "../run/command-line.js";
import { withAws, type RunRequest } from "../run/with-aws.js";
import { thisMachine, type AwsAccess } from "../run/machine.js";
import type { parseOptions } from "./parse.js";

/** The options of a function of the library, checked. */
export type Asked = ReturnType<typeof parseOptions>;

/**
 * Reaches the application that the options name, and runs `use` there.
 * @throws JetsError `region_missing`, `interrupted`, and whatever `use` throws
 */
export function reach<T>(
  asked: Asked & Pick<AwsAccess, "hasChanged">,
  use: (context: Context, region: string) => Promise<T>,
): Promise<T> {
  const { region, profile, hasChanged, signal, report } = asked;
  const stack = stackNameOf({ name: asked.stack, source: "the option stack" });
  const selection = "workers" in asked ? asked.workers : undefined;
  const webFlag = "webFlag" in asked ? asked.webFlag : undefined;
  const operator = "operator" in asked ? asked.operator : undefined;
  const request: RunRequest = {
    stack,
    access: defined({ region, profile, hasChanged }),
    operator: operator ?? identifyOperator({}),
    commandLine: (to) => commandLine(to, { ...asked, ...selection, stack }),
    report: report ?? ignore,
    signal: signal ?? new AbortController().signal,
    ...defined({ selection, webFlag }),
  };
  return withAws(request, thisMachine, use);
}

function ignore(): void {
  // The caller passed no `report`.
}
