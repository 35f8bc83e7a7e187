import type { Lock } from "../lock/lock.js";
import type { LiveWorker } from "../live/read-workers.js";
import { settingsToSave } from "../live/reach.js";
import type { PartialSettings } from "./settings.js";

/** Workers in a batch: several full parameters, so that a last one that is not full matters little. */
const batchSize = 200;

/** Writes settings down while others are still being read: Parameter Store takes few writes a second. */
interface Saving {
  /** Saves what has to be saved of a worker, some time before {@link end} resolves. */
  readonly add: (live: LiveWorker) => void;
  /** Resolves once everything is durable, to the number of workers. @throws JetsError what went wrong since */
  readonly end: () => Promise<number>;
}

/** Starts to save for the run that has the lock, once `ready` is; where that fails, nothing is saved. */
export function startSaving(lock: Lock, ready: Promise<unknown>): Saving {
  let waiting = new Map<string, PartialSettings>();
  let written = ready;
  let count = 0;
  written.catch(() => undefined);
  const flush = (): void => {
    if (waiting.size === 0) return;
    const entries = waiting;
    waiting = new Map();
    written = written.then(() => lock.change(() => lock.writer.save(entries)));
    // `end` says so.
    written.catch(() => undefined);
  };
  return {
    add(live) {
      const fresh = settingsToSave(live, lock.journal.entries.get(live.name));
      if (fresh === undefined) return;
      waiting.set(live.name, fresh);
      count += 1;
      if (waiting.size >= batchSize) flush();
    },
    async end() {
      flush();
      await written;
      return count;
    },
  };
}
