/** How many things one run does side by side. AWS allows 15 Lambda calls a second, so more would only queue. */
const width = 16;

/** Like `Promise.all(items.map(work))`, with at most {@link width} at a time, in order. */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
