import { defined } from "../../../defined.js";
import type { Parameter } from "../../ports/parameters.js";
import { openedOf } from "../../result.js";
import {
  directionOf,
  unsealRun,
  type JournalOpened,
  type RecordedRun,
  type RunRecord,
} from "../lock/run-record.js";
import { committed, groupParts, readEntries, type Parts, type Reading } from "./batches.js";
import { attempt, missing, refuse, type JournalDamage, type OnDamage } from "./checksum.js";
import { parseRunName, runName, runOf, type BatchId } from "./names.js";
import type { Settings } from "./settings.js";

/** What maintenance has written down: the runs so far and the settings that have to come back. */
export interface Journal {
  /** Saved settings by function name; empty when no maintenance is open. */
  readonly entries: ReadonlyMap<string, Settings>;
  /** The batches that hold {@link entries}, each with its number of parts. */
  readonly batches: ReadonlyMap<BatchId, number>;
  /** Who opened it; absent when it is closed. */
  readonly opened?: JournalOpened;
  /** The run that was the last to stop a worker; its record may be gone. */
  readonly stopped?: number;
  /** The time until which workers may have been stopped, by AWS's clock. */
  readonly stoppedAt?: Date;
  /** The newest run, whatever its state. */
  readonly latest?: RecordedRun;
  /** The record of the first run, which is never deleted. */
  readonly first?: RunRecord;
  /** The runs that died since a run was last released, oldest first: what they have saved is not on record. */
  readonly died: readonly number[];
  /** Every parameter name below the application's worker path. */
  readonly names: readonly string[];
  /** What could not be read; none unless the reader was to go on then. */
  readonly damages: readonly JournalDamage[];
}

/** How many events the last replay has left in the queue, as far as it knew. */
export const eventsLeft = ({ latest }: Pick<Journal, "latest">): number => latest?.record.events?.left ?? 0;

/** What a run that replays nothing puts on record, so that it is not forgotten what an earlier one has left. */
export function eventsStillLeft(journal: Pick<Journal, "latest">): RunRecord["events"] {
  const left = eventsLeft(journal);
  return left === 0 ? undefined : { replayed: 0, skipped: 0, left };
}

/** The records among `parameters`, oldest first. @throws JetsError `journal_damaged` unless `onDamage` goes on */
export function readRuns(stack: string, parameters: readonly Parameter[], onDamage = refuse): RecordedRun[] {
  return parameters
    .filter(({ name }) => parseRunName(stack, name) !== undefined)
    .flatMap((parameter) => attempt(() => unsealRun(stack, parameter), onDamage) ?? [])
    .sort((a, b) => a.record.run - b.record.run);
}

/**
 * Puts the journal together from all parameters below the application's worker path: the batches that the last
 * released run named, then the committed batches of runs that died since. Other parts are remnants.
 * @throws JetsError `journal_damaged` when anything that is relied on is missing or was changed.
 */
export function readJournal(stack: string, parameters: readonly Parameter[]): Journal {
  return assemble({ stack, onDamage: refuse }, parameters);
}

/**
 * The same with what is intact: parts and records that can't be trusted count as missing. What a run saved counts as
 * saved even if its record is lost.
 */
export function salvageJournal(stack: string, parameters: readonly Parameter[]): Journal {
  const damages: JournalDamage[] = [];
  const onDamage: OnDamage = (damage) => {
    if (!damages.some(({ parameter }) => parameter === damage.parameter)) damages.push(damage);
  };
  const journal = assemble({ stack, onDamage }, parameters);
  return { ...journal, damages };
}

function assemble(reading: Reading, parameters: readonly Parameter[]): Journal {
  const { stack, onDamage } = reading;
  const runs = readRuns(stack, parameters, onDamage);
  // What a run writes after it was taken over does not count: the next run did not read it.
  const overtaken = new Set(runs.map(({ record }) => record.over));
  const base = runs.findLast(
    ({ record }) => record.state === "released" && !overtaken.has(record.run),
  )?.record;
  const later = runs.filter(({ record }) => record.run > (base?.run ?? 0));
  const died = later.filter(({ record }) => record.state !== "withdrawn");
  const parts = groupParts(stack, parameters);
  verifyNoGaps(reading, base?.run ?? 0, parts, runs);

  const recorded = new Set(later.map(({ record }) => record.run));
  const withoutRecord = [...parts.keys()]
    .map(runOf)
    .filter((run) => run > (base?.run ?? 0) && !recorded.has(run));
  const counted = [...new Set([...died.map(({ record }) => record.run), ...withoutRecord])];
  const batches = new Map([
    ...(base?.batches ?? []),
    ...counted.sort((a, b) => a - b).flatMap((run) => committed(reading, parts, run)),
  ]);
  const entries = readEntries(reading, batches, parts);
  const opener = died[0]?.record;
  const opened = base?.opened ?? (opener && openedBy(opener));
  const latest = runs.at(-1);
  const [first] = runs.filter(({ record }) => record.run === 1);
  return {
    entries,
    batches,
    names: parameters.map(({ name }) => name),
    died: died.map(({ record }) => record.run),
    damages: [],
    ...(entries.size === 0 ? {} : lastStop(runs, base, died)),
    ...defined({ opened: entries.size > 0 ? opened : undefined, latest, first: first?.record }),
  };
}

/**
 * A run that died may have stopped workers. If its record is gone, the oldest one left gives a later time, never an
 * earlier one.
 */
function lastStop(
  runs: readonly RecordedRun[],
  base: RunRecord | undefined,
  died: readonly RecordedRun[],
): Pick<Journal, "stopped" | "stoppedAt"> {
  const stopped =
    died.findLast(({ record }) => directionOf(record.command) === "on")?.record.run ??
    base?.stopped ??
    base?.run;
  if (stopped === undefined) return {};
  const run = runs.find(({ record }) => record.run >= stopped);
  return defined({ stopped, stoppedAt: run?.aliveAt });
}

/** Who opened the journal, from the record of the run that did. */
export const openedBy = ({ selection, command, ...record }: RunRecord): JournalOpened => ({
  ...openedOf(record),
  stackId: record.stackId,
  ...defined({ fleet: record.fleet, selection, command: command === "run" ? command : undefined }),
});

/** Merges two lists, each of which may lack what the other has: the newest version seen of every parameter. */
export function mergeLists(before: readonly Parameter[], after: readonly Parameter[]): readonly Parameter[] {
  const newest = new Map(before.map((parameter) => [parameter.name, parameter]));
  for (const parameter of after) {
    const seen = newest.get(parameter.name);
    if (seen === undefined || parameter.version >= seen.version) newest.set(parameter.name, parameter);
  }
  return [...newest.values()];
}

/** Numbers go up by one, so that a record which was deleted shows: by those after it, or by its parts. */
function verifyNoGaps(
  { stack, onDamage }: Reading,
  base: number,
  parts: Parts,
  runs: readonly RecordedRun[],
): void {
  const later = runs.map(({ record }) => record.run).filter((run) => run > base);
  const gap = later.find((run, index) => run !== base + 1 + index);
  if (gap !== undefined)
    onDamage(missing(runName(stack, gap - 1), "is missing, though later ones are there"));
  const newest = runs.at(-1)?.record.run ?? 0;
  const orphan = [...parts.keys()].find((batch) => runOf(batch) > newest);
  if (orphan !== undefined)
    onDamage(missing(runName(stack, runOf(orphan)), "is missing, though its journal is there"));
}
