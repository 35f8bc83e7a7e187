import { defined } from "../../../defined.js";
import type { EventConfig } from "../../ports/functions.js";
import type { EventConfigs } from "../journal/settings.js";
import { isQueue } from "./queue.js";

/** What is configured for the asynchronous events of a worker. */
export interface LiveEvents {
  /** By qualifier; those that have none are left out. */
  readonly configs: ReadonlyMap<string, EventConfig>;
  /** Every qualifier that events may be sent to, as far as it is known. */
  readonly qualifiers: readonly string[];
  /** The name of the queue that keeps events, or would. */
  readonly queueName: string;
  /** The aliases and versions of which something was saved, and that do not exist any more. */
  readonly gone: ReadonlySet<string>;
}

/** What makes the queue the failure destination of a worker. */
export interface Diversion {
  /** What is there now, or would be lost. */
  readonly toSave: EventConfigs;
  readonly toPut: ReadonlyMap<string, EventConfig>;
  /** Failure destinations that are there and stay, by qualifier. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

/**
 * Compares what is there with what was saved: a failure destination of the application's own stays, and what the queue
 * takes already needs nothing. `queue` is the queue's ARN.
 */
export function planDiversion(
  { configs, qualifiers }: LiveEvents,
  saved: EventConfigs | undefined,
  queue: string,
): Diversion {
  const toSave = new Map<string, EventConfig | null>();
  const toPut = new Map<string, EventConfig>();
  const elsewhere = new Map<string, string>();
  for (const qualifier of qualifiers) {
    const now = configs.get(qualifier) ?? null;
    if (now?.onFailure === queue) continue;
    if (now?.onFailure !== undefined) {
      elsewhere.set(qualifier, now.onFailure);
      continue;
    }
    // What is there and does not come from maintenance is the original (rules 1 and 4 of `docs/safety.md`).
    const before = saved?.get(qualifier);
    if (before === undefined || !isSame(before, now)) toSave.set(qualifier, now);
    toPut.set(qualifier, { ...now, onFailure: queue });
  }
  return { toSave, toPut, elsewhere };
}

/** What has to become of one configuration for it to be as it was. */
export interface ConfigPlan {
  readonly qualifier: string;
  /** Absent: nothing to do. */
  readonly put?: EventConfig | null;
  /** What somebody else has configured meanwhile, and that is kept or, with `force`, overwritten. */
  readonly changed?: { readonly live: EventConfig | null; readonly saved: EventConfig | null };
}

/**
 * Compares what was saved, what maintenance made of it and what is there now (rule 4 of `docs/safety.md`). The queue is no
 * failure destination any more in any case.
 */
export function planConfigs(
  { configs, queueName, gone }: LiveEvents,
  saved: EventConfigs,
  force: boolean,
): ConfigPlan[] {
  return [...saved].flatMap(([qualifier, before]): ConfigPlan[] => {
    const live = configs.get(qualifier) ?? null;
    if (isSame(live, before)) return [];
    // AWS says so of what is put there, which is how it is reported.
    if (gone.has(qualifier)) return before === null ? [] : [{ qualifier, put: before }];
    const isOurs = isQueue(live?.onFailure, queueName);
    const others = isOurs && live !== null ? withoutFailure(live) : live;
    if (isOurs && isSame(others, before)) return [{ qualifier, put: orNothing(before) }];
    const changed = { live: others, saved: before };
    if (force) return [{ qualifier, put: orNothing(before), changed }];
    const put = isOurs ? orNothing({ ...others, ...failureOf(before) }) : undefined;
    return [{ qualifier, changed, ...defined({ put }) }];
  });
}

/** The qualifiers whose events went to the queue and do not any more: a deployment may have reset them. */
export const divertedNoMore = ({ configs, gone }: LiveEvents, saved: EventConfigs): string[] =>
  [...saved.keys()].filter(
    (qualifier) => configs.get(qualifier)?.onFailure === undefined && !gone.has(qualifier),
  );

/** Nothing configured is the same as a configuration that says nothing but AWS's defaults. */
function isSame(a: EventConfig | null, b: EventConfig | null): boolean {
  return (
    a?.onSuccess === b?.onSuccess &&
    a?.onFailure === b?.onFailure &&
    (a?.maximumAge ?? defaults.maximumAge) === (b?.maximumAge ?? defaults.maximumAge) &&
    (a?.maximumRetries ?? defaults.maximumRetries) === (b?.maximumRetries ?? defaults.maximumRetries)
  );
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
const defaults = { maximumAge: 21_600, maximumRetries: 2 };

/** AWS takes no configuration that says nothing: without one, its defaults count just as well. */
const orNothing = (config: EventConfig | null): EventConfig | null =>
  config === null || Object.keys(config).length === 0 ? null : config;

const withoutFailure = ({ onSuccess, maximumAge, maximumRetries }: EventConfig): EventConfig =>
  defined({ onSuccess, maximumAge, maximumRetries });

const failureOf = (config: EventConfig | null): Pick<EventConfig, "onFailure"> =>
  defined({ onFailure: config?.onFailure });

/** A configuration in words, for people. */
export function configInWords(config: EventConfig | null): string {
  const { onSuccess, onFailure, maximumAge, maximumRetries } = config ?? {};
  const words = [
    ...(onSuccess === undefined ? [] : [`on success ${onSuccess}`]),
    ...(onFailure === undefined ? [] : [`on failure ${onFailure}`]),
    ...(maximumAge === undefined ? [] : [`at most ${maximumAge} seconds old`]),
    ...(maximumRetries === undefined ? [] : [`at most ${maximumRetries} retries`]),
  ];
  return words.length === 0 ? "AWS's defaults" : words.join(", ");
}
