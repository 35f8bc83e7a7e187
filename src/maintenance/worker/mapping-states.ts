import type { EventSourceMapping } from "../ports.js";
import type { Context } from "../roles.js";

/** How long a mapping may take to get from one state to the next, and how often to look. Milliseconds. */
const patience = { limit: 120_000, every: 2_000 };

/**
 * Waits until the mapping has left these states, two minutes at most. Returns it as it is then, `undefined`
 * when it is gone.
 */
export async function awaitState(
  { functions, clock, signal }: Context,
  { uuid }: Pick<EventSourceMapping, "uuid">,
  passing: ReadonlySet<string>,
): Promise<EventSourceMapping | undefined> {
  for (let waited = 0; ; waited += patience.every) {
    const mapping = await functions.getMapping(uuid);
    if (mapping === undefined || !passing.has(mapping.state) || waited >= patience.limit) return mapping;
    await clock.sleep(patience.every, signal);
  }
}
