import type { Context } from "../../context.js";
import { readMappingsOf } from "./read-mappings.js";
import type { Stopped } from "../restore/plan.js";
import type { Settings } from "../journal/settings.js";
import { readEach } from "./unread.js";

/** What is left of a deleted function, and what was saved of that part. */
interface Remains {
  readonly live: Stopped;
  readonly saved: Settings;
}

/**
 * The event source mappings of a function that does not exist any more. DeleteFunction leaves them as they are:
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html. Each is read by its own name.
 */
export async function readRemains(context: Context, name: string, saved: Settings): Promise<Remains> {
  const { functions } = context;
  const { found, unread } = await readEach(saved.mappings.keys(), (uuid) => functions.getMapping(uuid));
  const { mappings, unread: unsettled } = await readMappingsOf(context, found);
  const untold = new Map([...unread, ...unsettled]);
  const isThere = ([uuid]: readonly [string, boolean]): boolean => mappings.has(uuid) || untold.has(uuid);
  return {
    live: {
      ...saved,
      name,
      mappings,
      unread: { provisioned: new Map(), mappings: untold, eventConfigs: new Map() },
    },
    saved: { ...saved, mappings: new Map([...saved.mappings].filter(isThere)) },
  };
}
