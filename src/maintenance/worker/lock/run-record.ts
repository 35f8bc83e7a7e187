import * as v from "valibot";
import type { Parameter } from "../../ports/parameters.js";
import { damaged, formatVersions, seal, unseal, versionOf } from "../journal/checksum.js";
import { parseRunName, type BatchId } from "../journal/names.js";

const batchId = v.custom<BatchId>((input) => typeof input === "string" && /^\d+-\d+$/.test(input));

const selectionSchema = v.object({
  include: v.exactOptional(v.array(v.string())),
  exclude: v.exactOptional(v.array(v.string())),
  tags: v.exactOptional(v.boolean()),
});

const openedSchema = v.object({
  since: v.string(),
  by: v.string(),
  url: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
  fleet: v.exactOptional(v.string()),
  stackId: v.string(),
  /** A `maintenance:run`, which ends what it began; absent: an `on`, which leaves that to `off`. */
  command: v.exactOptional(v.literal("run")),
  /** What chose the workers; absent: their names. */
  selection: v.exactOptional(selectionSchema),
});

const runSchema = v.object({
  v: v.picklist(formatVersions),
  stack: v.string(),
  run: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Tells this run's record from another's that came to the same number. */
  token: v.string(),
  command: v.picklist(["on", "off", "run", "events"]),
  /** With `run`: the name of the program that runs meanwhile, without its arguments, which may hold secrets. */
  program: v.exactOptional(v.string()),
  by: v.string(),
  url: v.exactOptional(v.string()),
  since: v.string(),
  reason: v.exactOptional(v.string()),
  /** The name of the fleet, where many applications were turned on together. */
  fleet: v.exactOptional(v.string()),
  stackId: v.string(),
  selection: v.exactOptional(selectionSchema),
  /** The run that this one took over; whatever that one writes later does not count. */
  over: v.exactOptional(v.number()),
  /** The run that this one took over handed the lock on to it: both are one `maintenance:run`. */
  own: v.exactOptional(v.literal(true)),
  /**
   * `running` has the lock. `withdrawn` came too late or met a damaged journal, and says nothing of it; with an
   * outcome, it has restored what was intact.
   */
  state: v.picklist(["running", "released", "withdrawn"]),
  outcome: v.exactOptional(v.picklist(["on", "off", "partial", "failed", "interrupted"])),
  /** With `released`: the batches that make up the journal from here on, each with its number of parts. */
  batches: v.exactOptional(v.array(v.tuple([batchId, v.number()]))),
  /** With `released`, while the journal is open: the run that was the last to stop a worker. */
  stopped: v.exactOptional(v.number()),
  /** With `released`, while the journal is open: who opened it. */
  opened: v.exactOptional(openedSchema),
  /** Where events were replayed: how many, how many scheduled ones were left out, and how many still wait. */
  events: v.exactOptional(v.object({ replayed: v.number(), skipped: v.number(), left: v.number() })),
});

/** The record of one run, as it is in SSM. */
export type RunRecord = v.InferOutput<typeof runSchema>;

/** How a run ended. */
export type Outcome = NonNullable<RunRecord["outcome"]>;

/** Who opened the journal, when and why, and the stack it belongs to. */
export type JournalOpened = v.InferOutput<typeof openedSchema>;

/** A run's record with the last sign of life, by AWS's clock. */
export interface RecordedRun {
  readonly record: RunRecord;
  readonly aliveAt: Date;
}

/** The record as the text of its parameter. */
export const sealRun = (record: RunRecord): string => seal(record);

/** @throws JetsError `journal_damaged` */
export function unsealRun(
  stack: string,
  { name, value, modifiedAt }: Omit<Parameter, "version">,
): RecordedRun {
  const parsed = v.safeParse(runSchema, unseal(name, value));
  if (!parsed.success) throw damaged(name, "does not hold the record of a run");
  const record = parsed.output;
  if (record.stack !== stack || parseRunName(stack, name) !== record.run) {
    throw damaged(name, `holds what belongs to ${record.stack}, run ${record.run}`);
  }
  if (record.state === "released" && record.batches === undefined)
    throw damaged(name, "does not name its journal");
  return { record, aliveAt: modifiedAt };
}

/** Who is or was at work, since when, and when there was the last sign of life. */
export function runInWords({ record, aliveAt }: RecordedRun): string {
  const url = record.url === undefined ? "" : ` (${record.url})`;
  const program = record.program === undefined ? "" : ` -- ${record.program}`;
  const how = record.command === "events" ? "--replay" : "--role worker";
  const command = `jets maintenance:${record.command} ${how}${program}`;
  return `${command} by ${record.by}${url} since ${record.since}, last heard of at ${aliveAt.toISOString()}`;
}

/** Which of the two a run does first, and so which of the two commands finishes its job. */
export const directionOf = (command: RunRecord["command"]): "on" | "off" =>
  command === "off" || command === "events" ? "off" : "on";

/** The version of the format that the record of this command needs. */
export const versionFor = (command: RunRecord["command"]): RunRecord["v"] => versionOf(command === "events");
