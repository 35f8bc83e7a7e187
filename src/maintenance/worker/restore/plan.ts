import { defined } from "../../../defined.js";
import { JetsError } from "../../errors.js";
import type { ReservedConcurrency } from "../../ports/functions.js";
import { eventConfigLine, provisionLine, reserveLine, switchLine } from "../by-hand.js";
import { orByHand } from "../do-all.js";
import { stopped, type EventConfigs, type Settings } from "../journal/settings.js";
import { configInWords, planConfigs, type ConfigPlan } from "../keep/event-configs.js";
import type { LiveWorker } from "../live/read-workers.js";

/** A value that is neither what was saved nor what maintenance wrote. */
export interface KeptValue {
  readonly what: string;
  readonly live: string;
  readonly saved: string;
  /** The aws CLI line that puts the saved value back. */
  readonly command: string;
}

/** What has to change for a worker to be as it was. */
export interface RestorePlan {
  /** Absent: nothing to do. */
  readonly reserved?: ReservedConcurrency;
  readonly provisioned: ReadonlyMap<string, number>;
  readonly mappings: ReadonlyMap<string, boolean>;
  /** By qualifier; `null` deletes what is configured. */
  readonly eventConfigs: EventConfigs;
  readonly kept: readonly KeptValue[];
  /** The values of others that are overwritten, with `force`. */
  readonly overwritten: readonly KeptValue[];
  /** Each setting that AWS refuses to show, and that is left as it is, with the line that puts the saved value back. */
  readonly unread: readonly JetsError[];
}

/** A worker as it is now, as far as AWS tells. */
export type Stopped = Settings & Pick<LiveWorker, "name" | "unread" | "events">;

/**
 * Compares what was saved, what maintenance wrote and what is there now (rule 4 of `docs/safety.md`): what is
 * still ours goes back to what was saved; what was changed since is kept, unless `force`.
 */
export function planRestore(live: Stopped, journaled: Settings, force: boolean): RestorePlan {
  // Where AWS has no reservation, only the mappings and what keeps events were touched.
  const { mappings: savedMappings, eventConfigs } = journaled;
  const saved =
    journaled.refused === true
      ? { ...live, mappings: savedMappings, ...defined({ eventConfigs }) }
      : journaled;
  const kept: KeptValue[] = [];
  const overwritten: KeptValue[] = [];
  const isDue = (now: unknown, ours: unknown, before: unknown, keptValue: () => KeptValue): boolean => {
    if (now === before) return false;
    if (now === ours) return true;
    (force ? overwritten : kept).push(keptValue());
    return force;
  };
  const reserved = isDue(live.reserved, stopped.reserved, saved.reserved, () => keptReserved(live, saved));
  const { unread } = live;
  const provisioned = [...saved.provisioned].filter(([qualifier, n]) => {
    if (unread?.provisioned.has(qualifier) === true) return false;
    const now = live.provisioned.get(qualifier);
    return isDue(now, undefined, n, () => keptProvisioned(live.name, qualifier, now, n));
  });
  const goesDown = ([qualifier, n]: [string, number]): boolean => n < (live.provisioned.get(qualifier) ?? 0);
  const mappings = [...saved.mappings].filter(([uuid, enabled]) => {
    if (unread?.mappings.has(uuid) === true) return false;
    const now = live.mappings.get(uuid) ?? stopped.mapping;
    return isDue(now, stopped.mapping, enabled, () => keptMapping(uuid));
  });
  return {
    ...defined({ reserved: reserved ? saved.reserved : undefined }),
    // What goes down makes room for what goes up: AWS never allows more in all than is reserved.
    provisioned: new Map([...provisioned.filter(goesDown), ...provisioned.filter((one) => !goesDown(one))]),
    mappings: new Map(mappings),
    ...restoredConfigs(live, saved, { kept: force ? overwritten : kept, force }),
    kept,
    overwritten,
    unread: unreadOf(live, saved),
  };
}

/** What is configured for events; what others have configured meanwhile is added to `kept`. */
function restoredConfigs(
  { name, events }: Stopped,
  { eventConfigs: saved }: Settings,
  { kept, force }: { readonly kept: KeptValue[]; readonly force: boolean },
): Pick<RestorePlan, "eventConfigs"> {
  if (events === undefined || saved === undefined) return { eventConfigs: new Map() };
  const plans = planConfigs(events, saved, force);
  kept.push(
    ...plans.flatMap((plan) => (plan.changed === undefined ? [] : [keptConfig(name, plan, plan.changed)])),
  );
  return {
    eventConfigs: new Map(
      plans.flatMap(({ qualifier, put }) => (put === undefined ? [] : [[qualifier, put]])),
    ),
  };
}

function unreadOf({ name, unread }: Stopped, saved: Settings): JetsError[] {
  const provisioned = [...saved.provisioned].flatMap(([qualifier, n]) =>
    unreadError(
      unread?.provisioned.get(qualifier),
      `The provisioned concurrency of ${name} on ${qualifier}`,
      provisionLine(name, qualifier, n),
    ),
  );
  const mappings = [...saved.mappings].flatMap(([uuid, enabled]) =>
    unreadError(
      unread?.mappings.get(uuid),
      `The event source mapping ${uuid} of ${name}`,
      switchLine(uuid, enabled),
    ),
  );
  const configs = [...(saved.eventConfigs ?? [])].flatMap(([qualifier, config]) =>
    unreadError(
      unread?.eventConfigs.get(qualifier),
      `What is configured for the events of ${name}:${qualifier}`,
      eventConfigLine(name, qualifier, config),
    ),
  );
  return [...provisioned, ...mappings, ...configs];
}

function unreadError(refusal: JetsError | undefined, what: string, line: string): JetsError[] {
  if (refusal === undefined) return [];
  const fact = `${what} could not be read and is left as it is: ${refusal.message}`;
  return [orByHand(new JetsError(refusal.code, fact, refusal.hint, { cause: refusal }), line)];
}

/** How many changing calls a restore takes. */
export const callsToRestore = ({ reserved, provisioned, mappings, eventConfigs }: RestorePlan): number =>
  (reserved === undefined ? 0 : 1) + provisioned.size + mappings.size + eventConfigs.size;

const show = (reserved: ReservedConcurrency): string => (reserved === null ? "unreserved" : String(reserved));

const keptReserved = ({ name, reserved }: Stopped, saved: Settings): KeptValue => ({
  what: "Reserved concurrency",
  live: show(reserved),
  saved: show(saved.reserved),
  command: reserveLine(name, saved.reserved),
});

const keptProvisioned = (
  name: string,
  qualifier: string,
  now: number | undefined,
  saved: number,
): KeptValue => ({
  what: `Provisioned concurrency on ${qualifier}`,
  live: String(now),
  saved: String(saved),
  command: provisionLine(name, qualifier, saved),
});

/** Only one that was disabled before maintenance can have been enabled by others: we enable none. */
const keptMapping = (uuid: string): KeptValue => ({
  what: `Event source mapping ${uuid}`,
  live: "enabled",
  saved: "disabled",
  command: switchLine(uuid, stopped.mapping),
});

const keptConfig = (
  name: string,
  { qualifier }: ConfigPlan,
  { live, saved }: NonNullable<ConfigPlan["changed"]>,
): KeptValue => ({
  what: `What is configured for events on ${qualifier}`,
  live: configInWords(live),
  saved: configInWords(saved),
  command: eventConfigLine(name, qualifier, saved),
});
