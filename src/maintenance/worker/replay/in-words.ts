/** How many events still wait, in words. */
export const eventsWait = (count: number): string =>
  `${eventsInWords(count)} still ${count === 1 ? "waits" : "wait"}`;

/** A number of events. */
export const eventsInWords = (count: number): string => (count === 1 ? "1 event" : `${count} events`);
