import type { Ending, Hold } from "./hold.js";
import type { Journal } from "./journal.js";
import { mergeEntries, type Entries } from "./parts.js";
import type { Outcome } from "./runs.js";

/** More batches than this are written anew as one, so that a record that names them all stays under 4 KB. */
const manyBatches = 40;

/** The journal stays open as it is written, with whatever this run has added to it. */
export function leaveJournal({ journal, writer, opener }: Hold, outcome: Outcome): Ending {
  const batches = new Map([...journal.batches, ...writer.committed]);
  return batches.size === 0 ? closeJournal(outcome) : { outcome, batches, opened: journal.opened ?? opener };
}

/** The same, written anew as one batch where there are many. */
export async function keepJournal(hold: Hold, outcome: Outcome): Promise<Ending> {
  const { journal, writer } = hold;
  const ending = leaveJournal(hold, outcome);
  const { batches, opened } = ending;
  if (batches.size <= manyBatches || opened === undefined) return ending;
  return { ...(await narrowJournal(hold, outcome, mergeEntries([journal.entries, writer.saved]))), opened };
}

/** The journal stays open for these entries alone: the others are back as they were. */
export async function narrowJournal(hold: Hold, outcome: Outcome, entries: Entries): Promise<Ending> {
  const { journal, writer, opener } = hold;
  const batch = await writer.save(entries);
  const batches: Journal["batches"] = new Map([...writer.committed].filter(([id]) => id === batch));
  return { outcome, batches, opened: journal.opened ?? opener };
}

/** Everything is back as it was. */
export const closeJournal = (outcome: Outcome): Ending => ({ outcome, batches: new Map() });
