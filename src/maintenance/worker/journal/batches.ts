import type { Parameter } from "../../ports/parameters.js";
import { attempt, damaged, missing, type OnDamage } from "./checksum.js";
import { parsePartName, partName, runOf, type BatchId } from "./names.js";
import { unsealPart, type Part } from "./parts.js";
import { type Settings, mergeEntries, type Entries } from "./settings.js";

/** What is read, and what to do if it can't be trusted. */
export interface Reading {
  readonly stack: string;
  readonly onDamage: OnDamage;
}

/** The parts of each batch, by their numbers. */
export type Parts = ReadonlyMap<BatchId, ReadonlyMap<number, Parameter>>;

/** Groups the parts among `parameters`. */
export function groupParts(stack: string, parameters: readonly Parameter[]): Parts {
  const groups = new Map<BatchId, Map<number, Parameter>>();
  for (const parameter of parameters) {
    const place = parsePartName(stack, parameter.name);
    if (place === undefined) continue;
    const group = groups.get(place.batch) ?? new Map<number, Parameter>();
    groups.set(place.batch, group.set(place.part, parameter));
  }
  return groups;
}

/** The committed batches of a run that died: those whose last part was written. */
export function committed(reading: Reading, parts: Parts, run: number): [BatchId, number][] {
  return [...parts]
    .filter(([batch]) => runOf(batch) === run)
    .sort(([a], [b]) => sequence(a) - sequence(b))
    .flatMap(([batch, group]): [BatchId, number][] => {
      const last = lastPart(reading, group);
      return last === undefined ? [] : [[batch, last]];
    });
}

const sequence = (batch: BatchId): number => Number(batch.split("-")[1]);

/** The number of the part that commits the batch, if it is there; the parts before it say how many there are. */
function lastPart({ stack, onDamage }: Reading, group: ReadonlyMap<number, Parameter>): number | undefined {
  const number = Math.max(...group.keys());
  const highest = group.get(number);
  if (highest === undefined) return undefined;
  const read = attempt(() => unsealPart(stack, highest), onDamage);
  // If that one can't be trusted, it may have been the last one.
  return read === undefined || read.part === read.of ? number : undefined;
}

function readBatches(
  { stack, onDamage }: Reading,
  batches: ReadonlyMap<BatchId, number>,
  parts: Parts,
): Entries[] {
  return [...batches].flatMap(([batch, of]) =>
    Array.from({ length: of }, (_, index) => {
      const name = partName(stack, batch, index + 1);
      return attempt(() => readPart(stack, name, of, parts.get(batch)?.get(index + 1)), onDamage);
    }).flatMap((part) => (part === undefined ? [] : [part.entries])),
  );
}

function readPart(stack: string, name: string, of: number, parameter: Parameter | undefined): Part {
  if (parameter === undefined) throw missing(name, "is missing from the journal");
  const part = unsealPart(stack, parameter);
  if (part.of !== of) throw damaged(parameter.name, `belongs to a batch of ${part.of} parts, not ${of}`);
  return part;
}

/** The settings that these batches hold. Every function must have at least its reserved concurrency on record. */
export function readEntries(
  reading: Reading,
  batches: ReadonlyMap<BatchId, number>,
  parts: Parts,
): Map<string, Settings> {
  const { stack, onDamage } = reading;
  const merged = mergeEntries(readBatches(reading, batches, parts));
  const whole = new Map<string, Settings>();
  for (const [name, { reserved, provisioned = new Map(), mappings = new Map(), ...rest }] of merged) {
    if (reserved === undefined) {
      const names = [...batches].map(([batch, of]) => partName(stack, batch, of)).join(", ");
      onDamage(damaged(names, `does not say what reserved concurrency ${name} had`));
    } else whole.set(name, { ...rest, reserved, provisioned, mappings });
  }
  return whole;
}
