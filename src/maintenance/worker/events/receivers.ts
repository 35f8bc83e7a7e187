import type { EventSourceMapping, LambdaFunction, Stream } from "../../ports/functions.js";
import type { Context } from "../../context.js";
import type { Receiver } from "./fates.js";
import type { LiveWorker } from "../live/read-workers.js";
import type { Entries } from "../journal/settings.js";
import { whyLeftAlone, whyNotReserved } from "../live/reach.js";
import { readSettledJournal } from "../journal/read.js";

/** Looks at one worker; `undefined` for one that maintenance would leave alone. */
export type Look = (name: string) => Promise<Receiver | undefined>;

/** Takes what was observed. */
export const lookAmong =
  (observed: ReadonlyMap<string, LiveWorker | undefined>, entries: Entries): Look =>
  (name) => {
    const live = observed.get(name);
    return Promise.resolve(live && unlessLeftAlone(live, streamsAmong(live.feeds), entries));
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
    return unlessLeftAlone(live, streams, entries);
  };
}

function unlessLeftAlone(
  live: LambdaFunction,
  streams: readonly Stream[],
  entries: Entries,
): Receiver | undefined {
  if (whyLeftAlone(live) !== undefined) return undefined;
  return { ...live, streams, goesOn: whyNotReserved(live, entries.get(live.name)) !== undefined };
}

/** The streams of the mappings that maintenance would disable. */
const streamsAmong = (mappings: readonly EventSourceMapping[]): Stream[] =>
  mappings.flatMap(({ state, stream }) => (stream === undefined || idle.has(state) ? [] : [stream]));

const idle: ReadonlySet<string> = new Set(["Disabled", "Disabling", "Deleting"]);
