import { defined } from "../../../defined.js";
import { messageOf } from "../../errors.js";
import type { Context } from "../../context.js";
import { isOfOneWorker } from "../for-each.js";
import type { EventsResult, ReplayedEvents } from "../../result.js";
import type { Ending, Lock } from "../lock/lock.js";
import type { Journal } from "./journal.js";
import { mergeEntries, type Entries } from "./settings.js";
import type { JournalOpened, Outcome } from "../lock/run-record.js";

/** More batches than this are written anew as one, so that a record that names them all stays under 4 KB. */
const manyBatches = 40;

/** The journal stays open as it is written, with whatever this run has added to it. */
export function leaveJournal(lock: Lock, outcome: Outcome): Ending {
  const { journal, writer } = lock;
  const batches = new Map([...journal.batches, ...writer.committed]);
  return batches.size === 0 ? closeJournal(outcome) : { outcome, batches, opened: openedAfter(lock) };
}

/** The same, written anew as one batch where there are many. */
export async function keepJournal(context: Context, lock: Lock, outcome: Outcome): Promise<Ending> {
  const { journal, writer } = lock;
  const ending = leaveJournal(lock, outcome);
  if (ending.batches.size <= manyBatches) return ending;
  return narrowJournal(context, lock, outcome, mergeEntries([journal.entries, writer.saved]));
}

/**
 * The journal stays open for these entries alone: the others are restored. If it cannot be written anew it stays as it
 * is: that restores the same, and the result of the run must not be lost over it.
 */
export async function narrowJournal(
  context: Context,
  lock: Lock,
  outcome: Outcome,
  entries: Entries,
): Promise<Ending> {
  const { writer } = lock;
  try {
    const batch = await writer.save(entries);
    const batches: Journal["batches"] = new Map([...writer.committed].filter(([id]) => id === batch));
    return { outcome, batches, opened: openedAfter(lock) };
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
    const message = `The journal could not be rewritten and stays as it is, which restores the same: ${messageOf(error)}`;
    context.report({ type: "warning", message });
    return leaveJournal(lock, outcome);
  }
}

/** How a run ends whose workers are back. `ended`: its replay was interrupted. */
export function outcomeWith(events: EventsResult | undefined, ended: Error | undefined): Outcome {
  if (ended !== undefined) return "interrupted";
  return events === undefined || events.failures.length === 0 ? "off" : "partial";
}

/** The record of a run holds numbers alone: reasons may be long. */
export function countsOf(events: EventsResult | undefined): ReplayedEvents | undefined {
  if (events === undefined) return undefined;
  const { replayed, skipped, left } = events;
  return { replayed, skipped, left };
}

/** No worker was stopped. Where everything is as it was, so is the journal: what was saved in vain does not count. */
export function endRefused(lock: Lock, isUndone: boolean): Ending {
  const { batches } = lock.journal;
  if (!isUndone) return leaveJournal(lock, "failed");
  return batches.size === 0
    ? closeJournal("failed")
    : { outcome: "failed", batches, opened: openedAfter(lock) };
}

/** Everything is back as it was. */
export const closeJournal = (outcome: Outcome): Ending => ({ outcome, batches: new Map() });

/** Who opened it. An `on` leaves it open for good, also where a `maintenance:run` that died had opened it. */
function openedAfter({ command, journal, opener }: Lock): JournalOpened {
  const opened = journal.opened ?? opener;
  if (command !== "on") return opened;
  return defined({ ...opened, command: undefined });
}
