import { sourceNames } from "../../event-sources.js";
import type { EventFate } from "../../plan.js";
import type { WorkerFailure } from "../../result.js";
import type { EventLoss } from "./loss.js";

/** What becomes of the events, in sentences: one for all senders of a worker whose events fare alike. */
export function lossSentences({ risks, unread, unclear, queue }: EventLoss): string[] {
  return [
    ...unreadSentences(unread),
    ...unclear,
    ...[...risks].flatMap(([name, { fates }]) =>
      alike(fates.filter(({ destinations }) => queue === undefined || !destinations.includes(queue))).map(
        (group) => fateSentence(name, group),
      ),
    ),
  ];
}

/** A missing permission is missing for many functions: one sentence says so. */
function unreadSentences(unread: readonly WorkerFailure[]): string[] {
  const [first, ...others] = unread;
  if (first === undefined) return [];
  if (others.length < 3)
    return unread.map(({ name, reason }) => `The event sources of ${name} could not be read: ${reason}`);
  const names = unread.map(({ name }) => name).join(", ");
  return [
    `The event sources of ${unread.length} workers could not be read (${names}). Of the first: ${first.reason}`,
  ];
}

function alike(fates: readonly EventFate[]): EventFate[][] {
  const groups = new Map<string, EventFate[]>();
  for (const event of fates) {
    const { fate, qualifier, destinations, reason } = event;
    const key = JSON.stringify([fate, qualifier, destinations, reason]);
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()];
}

function fateSentence(name: string, group: readonly EventFate[]): string {
  const [first] = group;
  const { fate, qualifier, destinations = [], reason = "" } = first ?? {};
  const sources = [...new Set(group.map(({ source }) => source))].sort();
  const to = qualifier === undefined ? name : `${name}:${qualifier}`;
  const events = `Events from ${sourceNames(sources)} to ${to}`;
  if (fate === "kept")
    return `${events} will go to ${destinations.join(", ")} while it is stopped, and are not replayed.`;
  if (fate === "unknown") return `${events} may be lost while it is stopped: ${reason}.`;
  return `${events} will be dropped while it is stopped: it has neither a dead-letter queue nor a failure destination.`;
}
