import { defined } from "../../../defined.js";
import type { Context } from "../../context.js";
import { isOfOneWorker } from "../for-each.js";
import type { EventConfigs, Settings } from "../journal/settings.js";
import type { Unread } from "../live/unread.js";
import type { LiveEvents } from "./event-configs.js";
import { queueName } from "./queue.js";

/** What is configured for asynchronous events, or each qualifier of which AWS refuses to say so. */
interface ReadEvents {
  readonly found?: LiveEvents;
  readonly unread?: Unread;
}

/** Which qualifiers of a worker to look at besides those that have a configuration. */
export interface EventsToRead {
  /** Those that the stack lists. Aliases are only listed where there are any. */
  readonly known: readonly string[];
  /** What was saved: a deployment may have deleted an alias or a version since. */
  readonly saved?: EventConfigs;
}

/** What is configured for the events of a worker, where that is asked for. */
export async function readEvents(
  { stack, functions }: Context,
  name: string,
  toRead: EventsToRead | undefined,
): Promise<LiveEvents | undefined> {
  if (toRead === undefined) return undefined;
  const { known, saved } = toRead;
  const [configs, aliases] = await Promise.all([
    functions.listEventConfigs(name),
    known.length === 0 ? [] : functions.listAliases(name),
  ]);
  const qualifiers = ["$LATEST", ...known, ...aliases.map((alias) => alias.name), ...configs.keys()];
  const unset = [...(saved?.keys() ?? [])].filter((of) => !configs.has(of));
  const gone = await findGone(functions, name, unset);
  return { configs, qualifiers: [...new Set(qualifiers)], queueName: queueName(stack), gone };
}

/** What was read, or each qualifier of which AWS refuses to say anything: it is known from what was saved. */
export async function orUnread(
  reading: Promise<LiveEvents | undefined>,
  { eventConfigs }: Settings,
): Promise<ReadEvents> {
  try {
    return defined({ found: await reading });
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
    return { unread: new Map([...(eventConfigs?.keys() ?? [])].map((qualifier) => [qualifier, error])) };
  }
}

/** Those that do not exist. The function itself does, or there is nothing to be said of it. */
async function findGone(
  functions: Context["functions"],
  name: string,
  qualifiers: readonly string[],
): Promise<ReadonlySet<string>> {
  const asked = qualifiers.filter((qualifier) => qualifier !== "$LATEST");
  if (asked.length === 0) return new Set();
  const [aliases, versions] = await Promise.all([functions.listAliases(name), functions.listVersions(name)]);
  const there = new Set([...aliases.map((alias) => alias.name), ...versions.keys()]);
  return new Set(asked.filter((qualifier) => !there.has(qualifier)));
}
