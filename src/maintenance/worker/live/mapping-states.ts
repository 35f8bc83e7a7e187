import { JetsError, throwIfInterrupted } from "../../errors.js";
import type { EventSourceMapping } from "../../ports/functions.js";
import type { Context } from "../../context.js";
import { sleepUntil } from "../../sleep.js";

/** How long a mapping may take to get from one state to the next, and how often to look. */
const polling = { everyMs: 2_000, limitMs: 120_000 };

/**
 * Waits until the mapping is in one of these states, two minutes at most. Returns it as it is then, `undefined`
 * when it is gone.
 */
export async function awaitState(
  context: Context,
  { uuid }: Pick<EventSourceMapping, "uuid">,
  wanted: ReadonlySet<string>,
): Promise<EventSourceMapping | undefined> {
  for (let waited = 0; ; waited += polling.everyMs) {
    const mapping = await context.functions.getMapping(uuid);
    if (mapping === undefined || wanted.has(mapping.state) || waited >= polling.limitMs) return mapping;
    const next = context.clock.now().getTime() + polling.everyMs;
    if (!(await sleepUntil(context, new Date(next)))) throwIfInterrupted(context.signal);
  }
}

/** The error for a mapping that has not settled within the limit: whether it polls is not known. */
export const unsettled = ({ uuid, state }: EventSourceMapping): JetsError =>
  new JetsError(
    "aws_refused",
    `The event source mapping ${uuid} is still ${state} after two minutes.`,
    "Repeat the command when it has settled.",
  );
