import type { KeptEvent } from "./record.js";

/** Scheduled events of which only the newest of each rule is replayed. */
export class NewestOfEachRule {
  readonly #newest = new Map<string, KeptEvent>();

  /** The newest ones so far. */
  get events(): KeptEvent[] {
    return [...this.#newest.values()];
  }

  /** Takes one, and returns the older one that is not replayed. */
  take(event: KeptEvent): KeptEvent | undefined {
    const key = `${event.schedule?.rule ?? ""} ${event.functionName} ${event.qualifier}`;
    const held = this.#newest.get(key);
    // Of one that is received again, only the newest receipt deletes it for certain.
    const isNewer =
      held === undefined || held.message.id === event.message.id || timeOf(event) > timeOf(held);
    if (!isNewer) return event;
    this.#newest.set(key, event);
    return held?.message.id === event.message.id ? undefined : held;
  }
}

const timeOf = ({ schedule, at }: KeptEvent): number => {
  const time = new Date(schedule?.time ?? "").getTime();
  return Number.isNaN(time) ? at.getTime() : time;
};
