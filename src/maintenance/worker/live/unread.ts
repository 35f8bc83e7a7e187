import type { JetsError } from "../../errors.js";
import { isOfOneWorker } from "../for-each.js";

/** What AWS refused to show, by name, and why. */
export type Unread = ReadonlyMap<string, JetsError>;

/** Several things that were read, each by its own name: those that exist, and those that AWS refused to show. */
interface ReadEach<Item> {
  readonly found: readonly Item[];
  readonly unread: Unread;
}

/** Reads one thing after the other; if AWS refuses one, the others are still read. */
export async function readEach<Item>(
  names: Iterable<string>,
  read: (name: string) => Promise<Item | undefined>,
): Promise<ReadEach<Item>> {
  const found: Item[] = [];
  const unread = new Map<string, JetsError>();
  for (const name of names) {
    try {
      const item = await read(name);
      if (item !== undefined) found.push(item);
    } catch (error) {
      if (!isOfOneWorker(error)) throw error;
      unread.set(name, error);
    }
  }
  return { found, unread };
}

/** What `list` finds; if AWS refuses that and `names` says what to look for, what AWS says of each of these. */
export async function listOrReadEach<Item>(
  list: Promise<readonly Item[]>,
  names: Iterable<string> | undefined,
  read: (name: string) => Promise<Item | undefined>,
): Promise<ReadEach<Item>> {
  try {
    return { found: await list, unread: new Map() };
  } catch (error) {
    if (names === undefined || !isOfOneWorker(error)) throw error;
    return readEach(names, read);
  }
}
