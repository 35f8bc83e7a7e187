import type { Opened } from "./context.js";

/** Only what is known to be for people: a record may hold, or come to hold, what is not. */
export const openedOf = ({ since, by, url, reason }: Opened): Opened => ({
  since,
  by,
  ...(url === undefined ? {} : { url }),
  ...(reason === undefined ? {} : { reason }),
});

/** The same as a key of a result, which is absent where nobody is known to have opened it. */
export const openedIn = (record: Opened | undefined): { opened?: Opened } =>
  record === undefined ? {} : { opened: openedOf(record) };
