import type { RoleStatus, TurnResult } from "../maintenance/result.js";
import { untilInterrupted } from "../run/with-aws.js";
import { thisMachine } from "../run/machine.js";
import type { StatusOptions, TurnOffOptions, TurnOnOptions } from "./options.js";
import { parseOptions } from "./parse.js";
import { reach } from "./reach.js";

/**
 * Turns maintenance on, without asking. Where it is on already, that is success; after a run that was interrupted, it
 * finishes the job. `failures` of the result names the workers that could not be stopped.
 * @throws JetsError when nothing could be done, or the run was aborted; its `code` says which
 */
export async function turnOn(options: TurnOnOptions): Promise<TurnResult> {
  const asked = parseOptions("turnOn", options);
  const { turnOn } = await thisMachine.loadUseCases();
  return reach(asked, (context) => turnOn(asked.role, context, asked));
}

/**
 * Turns maintenance off and restores exactly what was there before. Where it is off already, that is success.
 * `failures` of the result names the workers whose settings could not be restored; they stay in the journal.
 * @throws JetsError when nothing could be done, or the run was aborted; its `code` says which
 */
export async function turnOff(options: TurnOffOptions): Promise<TurnResult> {
  const asked = parseOptions("turnOff", options);
  const { turnOff } = await thisMachine.loadUseCases();
  return reach(asked, (context) => turnOff(asked.role, context, asked));
}

/**
 * Tells whether maintenance is on, off or partly on; changes nothing.
 * @throws JetsError when that could not be found out, or the run was aborted; its `code` says which
 */
export async function getStatus(options: StatusOptions): Promise<RoleStatus> {
  const asked = parseOptions("getStatus", options);
  const { getStatus } = await thisMachine.loadUseCases();
  return reach(asked, (context) => untilInterrupted(getStatus(asked.role, context), context.signal));
}
