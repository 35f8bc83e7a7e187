import type { Lock } from "../lock/lock.js";
import type { LiveWorker } from "../live/read-workers.js";
import { settingsToSave } from "../live/reach.js";
import type { Entries, PartialSettings } from "./settings.js";

/**
 * Workers in a batch: at first what fills one parameter or two, so that the first workers can soon be stopped, then
 * twice as many each time: the last parameter of a batch is seldom full, and a record names all batches.
 */
const batchSize = { first: 80, most: 200 };

const sizeAfter = (size: number): number => Math.min(2 * size, batchSize.most);

/** These settings in the batches in which they are saved if they are read in this order, the first one alone or not. */
export function inBatches(entries: Entries, isFirstAlone: boolean): Entries[] {
  const left = [...entries];
  const batches: Entries[] = isFirstAlone ? [new Map(left.splice(0, 1))] : [];
  for (let size = batchSize.first; left.length > 0; size = sizeAfter(size))
    batches.push(new Map(left.splice(0, size)));
  return batches;
}

/** Writes settings down while others are still being read: Parameter Store takes few writes a second. */
export interface Saving {
  /**
   * Resolves once what has to be saved of a worker is durable; `undefined` where there is nothing to save.
   * @throws JetsError why it could not be saved; nothing that was added later is saved then
   */
  readonly add: (live: LiveWorker) => Promise<void> | undefined;
  /** The same in a batch of its own, without waiting for others. */
  readonly addAlone: (live: LiveWorker) => Promise<void> | undefined;
  /** Writes what is left. Resolves once everything is durable. @throws JetsError what went wrong since */
  readonly end: () => Promise<void>;
}

interface Waiting {
  readonly name: string;
  readonly settings: PartialSettings;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Starts to save for the run that has the lock, once `ready` is; where that fails, nothing is saved. `queue` is the ARN
 * of the queue that is to keep events.
 */
export function startSaving(lock: Lock, ready: Promise<unknown>, queue: string | undefined): Saving {
  let waiting: Waiting[] = [];
  let size = batchSize.first;
  let written = ready;
  written.catch(() => undefined);
  const write = (batch: readonly Waiting[]): void => {
    const entries = new Map(batch.map(({ name, settings }) => [name, settings]));
    written = written.then(() => lock.change(() => lock.writer.save(entries)));
    written.then(
      () => {
        for (const { resolve } of batch) resolve();
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error);
      },
    );
  };
  const flush = (): void => {
    if (waiting.length === 0) return;
    write(waiting);
    waiting = [];
    size = sizeAfter(size);
  };
  const adding =
    (take: (one: Waiting) => void): Saving["add"] =>
    (live) => {
      const settings = settingsToSave(live, lock.journal.entries.get(live.name), queue);
      if (settings === undefined) return undefined;
      const saved = new Promise<void>((resolve, reject) => {
        take({ name: live.name, settings, resolve, reject });
      });
      // A worker that the run does not come to any more waits for nothing; `end` says so.
      saved.catch(() => undefined);
      return saved;
    };
  return {
    add: adding((one) => {
      waiting.push(one);
      if (waiting.length >= size) flush();
    }),
    addAlone: adding((one) => {
      write([one]);
    }),
    async end() {
      flush();
      await written;
    },
  };
}
