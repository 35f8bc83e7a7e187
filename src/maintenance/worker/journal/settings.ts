import { defined } from "../../../defined.js";
import type { EventConfig, ReservedConcurrency } from "../../ports/functions.js";

/** Everything about one worker that maintenance changes. */
export interface Settings {
  readonly reserved: ReservedConcurrency;
  /** Requested provisioned concurrency by qualifier: an alias or a version number. */
  readonly provisioned: ReadonlyMap<string, number>;
  /** Whether each event source mapping is enabled, by UUID. */
  readonly mappings: ReadonlyMap<string, boolean>;
  /**
   * Only where events are kept: what was configured for asynchronous events, by qualifier, before maintenance made its
   * queue the failure destination; `null` where nothing was.
   */
  readonly eventConfigs?: EventConfigs;
  /** Only in the journal: AWS has no reserved concurrency for its kind of function, and only its mappings were touched. */
  readonly refused?: true;
}

/** What is configured for asynchronous events, by alias, version or `$LATEST`; `null` for nothing. */
export type EventConfigs = ReadonlyMap<string, EventConfig | null>;

/** Some of a worker's settings: what one line of the journal holds. */
export type PartialSettings = Partial<Settings>;

/** Whether maintenance has changed what is configured for its asynchronous events. */
export const hasConfigs = ({ eventConfigs }: PartialSettings): boolean => (eventConfigs?.size ?? 0) > 0;

/** Whether maintenance keeps events, by what it has saved. */
export const keepsEvents = (entries: ReadonlyMap<string, PartialSettings>): boolean =>
  [...entries.values()].some(hasConfigs);

/** Saved settings by function name. */
export type Entries = ReadonlyMap<string, PartialSettings>;

/** The stopped state, the only one that this tool ever writes on the way into maintenance. */
export const stopped = { reserved: 0, mapping: false } as const;

/** Whether a mapping is enabled, in one word. */
export const enabledWord = (isEnabled: boolean): "enabled" | "disabled" =>
  isEnabled ? "enabled" : "disabled";

/**
 * `newer` laid over `older`. Nothing is ever taken away: an alias that is gone today may be what has to come
 * back tomorrow (rule 1 of `docs/safety.md`).
 */
export function merge(older: PartialSettings, newer: PartialSettings): PartialSettings {
  const reserved = newer.reserved === undefined ? older.reserved : newer.reserved;
  const refused = newer.refused ?? older.refused;
  const eventConfigs =
    older.eventConfigs === undefined && newer.eventConfigs === undefined
      ? undefined
      : new Map([...(older.eventConfigs ?? []), ...(newer.eventConfigs ?? [])]);
  return {
    ...defined({ reserved, refused, eventConfigs }),
    provisioned: new Map([...(older.provisioned ?? []), ...(newer.provisioned ?? [])]),
    mappings: new Map([...(older.mappings ?? []), ...(newer.mappings ?? [])]),
  };
}

/** The entries of several parts of the journal as one; later parts win. */
export function mergeEntries(all: Iterable<Entries>): Map<string, PartialSettings> {
  const merged = new Map<string, PartialSettings>();
  for (const entries of all) mergeInto(merged, entries);
  return merged;
}

/** Adds entries to those that there are. */
export function mergeInto(merged: Map<string, PartialSettings>, entries: Entries): void {
  for (const [name, settings] of entries) merged.set(name, merge(merged.get(name) ?? {}, settings));
}

/**
 * What of the live settings has to be saved before they are changed, given what is saved already: the newest
 * value that is not our own is the original. A 0, an absent provisioned concurrency and a disabled mapping are
 * what we write, so they never replace a saved value (rules 1 and 4). `undefined` when there is nothing new.
 */
export function toSave(live: Settings, saved: Settings | undefined): PartialSettings | undefined {
  if (saved === undefined) return live;
  const reserved =
    live.reserved === stopped.reserved || live.reserved === saved.reserved ? undefined : live.reserved;
  const provisioned = [...live.provisioned].filter(
    ([qualifier, n]) => saved.provisioned.get(qualifier) !== n,
  );
  const mappings = [...live.mappings].filter(([uuid, enabled]) => {
    const before = saved.mappings.get(uuid);
    return before === undefined || (enabled && !before);
  });
  if (reserved === undefined && provisioned.length === 0 && mappings.length === 0) return undefined;
  return {
    ...defined({ reserved }),
    provisioned: new Map(provisioned),
    mappings: new Map(mappings),
  };
}

/** Whether a worker with these settings starts no new work. */
export function isStopped({ reserved, mappings }: Pick<Settings, "reserved" | "mappings">): boolean {
  return reserved === stopped.reserved && ![...mappings.values()].includes(true);
}
