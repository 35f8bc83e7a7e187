import type { Parameter, ParameterCalls } from "../../ports/parameters.js";
import { JetsError, messageOf, NoRoom } from "../../errors.js";
import type { Context } from "../../context.js";
import type { JournalDamage } from "./checksum.js";
import { disown } from "./disown.js";
import { readRuns } from "./journal.js";
import { isSpare, parsePartName, parseRunName, runOf, workerPath } from "./names.js";
import { sparesKept } from "./spares.js";
import type { RecordedRun, RunRecord } from "../lock/run-record.js";
import { writeOnce, type Create } from "./write-once.js";

/** Milliseconds after which every list has a release, and whatever came before it. */
const settledAfterMs = 120_000;

/** Milliseconds in which a deletion is known everywhere, most of the time. */
const deletionMs = 1_000;

/** What a run may delete where the account has no room for what it creates. */
type Room = "nothing" | "what no way back needs" | "all that nothing needs";

/**
 * The way back may delete all that it does not need. The way in may delete nothing, since it is better not to stop
 * workers then; once workers may be stopped, it may delete what the way back will not need.
 */
export function roomFor(command: RunRecord["command"], isOpen: boolean): Room {
  if (command === "off") return "all that nothing needs";
  return isOpen ? "what no way back needs" : "nothing";
}

/** How a run creates what it needs. */
export function creatorWith(
  context: Context,
  room: Room,
  calls: ParameterCalls = context.parameters.uninterrupted,
): Create {
  const create: Create = (name, value) => writeOnce(context, calls, name, value);
  return async (name, value) => {
    try {
      return await create(name, value);
    } catch (error) {
      if (!(error instanceof NoRoom) || room === "nothing") throw error;
      return await makeRoom(context, room, error, () => create(name, value));
    }
  };
}

/** Deletes one thing after the other until `create` is not refused any more. @throws JetsError when there is nothing left to delete */
async function makeRoom(
  context: Context,
  room: Room,
  refused: NoRoom,
  create: () => Promise<boolean>,
): Promise<boolean> {
  const { stack, parameters, clock, report } = context;
  const { uninterrupted } = parameters;
  const { parameters: listed, asOf } = await uninterrupted.list(workerPath(stack));
  const deleted: string[] = [];
  for (const names of needless(stack, listed, asOf, room)) {
    try {
      if (names.some((name) => parseRunName(stack, name) !== undefined))
        await disown(context, readRuns(stack, listed, () => undefined)[0]?.record);
      await uninterrupted.delete(names);
    } catch (error) {
      if (error instanceof JetsError && error.code === "interrupted") throw error;
      report({ type: "warning", message: `No room could be made: ${messageOf(error)}` });
      break;
    }
    deleted.push(...names);
    for (const wait of [0, deletionMs]) {
      await clock.sleep(wait);
      const created = await unlessNoRoom(create);
      if (created === undefined) continue;
      const message = `The account has no room for more parameters. To make some, ${deleted.join(", ")} ${deleted.length === 1 ? "was" : "were"} deleted, which is not needed any more.`;
      report({ type: "note", message });
      return created;
    }
  }
  throw room === "all that nothing needs" ? refused : orTurnOff(context, refused);
}

/** The same refusal, for a run that is not the only way on. */
const orTurnOff = ({ commandLine }: Context, { code, message, hint }: NoRoom): JetsError =>
  new JetsError(code, message, `${hint} Or end maintenance: \`${commandLine("off")}\` needs no room.`);

async function unlessNoRoom(create: () => Promise<boolean>): Promise<boolean | undefined> {
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error;
    return undefined;
  }
}

/**
 * What the way back does not need, in the order in which it may be deleted. Records and parts only if a release is old
 * enough to be final for what came before it: this run may not have the lock yet, and a list may be old.
 */
function needless(stack: string, listed: readonly Parameter[], asOf: Date, room: Room): readonly string[][] {
  const names = listed.map(({ name }) => name);
  const spares = names.filter((name) => isSpare(stack, name)).map((name) => [name]);
  const isWayBack = room === "all that nothing needs";
  const base = settledRelease(stack, listed, asOf);
  if (base === undefined) return isWayBack ? spares : [];
  const named = new Set(base.batches?.map(([batch]) => batch));
  const parts = names.filter((name) => {
    const batch = parsePartName(stack, name)?.batch;
    return batch !== undefined && runOf(batch) <= base.run && !named.has(batch);
  });
  const records = names
    .map((name) => ({ name, run: parseRunName(stack, name) ?? 0 }))
    // The first one stays for good, see `clean-up.ts`.
    .filter(({ run }) => run > 1 && run < base.run)
    .sort((a, b) => a.run - b.run)
    .map(({ name }) => [name]);
  const remnants = parts.length > 0 ? [parts] : [];
  if (isWayBack) return [...remnants, ...spares, ...records];
  // Leaves as many as the way back is sure to need: they replace spares that are missing.
  const others = [...remnants, ...records];
  return others.slice(0, Math.max(0, others.length - Math.max(0, sparesKept - spares.length)));
}

/** The newest release that counts and is settled; `undefined` too where a record can't be trusted. */
function settledRelease(stack: string, listed: readonly Parameter[], asOf: Date): RunRecord | undefined {
  const damages: JournalDamage[] = [];
  const runs = readRuns(stack, listed, (damage) => damages.push(damage));
  const overtaken = new Set(runs.map(({ record }) => record.over));
  const counts = ({ record, aliveAt }: RecordedRun): boolean =>
    record.state === "released" &&
    !overtaken.has(record.run) &&
    asOf.getTime() - aliveAt.getTime() >= settledAfterMs;
  return damages.length === 0 ? runs.findLast(counts)?.record : undefined;
}
