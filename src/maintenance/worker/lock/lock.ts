import { defined } from "../../../defined.js";
import { throwIfInterrupted } from "../../errors.js";
import type { ReplayedEvents } from "../../result.js";
import type { Functions } from "../../ports/functions.js";
import type { Context } from "../../context.js";
import { acquire } from "./acquire.js";
import { awaitLock } from "./await-lock.js";
import type { AcquireOptions, Predecessor } from "./new-record.js";
import { eventsStillLeft, openedBy, type Journal } from "../journal/journal.js";
import { Heartbeat } from "./heartbeat.js";
import { creatorWith, roomFor } from "../journal/make-room.js";
import type { Create } from "../journal/write-once.js";
import { createJournalWriter, type JournalWriter } from "../journal/writer.js";
import { runName } from "../journal/names.js";
import { directionOf, sealRun, type JournalOpened, type Outcome, type RunRecord } from "./run-record.js";

/** The right to change the application's workers, held by one run at a time (rule 5 of `docs/safety.md`). */
export interface Lock {
  /** The number of this run. */
  readonly run: number;
  readonly command: RunRecord["command"];
  /** As it was when the lock was taken. */
  readonly journal: Journal;
  /** Until when runs before this one may have stopped workers, by this machine's clock; 1970 if none did. */
  readonly stoppedAt: Date;
  readonly writer: JournalWriter;
  /** Creates a parameter. If the account has no room, deletes what is not needed, as far as this run may. */
  readonly create: Create;
  /** This run as the one that opens the journal, if it is closed. */
  readonly opener: JournalOpened;
  /** Whether {@link change} has made any change yet. */
  readonly hasChanged: boolean;
  /**
   * Makes one change, if this run still may; the functions given ask again before they repeat a call.
   * @throws JetsError `interrupted`, `lock_lost`
   */
  change<Answer>(make: (functions: Functions) => Promise<Answer>): Promise<Answer>;
  /**
   * Ends the signs of life: within two minutes another run of this process has to take the lock.
   * @throws JetsError `lock_lost`
   */
  handOn(): Promise<Predecessor>;
  /** Writes down how the run ended and what the journal is from here on; the next run may start. */
  release(ending: Ending): Promise<void>;
}

/** How a run ends. */
export interface Ending {
  readonly outcome: Outcome;
  readonly batches: Journal["batches"];
  readonly opened?: JournalOpened;
  /** What became of events, where some were replayed. */
  readonly events?: ReplayedEvents;
}

/** Takes the lock and keeps it fresh until it is released. @throws JetsError `locked`, `journal_damaged` */
export async function takeLock(context: Context, options: AcquireOptions): Promise<Lock> {
  const { record, journal, takenAt, clockAhead } = await awaitLock(context, options, () =>
    acquire(context, options),
  );
  const heartbeat = new Heartbeat(context, record, takenAt);
  const verify = async (): Promise<void> => {
    throwIfInterrupted(context.signal);
    await heartbeat.confirm();
    throwIfInterrupted(context.signal);
  };
  const functions = context.functions.checkedBy(verify);
  // If the journal can't be written anew, it stays as it is: `off` needs no room for that.
  const isRepeated = directionOf(record.command) === "on" && journal.entries.size > 0;
  const create = creatorWith(context, isRepeated ? roomFor("on", true) : "nothing", context.parameters);
  let hasChanged = false;
  return {
    run: record.run,
    command: record.command,
    journal,
    stoppedAt: new Date(journal.stoppedAt === undefined ? 0 : journal.stoppedAt.getTime() + clockAhead),
    writer: createJournalWriter(context, record.run, create),
    create,
    opener: openedBy(record),
    get hasChanged() {
      return hasChanged;
    },
    async change(make) {
      await verify();
      hasChanged = true;
      return make(functions);
    },
    async handOn() {
      await endBeating(heartbeat);
      return { run: record.run, token: record.token };
    },
    async release({ outcome, batches, opened, events }) {
      await endBeating(heartbeat);
      const released = releasedRecord(
        record,
        journal,
        { outcome, batches, ...defined({ opened, events }) },
        hasChanged,
      );
      await context.parameters.uninterrupted.put(runName(context.stack, record.run), sealRun(released));
    },
  };
}

/** @throws JetsError `lock_lost` */
async function endBeating(heartbeat: Heartbeat): Promise<void> {
  try {
    await heartbeat.confirm();
  } finally {
    // Even if this fails: a record that is kept fresh keeps the lock.
    await heartbeat.stop();
  }
}

function releasedRecord(
  record: RunRecord,
  journal: Journal,
  { outcome, batches, opened, events }: Ending,
  hasChanged: boolean,
): RunRecord {
  const { damages, stopped: before } = journal;
  // A journal that is damaged is kept: this record says nothing of it.
  if (damages.length > 0) return { ...record, state: "withdrawn", outcome };
  const stopped = directionOf(record.command) === "on" && hasChanged ? record.run : before;
  const open = opened === undefined ? {} : defined({ stopped, opened });
  return {
    ...record,
    state: "released",
    outcome,
    batches: [...batches],
    ...open,
    ...defined({ events: events === undefined ? eventsStillLeft(journal) : { ...events } }),
  };
}
