import { countEvents } from "../lambda/asynchronous/events.js";
import type { LambdaState } from "../lambda/state.js";

/** A line about the events that functions were invoked with; empty where there were none. */
export function eventsLine(state: LambdaState): string {
  if (state.events.length === 0) return "";
  const { processed, diverted, lost } = countEvents(state);
  return `Events: ${processed} processed, ${diverted} sent to failure destinations or dead-letter queues, ${lost} lost.\n`;
}
