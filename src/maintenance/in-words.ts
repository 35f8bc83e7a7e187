/** A number of things: `1 event`, `2 events`. */
export const inWords = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;

/** How many events still wait. */
export const eventsWait = (count: number): string =>
  `${inWords(count, "event")} still ${count === 1 ? "waits" : "wait"}`;
