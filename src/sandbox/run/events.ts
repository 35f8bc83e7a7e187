import { countEvents, type AsyncEvent } from "../lambda/asynchronous/events.js";

/** A line about the events that functions were invoked with; empty where there were none. */
export function eventsLine(events: readonly AsyncEvent[]): string {
  if (events.length === 0) return "";
  const { processed, diverted, lost } = countEvents({ events: [...events] });
  return `Events: ${processed} processed, ${diverted} sent to failure destinations or dead-letter queues, ${lost} lost.\n`;
}
