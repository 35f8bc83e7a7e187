import type { Parameter } from "../../ports/parameters.js";
import { missing, seal, versionOf } from "../journal/checksum.js";
import { readRuns, type Journal } from "../journal/journal.js";
import type { Create } from "../journal/write-once.js";
import { parsePartName, partName, type BatchId } from "../journal/names.js";
import { unsealPart } from "../journal/parts.js";
import { directionOf, type RecordedRun } from "./run-record.js";

/**
 * Makes sure that a run that died saved nothing beyond what is listed: no record says so, and a list may lack parts. It
 * takes the name that the next part would have; if that fails, the part exists. What it writes there is part of a batch
 * without an end, which every reader ignores. Resolves to the names that were taken.
 * @throws JetsError `journal_damaged` where more is there than is listed
 */
export async function sealOff(
  stack: string,
  { died }: Pick<Journal, "died">,
  parameters: readonly Parameter[],
  create: Create,
): Promise<string[]> {
  const taken: string[] = [];
  // A run that restores only writes anew what is on record already.
  const offs = new Set(
    readRuns(stack, parameters)
      .filter(isOff)
      .map(({ record }) => record.run),
  );
  for (const run of died.filter((run) => !offs.has(run))) {
    const next = nextPart(stack, run, parameters);
    if (next !== undefined) taken.push(await take(stack, next, create));
  }
  return taken;
}

const isOff = ({ record }: RecordedRun): boolean => directionOf(record.command) === "off";

interface Place {
  readonly batch: BatchId;
  readonly part: number;
}

/** Where the run would have written what commits its last batch, or begins another one; `undefined` where that is sealed off. */
function nextPart(stack: string, run: number, parameters: readonly Parameter[]): Place | undefined {
  const found = parameters
    .flatMap((parameter) => {
      const place = parsePartName(stack, parameter.name);
      return place?.batch.startsWith(`${run}-`) === true ? [{ ...place, parameter }] : [];
    })
    .sort((a, b) => sequenceOf(a.batch) - sequenceOf(b.batch) || a.part - b.part);
  const last = found.at(-1);
  if (last === undefined) return { batch: `${run}-1`, part: 1 };
  const { of } = unsealPart(stack, last.parameter);
  if (of === endless) return undefined;
  if (last.part < of) return { batch: last.batch, part: of };
  return { batch: `${run}-${sequenceOf(last.batch) + 1}`, part: 1 };
}

/** The number of parts of a batch that never ends. */
const endless = 9_999;

async function take(stack: string, { batch, part }: Place, create: Create): Promise<string> {
  const name = partName(stack, batch, part);
  const value = seal({ v: versionOf(false), stack, batch, part, of: endless, functions: {} });
  if (!(await create(name, value))) throw missing(name, "is not listed, though it is there");
  return name;
}

const sequenceOf = (batch: BatchId): number => Number(batch.split("-")[1]);
