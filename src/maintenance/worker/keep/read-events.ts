import type { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import { isOfOneWorker } from "../for-each.js";
import type { Settings } from "../journal/settings.js";
import type { Unread } from "../live/unread.js";
import type { LiveEvents } from "./event-configs.js";
import { queueName } from "./queue.js";

/** What is configured for asynchronous events, or each qualifier of which AWS refuses to say so. */
interface ReadEvents {
  readonly found?: LiveEvents;
  readonly unread?: Unread;
}

/**
 * What is configured for the events of a worker; nothing is read without `known`, the qualifiers that the stack lists. Aliases are only listed where the stack has any version or alias of it.
 * @throws JetsError what AWS refuses, unless it is known from what was saved which qualifiers that is about
 */
export async function readEvents(
  { stack, functions }: Context,
  name: string,
  known: readonly string[] | undefined,
  saved: Settings | undefined,
): Promise<ReadEvents> {
  if (known === undefined) return {};
  try {
    const [configs, aliases] = await Promise.all([
      functions.listEventConfigs(name),
      known.length === 0 ? [] : functions.listAliases(name),
    ]);
    const qualifiers = ["$LATEST", ...known, ...aliases.map((alias) => alias.name), ...configs.keys()];
    return { found: { configs, qualifiers: [...new Set(qualifiers)], queueName: queueName(stack) } };
  } catch (error) {
    if (saved === undefined || !isOfOneWorker(error)) throw error;
    return { unread: unreadAs(error, saved) };
  }
}

const unreadAs = (error: JetsError, { eventConfigs }: Settings): Unread =>
  new Map([...(eventConfigs?.keys() ?? [])].map((qualifier) => [qualifier, error]));
