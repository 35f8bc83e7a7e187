import type { Begun } from "../begun.js";
import type { Context, TurnOptions } from "../context.js";
import { JetsError, throwIfInterrupted } from "../errors.js";
import { pauses } from "../sleep.js";
import { awaitLock } from "../worker/lock/await-lock.js";
import { proveInfo, readFlag, type Flag } from "./flag.js";
import type { WebInfo } from "./info.js";
import { isInForce } from "./info-to-write.js";
import type { TurnResult } from "../result.js";
import { startOn, type Started } from "./start.js";
import { settleOn, turnOff, turnOn } from "./turn.js";

/**
 * Turns web maintenance on under a name of its own beside the flag, so that {@link Begun.end} ends what this run began
 * and nothing else. The web role has no lock: an `on` or `off` meanwhile counts, and takes the name away.
 * @throws JetsError `locked` while another `maintenance:run` is at work, and what `turnOn` throws
 */
export const begin = (context: Context, options: TurnOptions): Promise<Begun> =>
  awaitLock(context, options, async () => {
    const flag = await readUnlocked(context);
    const begun = isInForce(context, flag) ? undefined : await beginOwn(context, options);
    // Where nothing was begun it was on after all: the first read was old. The name goes away again.
    return begun ?? staying(await turnOn(context, options));
  });

/** @returns `undefined` where it was on before, by an `on` */
async function beginOwn(context: Context, options: TurnOptions): Promise<Begun | undefined> {
  const runToken = context.newToken();
  const isOwn = ({ state, info }: Flag): boolean => state === "on" && info?.run === runToken;
  const end: Begun["end"] = async (later, asked) => {
    await verifyOwn(later, isOwn);
    return turnOff(later, asked);
  };
  try {
    const started = await startOn(context, { ...options, runToken });
    await verifyFirst(context, started, isOwn);
    if (!started.changed) return undefined;
    await settleOn(context, started, options);
    if (options.wait === true) await verifyOwn(context, isOwn);
    return { result: started.result, wasOn: false, end };
  } catch (error) {
    // What stands then is the other run's.
    if (error instanceof JetsError && error.code === "locked") throw error;
    const undo: Begun["end"] = async (later, asked) =>
      isOwn(await readUntil(later, isOwn)) ? turnOff(later, asked) : undefined;
    return { error, wasOn: false, end: undo };
  }
}

/**
 * Of two that begin at the same time, one has the name that stands in the end, and one has written the flag first. Where
 * these are not the same, the second one puts back the name of the first.
 * @throws JetsError `locked`, `lock_lost`
 */
async function verifyFirst(
  context: Context,
  { before, changed }: Started,
  isOwn: (flag: Flag) => boolean,
): Promise<void> {
  const flag = await readUntil(context, isOwn);
  if (!isOwn(flag)) {
    if (isInForce(context, flag) && flag.info?.run !== undefined) throw lockedBy(context, flag.info);
    throw lost(context, flag);
  }
  if (changed || before.info?.run === undefined) return;
  await proveInfo(context, before);
  throw lockedBy(context, before.info);
}

/** Of maintenance that was on before. */
const staying = (result: TurnResult): Begun => ({
  result,
  wasOn: true,
  end: () => Promise.resolve(undefined),
});

/** @throws JetsError `locked` */
async function readUnlocked(context: Context): Promise<Flag> {
  const flag = await readUntil(context, (read) => !isInForce(context, read) || read.info?.run === undefined);
  if (isInForce(context, flag) && flag.info?.run !== undefined) throw lockedBy(context, flag.info);
  return flag;
}

/** A read may be old: what is not as hoped for is only believed when it stays so. */
async function readUntil(context: Context, isHopedFor: (flag: Flag) => boolean): Promise<Flag> {
  for (const pause of pauses) {
    const flag = await readFlag(context);
    if (isHopedFor(flag)) return flag;
    await context.clock.sleep(pause, context.signal).catch(() => undefined);
    throwIfInterrupted(context.signal);
  }
  return readFlag(context);
}

/** @throws JetsError `lock_lost` */
async function verifyOwn(context: Context, isOwn: (flag: Flag) => boolean): Promise<void> {
  const flag = await readUntil(context, isOwn);
  if (!isOwn(flag)) throw lost(context, flag);
}

function lost({ stack, commandLine }: Context, { state, info }: Flag): JetsError {
  const by = state === "on" && info !== undefined ? ` by ${info.by} since ${info.since}` : "";
  return new JetsError(
    "lock_lost",
    `Web maintenance of ${stack} is ${state}${by}: somebody else has changed it.`,
    `It is left as it is. See it with \`${commandLine("status")}\`.`,
  );
}

function lockedBy({ stack, commandLine }: Context, info: WebInfo): JetsError {
  const { by, url, since, program, expires } = info;
  const command = `jets maintenance:run --role web${program === undefined ? "" : ` -- ${program}`}`;
  const who = `${command} by ${by}${url === undefined ? "" : ` (${url})`} since ${since}`;
  const end = expires === undefined ? "" : `, until ${expires} at the latest`;
  return new JetsError(
    "locked",
    `Another run keeps web maintenance of ${stack} on: ${who}${end}.`,
    `Wait for it to end. Only you can tell whether it has died: then turn maintenance off with \`${commandLine("off")}\`, and repeat the command.`,
  );
}
