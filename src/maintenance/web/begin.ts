import type { Begun } from "../begun.js";
import type { Context, TurnOptions } from "../context.js";
import { JetsError, throwIfInterrupted } from "../errors.js";
import { pauses } from "../sleep.js";
import { awaitLock } from "../worker/lock/await-lock.js";
import { readFlag, type Flag } from "./flag.js";
import type { WebInfo } from "./info.js";
import { isInForce } from "./info-to-write.js";
import type { TurnResult } from "../result.js";
import { turnOff, turnOn } from "./turn.js";

/**
 * Turns web maintenance on under a name of its own beside the flag, so that {@link Begun.end} ends what this run began
 * and nothing else. The web role has no lock: an `on` or `off` meanwhile counts, and takes the name away.
 * @throws JetsError `locked` while another `maintenance:run` is at work, and what `turnOn` throws
 */
export async function begin(context: Context, options: TurnOptions): Promise<Begun> {
  const flag = await awaitLock(context, options, () => readUnlocked(context));
  if (isInForce(context, flag)) return staying(await turnOn(context, options));
  const runToken = context.newToken();
  const isOwn = ({ state, info }: Flag): boolean => state === "on" && info?.run === runToken;
  const end: Begun["end"] = async (later, asked) => {
    await verifyOwn(later, isOwn);
    return turnOff(later, asked);
  };
  let result: TurnResult;
  try {
    result = await turnOn(context, { ...options, runToken });
    if (result.changed) {
      await verifyOwn(context, isOwn);
      return { result, wasOn: false, end };
    }
  } catch (error) {
    const undo: Begun["end"] = async (later, asked) =>
      isOwn(await readUntil(later, isOwn)) ? turnOff(later, asked) : undefined;
    return { error, wasOn: false, end: undo };
  }
  // It was on after all: the first read was old. The name goes away again.
  return staying(await turnOn(context, options));
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
  if (isOwn(flag)) return;
  const { state, info } = flag;
  const by = state === "on" && info !== undefined ? ` by ${info.by} since ${info.since}` : "";
  throw new JetsError(
    "lock_lost",
    `Web maintenance of ${context.stack} is ${state}${by}: somebody else has changed it.`,
    `It is left as it is. See it with \`${context.commandLine("status")}\`.`,
  );
}

function lockedBy({ stack, commandLine }: Context, { by, since }: WebInfo): JetsError {
  return new JetsError(
    "locked",
    `Another maintenance:run keeps web maintenance of ${stack} on: by ${by} since ${since}.`,
    `Wait for it to end. If it has died, end its maintenance with \`${commandLine("off")}\`.`,
  );
}
