import type { EventSourceMapping, LambdaFunction, Stream } from "../ports.js";
import type { Context } from "../roles.js";
import type { Receiver } from "./event-fates.js";
import { whyLeftAlone } from "./function-status.js";
import type { LiveWorker } from "./observe.js";
import type { Entries } from "./parts.js";
import { readSettledJournal } from "./read-journal.js";

/** Looks at one worker; `undefined` for one that maintenance would leave alone. */
export type Look = (name: string) => Promise<Receiver | undefined>;

/** Takes what was observed. */
export const lookAmong =
  (observed: ReadonlyMap<string, LiveWorker | undefined>, entries: Entries): Look =>
  (name) => {
    const live = observed.get(name);
    return Promise.resolve(live && unlessLeftAlone({ ...live, streams: streamsAmong(live.feeds) }, entries));
  };

/** Asks AWS, for each worker once. */
export function lookAnew(context: Context, mappings: readonly EventSourceMapping[]): Look {
  const { functions } = context;
  let journal: ReturnType<typeof readSettledJournal> | undefined;
  return async (name) => {
    const live = await functions.get(name);
    if (live === undefined) return undefined;
    const { entries } = await (journal ??= readSettledJournal(context));
    const streams = streamsAmong(mappings.filter(({ functionName }) => functionName === name));
    return unlessLeftAlone({ ...live, streams }, entries);
  };
}

const unlessLeftAlone = <Live extends LambdaFunction>(live: Live, entries: Entries): Live | undefined =>
  whyLeftAlone(live, entries.get(live.name)) === undefined ? live : undefined;

/** The streams of the mappings that maintenance would disable. */
const streamsAmong = (mappings: readonly EventSourceMapping[]): Stream[] =>
  mappings.flatMap(({ state, stream }) => (stream === undefined || idle.has(state) ? [] : [stream]));

const idle: ReadonlySet<string> = new Set(["Disabled", "Disabling", "Deleting"]);
