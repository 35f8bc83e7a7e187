import { stackNameOf } from "../application/index.js";
import { defined } from "../defined.js";
import type { Context } from "../maintenance/context.js";
import type { RoleStatus, TurnResult } from "../maintenance/result.js";
import { identifyOperator } from "../run/operator.js";
import { commandLine } from "../run/command-line.js";
import { untilInterrupted, withAws, type RunRequest } from "../run/with-aws.js";
import { thisMachine } from "../run/machine.js";
import type { StatusOptions, TurnOffOptions, TurnOnOptions } from "./options.js";
import { parseOptions } from "./parse.js";

/**
 * Turns maintenance on, without asking. Where it is on already, that is success; after a run that was interrupted, it
 * finishes the job. `failures` of the result names the workers that could not be stopped.
 * @throws JetsError when nothing could be done, or the run was aborted; its `code` says which
 */
export async function turnOn(options: TurnOnOptions): Promise<TurnResult> {
  const asked = parseOptions("turnOn", options);
  const { turnOn } = await thisMachine.loadUseCases();
  return run(asked, (context) => turnOn(asked.role, context, asked));
}

/**
 * Turns maintenance off and restores exactly what was there before. Where it is off already, that is success.
 * `failures` of the result names the workers whose settings could not be restored; they stay in the journal.
 * @throws JetsError when nothing could be done, or the run was aborted; its `code` says which
 */
export async function turnOff(options: TurnOffOptions): Promise<TurnResult> {
  const asked = parseOptions("turnOff", options);
  const { turnOff } = await thisMachine.loadUseCases();
  return run(asked, (context) => turnOff(asked.role, context, asked));
}

/**
 * Tells whether maintenance is on, off or partly on; changes nothing.
 * @throws JetsError when that could not be found out, or the run was aborted; its `code` says which
 */
export async function getStatus(options: StatusOptions): Promise<RoleStatus> {
  const asked = parseOptions("getStatus", options);
  const { getStatus } = await thisMachine.loadUseCases();
  return run(asked, (context) => untilInterrupted(getStatus(asked.role, context), context.signal));
}

function run<T>(asked: ReturnType<typeof parseOptions>, use: (context: Context) => Promise<T>): Promise<T> {
  const { region, profile, signal, report } = asked;
  const stack = stackNameOf({ name: asked.stack, source: "the option stack" });
  const selection = "workers" in asked ? asked.workers : undefined;
  const webFlag = "webFlag" in asked ? asked.webFlag : undefined;
  const operator = "operator" in asked ? asked.operator : undefined;
  const request: RunRequest = {
    stack,
    access: defined({ region, profile }),
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
