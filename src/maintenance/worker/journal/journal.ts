import { openedOf } from "../../result.js";
import type { Parameter } from "../../ports/parameters.js";
import { damaged, JournalDamage, missing } from "./checksum.js";
import { parsePartName, parseRunName, partName, runName, runOf, type BatchId } from "./names.js";
import { mergeEntries, unsealPart, type Entries, type Part } from "./parts.js";
import { unsealRun, type JournalOpened, type Run, type RunRecord } from "../lock/run-record.js";
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
  /** What could not be read; none unless it was asked to go on then. */
  readonly damages: readonly JournalDamage[];
}

/** What happens where something can't be trusted: it throws, or the rest is read all the same. */
type OnDamage = (damage: JournalDamage) => void;

/** @throws JetsError `journal_damaged` */
const refuse: OnDamage = (damage) => {
  throw damage;
};

function attempt<Answer>(read: () => Answer, onDamage: OnDamage): Answer | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof JournalDamage)) throw error;
    onDamage(error);
    return undefined;
  }
}

/** The records among `parameters`, oldest first. @throws JetsError `journal_damaged` unless `onDamage` goes on */
export function readRuns(stack: string, parameters: readonly Parameter[], onDamage = refuse): Run[] {
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
  return assemble(stack, parameters, refuse);
}

/**
 * The same of what is intact: parts and records that can't be trusted count as not there. What a run saved whose record
 * is lost counts as saved.
 */
export function salvageJournal(stack: string, parameters: readonly Parameter[]): Journal {
  const damages: JournalDamage[] = [];
  const journal = assemble(stack, parameters, (damage) => {
    if (!damages.some(({ parameter }) => parameter === damage.parameter)) damages.push(damage);
  });
  return { ...journal, damages };
}

function assemble(stack: string, parameters: readonly Parameter[], onDamage: OnDamage): Journal {
  const runs = readRuns(stack, parameters, onDamage);
  // What a run writes after it was taken over does not count: the next one never read it.
  const overtaken = new Set(runs.map(({ record }) => record.over));
  const base = runs.findLast(
    ({ record }) => record.state === "released" && !overtaken.has(record.run),
  )?.record;
  const later = runs.filter(({ record }) => record.run > (base?.run ?? 0));
  const died = later.filter(({ record }) => record.state !== "withdrawn");
  const parts = groupParts(stack, parameters);
  verifyNoGaps(stack, base?.run ?? 0, parts, runs, onDamage);

  const recorded = new Set(later.map(({ record }) => record.run));
  const withoutRecord = [...parts.keys()]
    .map(runOf)
    .filter((run) => run > (base?.run ?? 0) && !recorded.has(run));
  const counted = [...new Set([...died.map(({ record }) => record.run), ...withoutRecord])];
  const batches = new Map([
    ...(base?.batches ?? []),
    ...counted.sort((a, b) => a - b).flatMap((run) => committed(stack, parts, run, onDamage)),
  ]);
  const entries = complete(stack, batches, readBatches(stack, batches, parts, onDamage), onDamage);
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
  onDamage: OnDamage,
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

/** The committed batches of a run that died: those whose last part was written. */
function committed(
  stack: string,
  parts: ReadonlyMap<BatchId, PartsOfBatch>,
  run: number,
  onDamage: OnDamage,
): [BatchId, number][] {
  return [...parts]
    .filter(([batch]) => runOf(batch) === run)
    .sort(([a], [b]) => sequence(a) - sequence(b))
    .flatMap(([batch, group]): [BatchId, number][] => {
      const last = lastPart(stack, group, onDamage);
      return last === undefined ? [] : [[batch, last]];
    });
}

const sequence = (batch: BatchId): number => Number(batch.split("-")[1]);

/** The number of the part that commits the batch, if it is there; the parts before it say how many there are. */
function lastPart(stack: string, group: PartsOfBatch, onDamage: OnDamage): number | undefined {
  const number = Math.max(...group.keys());
  const highest = group.get(number);
  if (highest === undefined) return undefined;
  const read = attempt(() => unsealPart(stack, highest), onDamage);
  // Where that one can't be trusted, it may have been the last one.
  return read === undefined || read.part === read.of ? number : undefined;
}

function readBatches(
  stack: string,
  batches: ReadonlyMap<BatchId, number>,
  parts: ReadonlyMap<BatchId, PartsOfBatch>,
  onDamage: OnDamage,
): Map<string, Entries[]> {
  return new Map(
    [...batches].map(([batch, of]) => {
      const read = Array.from({ length: of }, (_, index) => {
        const name = partName(stack, batch, index + 1);
        return attempt(() => readPart(stack, name, of, parts.get(batch)?.get(index + 1)), onDamage);
      });
      return [batch, read.flatMap((part) => (part === undefined ? [] : [part.entries]))];
    }),
  );
}

function readPart(stack: string, name: string, of: number, parameter: Parameter | undefined): Part {
  if (parameter === undefined) throw missing(name, "is missing from the journal");
  const part = unsealPart(stack, parameter);
  if (part.of !== of) throw damaged(parameter.name, `belongs to a batch of ${part.of} parts, not ${of}`);
  return part;
}

/** Checks that every function has at least its reserved concurrency on record. */
function complete(
  stack: string,
  batches: ReadonlyMap<BatchId, number>,
  read: ReadonlyMap<string, Entries[]>,
  onDamage: OnDamage,
): Map<string, Settings> {
  const merged = mergeEntries([...read.values()].flat());
  const whole = new Map<string, Settings>();
  for (const [name, { reserved, provisioned = new Map(), mappings = new Map(), ...rest }] of merged) {
    if (reserved === undefined) {
      const names = [...batches].map(([batch, of]) => partName(stack, batch, of)).join(", ");
      onDamage(damaged(names, `does not say what reserved concurrency ${name} had`));
    } else whole.set(name, { ...rest, reserved, provisioned, mappings });
  }
  return whole;
}
