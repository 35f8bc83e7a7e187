import { openedOf } from "../opened.js";
import type { Parameter } from "../ports.js";
import { damaged, missing } from "./checksum.js";
import { parsePartName, parseRunName, partName, runName, runOf, type BatchId } from "./names.js";
import { mergeEntries, unsealPart, type Entries, type Part } from "./parts.js";
import { unsealRun, type JournalOpened, type Run, type RunRecord } from "./runs.js";
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
  readonly latest?: Run;
  /** The record of the first run, which is never deleted. */
  readonly first?: RunRecord;
  /** The runs that died since a run was last released, oldest first: what they have saved is not on record. */
  readonly died: readonly number[];
  /** Every parameter name below the application's worker path. */
  readonly names: readonly string[];
}

/** The records among `parameters`, oldest first. @throws JetsError `journal_damaged` */
export function readRuns(stack: string, parameters: readonly Parameter[]): Run[] {
  return parameters
    .filter(({ name }) => parseRunName(stack, name) !== undefined)
    .map((parameter) => unsealRun(stack, parameter))
    .sort((a, b) => a.record.run - b.record.run);
}

/**
 * Puts the journal together from all parameters below the application's worker path: the batches that the last
 * released run named, then the committed batches of runs that died since. Other parts are remnants.
 * @throws JetsError `journal_damaged` when anything that is relied on is missing or was changed.
 */
export function readJournal(stack: string, parameters: readonly Parameter[]): Journal {
  const runs = readRuns(stack, parameters);
  // What a run writes after it was taken over does not count: the next one never read it.
  const overtaken = new Set(runs.map(({ record }) => record.over));
  const base = runs.findLast(
    ({ record }) => record.state === "released" && !overtaken.has(record.run),
  )?.record;
  const died = runs.filter(({ record }) => record.state !== "withdrawn" && record.run > (base?.run ?? 0));
  const parts = groupParts(stack, parameters);
  verifyNoGaps(stack, base?.run ?? 0, parts, runs);

  const batches = new Map([
    ...(base?.batches ?? []),
    ...died.flatMap(({ record }) => committed(stack, parts, record.run)),
  ]);
  const entries = complete(stack, batches, readBatches(stack, batches, parts));
  const opener = died[0]?.record;
  const opened = base?.opened ?? (opener && openedBy(opener));
  const latest = runs.at(-1);
  const [first] = runs.filter(({ record }) => record.run === 1);
  return {
    entries,
    batches,
    names: parameters.map(({ name }) => name),
    died: died.map(({ record }) => record.run),
    ...(entries.size === 0 ? {} : lastStop(runs, base, died)),
    ...(entries.size > 0 && opened !== undefined ? { opened } : {}),
    ...(latest === undefined ? {} : { latest }),
    ...(first === undefined ? {} : { first: first.record }),
  };
}

/** A run that died may have stopped workers; of one whose record is gone, the oldest that is left tells later, never earlier. */
function lastStop(
  runs: readonly Run[],
  base: RunRecord | undefined,
  died: readonly Run[],
): Pick<Journal, "stopped" | "stoppedAt"> {
  const stopped =
    died.findLast(({ record }) => record.command === "on")?.record.run ?? base?.stopped ?? base?.run;
  if (stopped === undefined) return {};
  const run = runs.find(({ record }) => record.run >= stopped);
  return { stopped, ...(run === undefined ? {} : { stoppedAt: run.aliveAt }) };
}

/** Who opened the journal, told from the record of the run that did. */
export const openedBy = (record: JournalOpened): JournalOpened => ({
  ...openedOf(record),
  stackId: record.stackId,
  ...(record.selection === undefined ? {} : { selection: record.selection }),
});

/** One list of two, each of which may lack what the other has: of every parameter the newest version that was seen. */
export function mergeLists(before: readonly Parameter[], after: readonly Parameter[]): readonly Parameter[] {
  const newest = new Map(before.map((parameter) => [parameter.name, parameter]));
  for (const parameter of after) {
    const seen = newest.get(parameter.name);
    if (seen === undefined || parameter.version >= seen.version) newest.set(parameter.name, parameter);
  }
  return [...newest.values()];
}

type PartsOfBatch = Map<number, Parameter>;

function groupParts(stack: string, parameters: readonly Parameter[]): Map<BatchId, PartsOfBatch> {
  const groups = new Map<BatchId, PartsOfBatch>();
  for (const parameter of parameters) {
    const place = parsePartName(stack, parameter.name);
    if (place === undefined) continue;
    const group = groups.get(place.batch) ?? new Map<number, Parameter>();
    groups.set(place.batch, group.set(place.part, parameter));
  }
  return groups;
}

/** Numbers go up by one, so that a record which was deleted shows: by those after it, or by its parts. */
function verifyNoGaps(
  stack: string,
  base: number,
  parts: ReadonlyMap<BatchId, PartsOfBatch>,
  runs: readonly Run[],
): void {
  const later = runs.map(({ record }) => record.run).filter((run) => run > base);
  const gap = later.find((run, index) => run !== base + 1 + index);
  if (gap !== undefined) throw missing(runName(stack, gap - 1), "is missing, though later ones are there");
  const newest = runs.at(-1)?.record.run ?? 0;
  const orphan = [...parts.keys()].find((batch) => runOf(batch) > newest);
  if (orphan !== undefined)
    throw missing(runName(stack, runOf(orphan)), "is missing, though its journal is there");
}

/** The committed batches of a run that died: those whose last part was written. */
function committed(
  stack: string,
  parts: ReadonlyMap<BatchId, PartsOfBatch>,
  run: number,
): [BatchId, number][] {
  return [...parts]
    .filter(([batch]) => runOf(batch) === run)
    .sort(([a], [b]) => sequence(a) - sequence(b))
    .flatMap(([batch, group]): [BatchId, number][] => {
      const last = lastPart(stack, group);
      return last === undefined ? [] : [[batch, last]];
    });
}

const sequence = (batch: BatchId): number => Number(batch.split("-")[1]);

/** The number of the part that commits the batch, if it is there; the parts before it say how many there are. */
function lastPart(stack: string, group: PartsOfBatch): number | undefined {
  const highest = group.get(Math.max(...group.keys()));
  const { part, of } = highest === undefined ? {} : unsealPart(stack, highest);
  return part === of ? part : undefined;
}

function readBatches(
  stack: string,
  batches: ReadonlyMap<BatchId, number>,
  parts: ReadonlyMap<BatchId, PartsOfBatch>,
): Map<string, Entries[]> {
  return new Map([...batches].map(([batch, of]) => [batch, readBatch(stack, batch, of, parts.get(batch))]));
}

function readBatch(stack: string, batch: BatchId, of: number, group?: PartsOfBatch): Entries[] {
  return Array.from({ length: of }, (_, index): Part => {
    const parameter = group?.get(index + 1);
    if (parameter === undefined)
      throw missing(partName(stack, batch, index + 1), "is missing from the journal");
    const part = unsealPart(stack, parameter);
    if (part.of !== of) throw damaged(parameter.name, `belongs to a batch of ${part.of} parts, not ${of}`);
    return part;
  }).map(({ entries }) => entries);
}

/** Checks that every function has at least its reserved concurrency on record. */
function complete(
  stack: string,
  batches: ReadonlyMap<BatchId, number>,
  read: ReadonlyMap<string, Entries[]>,
): Map<string, Settings> {
  const merged = mergeEntries([...read.values()].flat());
  return new Map(
    [...merged].map(([name, { reserved, provisioned = new Map(), mappings = new Map(), ...rest }]) => {
      if (reserved === undefined) {
        const names = [...batches].map(([batch, of]) => partName(stack, batch, of)).join(", ");
        throw damaged(names, `does not say what reserved concurrency ${name} had`);
      }
      return [name, { ...rest, reserved, provisioned, mappings }];
    }),
  );
}
