import type { LambdaFunction } from "../../ports/functions.js";
import { planDiversion, type Diversion } from "../keep/event-configs.js";
import type { LiveWorker } from "./read-workers.js";
import { roleTagOf } from "../selection/role-tags.js";
import { isStopped, toSave, type PartialSettings, type Settings } from "../journal/settings.js";

/** Why a deleted function is left alone. */
export const gone = "it does not exist any more";

/** Why a worker whose reservation AWS refused for good cannot be stopped. */
const noReservation = "AWS has no reserved concurrency for it";

/**
 * How far maintenance gets with a worker: it stops `everything`, or only its event source `mappings` where AWS has no
 * reserved concurrency for this kind of function, or `nothing` where there is no mapping to disable either.
 */
type Reach =
  { readonly stops: "everything" } | { readonly stops: "mappings" | "nothing"; readonly why: string };

/** How far maintenance gets with this worker. `saved` may say that AWS refused to reserve for it. */
export function reachOf(live: LiveWorker, saved?: PartialSettings): Reach {
  const why = whyNotReserved(live, saved);
  if (why === undefined) return { stops: "everything" };
  const enabled = [...live.mappings.values(), ...(saved?.mappings?.values() ?? [])];
  return { stops: enabled.includes(true) ? "mappings" : "nothing", why };
}

/** Why AWS has no reserved concurrency for it, so that its asynchronous events go on; `undefined` where it has. */
export const whyNotReserved = (live: LambdaFunction, saved?: PartialSettings): string | undefined =>
  live.unstoppable ?? (saved?.refused === true ? noReservation : undefined);

/** Whether a worker starts no new work, as far as maintenance can stop it. */
export function isStoppedWithin(live: LiveWorker, saved?: PartialSettings): boolean {
  const { stops } = reachOf(live, saved);
  if (stops === "everything") return isStopped(live);
  return stops === "mappings" && ![...live.mappings.values()].includes(true);
}

/**
 * What has to be saved of a worker before it is stopped; of what is not touched, only that fact. `queue` is the ARN of
 * the queue that is to keep its events, where they are kept.
 */
export function settingsToSave(
  live: LiveWorker,
  saved: Settings | undefined,
  queue: string | undefined,
): PartialSettings | undefined {
  const settings = concurrencyToSave(live, saved);
  const { toSave: eventConfigs } = diversionOf(live, saved, queue) ?? {};
  return eventConfigs === undefined || eventConfigs.size === 0 ? settings : { ...settings, eventConfigs };
}

/** What makes the queue with this ARN the failure destination of a worker; `undefined` where events are not kept. */
export function diversionOf(
  live: LiveWorker,
  saved: Settings | undefined,
  queue: string | undefined,
): Diversion | undefined {
  if (queue === undefined || live.events === undefined || whyLeftAlone(live) !== undefined) return undefined;
  if (reachOf(live, saved).stops !== "everything") return undefined;
  // Without maintenance, a function at 0 drops its events as well.
  if ((saved ?? live).reserved === 0 && live.reserved === 0) return undefined;
  return planDiversion(live.events, saved?.eventConfigs, queue);
}

function concurrencyToSave(live: LiveWorker, saved: Settings | undefined): PartialSettings | undefined {
  if (whyLeftAlone(live) !== undefined) return undefined;
  const { stops } = reachOf(live, saved);
  if (stops === "everything") return toSave(live, saved);
  if (stops === "nothing") return undefined;
  if (saved === undefined) return { reserved: live.reserved, refused: true, mappings: live.mappings };
  return toSave({ ...saved, mappings: live.mappings }, saved);
}

/** Why maintenance leaves a selected function alone; `undefined` if it does not. */
export function whyLeftAlone(live: LambdaFunction | undefined): string | undefined {
  if (live === undefined) return gone;
  return roleTagOf(live) === "none" ? "its tag jets:role is none" : undefined;
}

/** The note on a worker that can only be stopped in part. */
export const onlyMappings = (why: string): string => `${why}: only its event source mappings are disabled`;

/** The problem of a worker that cannot be stopped. */
export const cannotBeStopped = (name: string, why: string): string =>
  `cannot be stopped: ${why}, and it has no event source mapping that could be disabled. To go on without it, leave it out: --exclude ${name}`;
