import pLimit from "p-limit";

/** How many things one run does side by side. AWS allows 15 Lambda calls a second, so more would only queue. */
const width = 16;

/** Starts what it is given in the order in which it is given it, at most {@link width} at a time. */
export const createBound = (): (<Result>(work: () => Promise<Result>) => Promise<Result>) => pLimit(width);

/** Like `Promise.all(items.map(work))`, with at most {@link width} at a time, in order. */
export function mapBounded<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const bounded = createBound();
  return Promise.all(items.map((item) => bounded(() => work(item))));
}
