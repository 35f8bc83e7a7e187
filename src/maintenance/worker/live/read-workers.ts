import { defined } from "../../../defined.js";
import { costOf } from "../../plan.js";
import type { LambdaFunction, ProvisionedConcurrency, ReservedConcurrency } from "../../ports/functions.js";
import type { Context } from "../../context.js";
import { forEachWorker, type Outcomes } from "../for-each.js";
import type { LiveEvents } from "../keep/event-configs.js";
import { orUnread, readEvents, type EventsToRead } from "../keep/read-events.js";
import type { PartialSettings, Settings } from "../journal/settings.js";
import {
  groupByFunction,
  noMappings,
  readMappings,
  readMappingsOf,
  type Mappings,
  type MappingsByFunction,
} from "./read-mappings.js";
import { listOrReadEach, type Unread } from "./unread.js";

/** A worker as it is now. */
export interface LiveWorker extends LambdaFunction, Settings, Mappings {
  readonly reserved: ReservedConcurrency;
  /** What is configured for asynchronous events, where that was asked for. */
  readonly events?: LiveEvents;
  /** Only of a worker that was saved: what AWS refuses to tell of it. */
  readonly unread?: UnreadSettings;
}

/** What AWS refuses to tell of one worker, by qualifier and by UUID. */
interface UnreadSettings {
  readonly provisioned: Unread;
  readonly mappings: Unread;
  readonly eventConfigs: Unread;
}

/** What to look at besides the function itself. */
export interface ToRead {
  /** Whether the function can have provisioned concurrency; asking costs a call of the scarce quota. */
  readonly provisioned: boolean;
  /** Whether to look at what is configured for its asynchronous events, and where. */
  readonly events?: EventsToRead;
  /** What was saved of it: if AWS refuses to list it, each can be read by name. */
  readonly saved?: Settings;
}

/** Takes each worker as soon as it is read. */
export type See = (name: string, live: LiveWorker | undefined) => void;

/**
 * What is reserved for a worker with which AWS shows none; `undefined` when it does not exist any more. `isPlain` says
 * whether it has neither event source mappings nor provisioned concurrency.
 */
export type ReservedOf = (
  shown: LambdaFunction,
  isPlain: () => Promise<boolean>,
) => Promise<ReservedConcurrency | undefined>;

/** What takes part in the reading, where that is wanted. */
interface Watch {
  readonly see?: See;
  /** Asks about each when left out. */
  readonly reservedOf?: ReservedOf;
}

/** The present settings of each worker that was saved; what AWS refuses to tell of one setting is `unread`. */
export const readSavedWorkers = (
  context: Context,
  entries: ReadonlyMap<string, Settings>,
  see?: See,
): Promise<Outcomes<LiveWorker | undefined>> =>
  readWorkers(
    context,
    new Map(
      [...entries].map(([name, saved]) => [
        name,
        {
          saved,
          provisioned: saved.provisioned.size > 0,
          ...defined({ events: savedEvents(saved) }),
        },
      ]),
    ),
    [...entries.values()].some(({ mappings }) => mappings.size > 0),
    defined({ see }),
  );

/** What to look at of the events of a worker that was saved. */
export const savedEvents = (saved: PartialSettings | undefined): EventsToRead | undefined =>
  saved?.eventConfigs === undefined || saved.eventConfigs.size === 0
    ? undefined
    : { known: [], saved: saved.eventConfigs };

/**
 * The present settings of each worker; `undefined` for one that no longer exists.
 * Event source mappings are read with one list for the whole account, and only if `withMappings`.
 */
export async function readWorkers(
  context: Context,
  workers: ReadonlyMap<string, ToRead>,
  withMappings: boolean,
  { see, reservedOf = askAboutEach(context) }: Watch = {},
): Promise<Outcomes<LiveWorker | undefined>> {
  // Started together with the functions; awaited inside each worker, so that its failure is never unhandled.
  const mappings = withMappings
    ? context.functions.listMappings().then(groupByFunction)
    : Promise.resolve(noMappings);
  const listed = [...workers.values()].filter(({ provisioned }) => provisioned).length;
  const stage = { stage: "Reading workers", seconds: costOf(listed, 0).seconds };
  const observed = forEachWorker(context, stage, workers, async (name, toRead) => {
    const worker = await readWorker(context, name, toRead, { mappings, reservedOf });
    see?.(name, worker);
    return worker;
  });
  const isNeeded = [...workers.values()].some(({ saved }) => saved === undefined);
  const [outcomes] = await Promise.all([observed, isNeeded ? mappings : mappings.catch(() => noMappings)]);
  return outcomes;
}

const askAboutEach =
  ({ functions }: Context): ReservedOf =>
  ({ name }) =>
    functions.getReserved(name);

async function readWorker(
  context: Context,
  name: string,
  { provisioned, events: eventsToRead, saved }: ToRead,
  {
    mappings,
    reservedOf,
  }: { readonly mappings: Promise<MappingsByFunction>; readonly reservedOf: ReservedOf },
): Promise<LiveWorker | undefined> {
  const { functions } = context;
  const list = provisioned ? functions.listProvisioned(name) : Promise.resolve([]);
  const ofWorker = mappings.then((all) => all.get(name) ?? []);
  const isPlain = async (): Promise<boolean> => (await list).length === 0 && (await ofWorker).length === 0;
  const withReserved = async (): Promise<(LambdaFunction & Pick<Settings, "reserved">) | undefined> => {
    const shown = await functions.get(name);
    if (shown === undefined) return undefined;
    const reserved = shown.reserved === undefined ? await reservedOf(shown, isPlain) : shown.reserved;
    return reserved === undefined ? undefined : { ...shown, reserved };
  };
  const reading = readEvents(context, name, eventsToRead);
  const [live, configs, feeds, events] = await Promise.all([
    withReserved(),
    listOrReadEach(list, saved?.provisioned.keys(), (of) => functions.getProvisioned(name, of)),
    listOrReadEach(ofWorker, saved?.mappings.keys(), (uuid) => functions.getMapping(uuid)),
    saved === undefined
      ? reading.then((found) => defined({ found, unread: undefined }))
      : orUnread(reading, saved),
  ]);
  if (live === undefined) return undefined;
  const read = { ...live, provisioned: requestedOf(configs.found), ...defined({ events: events.found }) };
  if (saved === undefined) return { ...read, ...(await readMappings(context, feeds.found)) };
  const { unread, ...settled } = await readMappingsOf(context, feeds.found);
  return {
    ...read,
    ...settled,
    unread: {
      provisioned: configs.unread,
      mappings: new Map([...feeds.unread, ...unread]),
      eventConfigs: events.unread ?? new Map(),
    },
  };
}

/** The provisioned concurrency that was asked for, by qualifier. */
export const requestedOf = (configs: readonly ProvisionedConcurrency[]): ReadonlyMap<string, number> =>
  new Map(configs.map(({ qualifier, requested }) => [qualifier, requested]));
