import { mapBounded } from "../../bounded.js";
import { JetsError } from "../../errors.js";
import { costOf } from "../../plan.js";
import type { Context } from "../../context.js";
import { beginStage } from "../../events.js";
import type { Create } from "./write-once.js";
import type { BatchId } from "./names.js";
import { sealBatch, type SealedPart } from "./parts.js";
import { type PartialSettings, mergeEntries, mergeInto, type Entries } from "./settings.js";

/** Writes batches of saved settings for one run. */
export interface JournalWriter {
  /**
   * Resolves with the batch once the entries are durable. Entries that arrive while a batch is being written
   * share the next one. After a batch that was refused none is written: an `off` that finds this run dead takes the
   * name of the next part, and would not see what lies beyond a gap (`seal-off.ts`).
   * @throws JetsError why this batch, or one before it, was refused
   */
  save(entries: Entries): Promise<BatchId>;
  /** The batches that are complete, each with its number of parts. */
  readonly committed: ReadonlyMap<BatchId, number>;
  /** Everything that the complete batches hold. */
  readonly saved: Entries;
}

interface Waiting {
  entries: Entries;
  readonly written: Promise<BatchId>;
}

/** A writer for the given run, which must have the lock. */
export function createJournalWriter(context: Context, run: number, create: Create): JournalWriter {
  const committed = new Map<BatchId, number>();
  const saved = new Map<string, PartialSettings>();
  let batches = 0;
  let waiting: Waiting | undefined;
  let idle: Promise<unknown> = Promise.resolve();

  const write = async (entries: Entries): Promise<BatchId> => {
    batches += 1;
    const batch: BatchId = `${run}-${batches}`;
    const parts = sealBatch(context.stack, batch, entries);
    const stage = { stage: "Saving settings", seconds: costOf(0, parts.length).seconds };
    const countOne = beginStage(context, stage, parts.length);
    const createCounted = (part: SealedPart): Promise<void> =>
      writePart(context, create, part).then(countOne);
    await mapBounded(parts.slice(0, -1), createCounted);
    // The last part commits the batch: a reader ignores a batch without it.
    await mapBounded(parts.slice(-1), createCounted);
    committed.set(batch, parts.length);
    mergeInto(saved, entries);
    return batch;
  };

  const enqueue = (entries: Entries): Waiting => {
    const next: Waiting = { entries, written: idle.then(() => writeNext(next)) };
    idle = next.written;
    return next;
  };
  const writeNext = (next: Waiting): Promise<BatchId> => {
    waiting = undefined;
    return write(next.entries);
  };

  return {
    committed,
    saved,
    save(entries) {
      if (waiting === undefined) waiting = enqueue(entries);
      else waiting.entries = mergeEntries([waiting.entries, entries]);
      return waiting.written;
    },
  };
}

async function writePart(context: Context, create: Create, { name, value }: SealedPart): Promise<void> {
  if (await create(name, value)) return;
  throw new JetsError(
    "lock_lost",
    `Another run has written ${name}, which belongs to this run.`,
    `Run \`${context.commandLine("status")}\` to see the current state, then repeat the command.`,
  );
}
