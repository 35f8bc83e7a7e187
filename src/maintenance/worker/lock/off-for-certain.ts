import { defined } from "../../../defined.js";
import { throwIfInterrupted } from "../../errors.js";
import { pauses } from "../../sleep.js";
import type { Context } from "../../context.js";
import { cameTooLate } from "./acquire.js";
import { newRecord, type AcquireOptions } from "./new-record.js";
import { deleteRemnants, remnantsOf } from "../journal/clean-up.js";
import { eventsStillLeft, type Journal } from "../journal/journal.js";
import { creatorWith, roomFor } from "../journal/make-room.js";
import { runName } from "../journal/names.js";
import { readSettledJournal } from "../journal/read.js";
import { sealRun } from "./run-record.js";

/** How many parameters must be old before a run that has nothing else to do deletes them: as many as one call takes. */
const worthACall = 10;

/**
 * Whether there is nothing to restore. A read that shows nothing may be old (rule 11 of `docs/safety.md`): only the
 * atomic create of the next run's record proves that no run came after what was read. The record is created as one that
 * has ended, so that this run never holds the lock. `false` leaves everything to a run that takes the lock.
 * @throws JetsError `locked`, `journal_damaged`, `interrupted`
 */
export async function isOffForCertain(
  context: Context,
  read: Journal,
  options: AcquireOptions,
): Promise<boolean> {
  const { stack, clock, signal } = context;
  let journal = read;
  for (const pause of pauses) {
    if (!isClosed(journal)) return false;
    throwIfInterrupted(signal);
    const running = newRecord(context, options, journal.latest?.record, clock.now());
    const events = eventsStillLeft(journal);
    const value = sealRun({
      ...running,
      state: "released",
      outcome: "off",
      batches: [],
      ...defined({ events }),
    });
    if (await creatorWith(context, roomFor("off", false))(runName(stack, running.run), value)) {
      const after = { run: running.run, batches: new Map() };
      if (remnantsOf(stack, journal, after).length >= worthACall)
        await deleteRemnants(context, journal, after);
      return true;
    }
    await clock.sleep(pause, signal).catch(() => undefined);
    journal = await readSettledJournal(context, options);
  }
  throw cameTooLate(stack);
}

/** Nothing is saved, and no run has died that may have saved something. */
const isClosed = ({ entries, died, latest, damages }: Journal): boolean =>
  damages.length === 0 && entries.size === 0 && died.length === 0 && latest?.record.state !== "running";
