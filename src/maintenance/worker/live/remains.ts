import type { EventSourceMapping } from "../../ports/functions.js";
import type { Context } from "../../context.js";
import { readMappings } from "./read-workers.js";
import type { Stopped } from "../restore/plan.js";
import type { Settings } from "../journal/settings.js";

/** What is left of a function that was deleted, beside what was saved of just that. */
export interface Remains {
  readonly live: Stopped;
  readonly saved: Settings;
}

/**
 * The event source mappings of a function that does not exist any more. DeleteFunction leaves them as they are:
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html. Each is asked for by its own name.
 */
export async function readRemains(context: Context, name: string, saved: Settings): Promise<Remains> {
  const found: EventSourceMapping[] = [];
  for (const uuid of saved.mappings.keys()) {
    const mapping = await context.functions.getMapping(uuid);
    if (mapping !== undefined) found.push(mapping);
  }
  const { mappings } = await readMappings(context, found);
  return {
    live: { ...saved, name, mappings },
    saved: { ...saved, mappings: new Map([...saved.mappings].filter(([uuid]) => mappings.has(uuid))) },
  };
}
