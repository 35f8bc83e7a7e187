import type { Parameter } from "../ports/parameters.js";
import type { Context } from "../context.js";
import { NoRoom } from "../errors.js";
import { pauses } from "../sleep.js";
import { parseInfo, type WebInfo } from "./info.js";

/** `/jets/<stack>/maintenance/web`: `on` or `off`; absent means off. Any runtime, in any language, reads it. */
export const flagName = (stack: string): string => `/jets/${stack}/maintenance/web`;

/** `/jets/<stack>/maintenance/web/info`: since, by, ... as JSON; written before the flag. */
export const infoName = (stack: string): string => `${flagName(stack)}/info`;

/** What the two parameters say. */
export interface Flag {
  readonly state: "on" | "off";
  /** By AWS's clock; 1970 for one that was never written. */
  readonly writtenAt: Date;
  readonly info: WebInfo | undefined;
  /** The same as text, also where jets did not write it. */
  readonly infoText: string | undefined;
  /** The versions of the two parameters; 0 for one that was never written. */
  readonly versions: { readonly flag: number; readonly info: number };
}

/** Since when a flag that is `on` counts as `off` for the runtime; `undefined` where it does not. */
export function overdueSince({ state, info }: Flag, now: Date): string | undefined {
  const { expires } = state === "on" && info !== undefined ? info : {};
  return expires !== undefined && Date.parse(expires) <= now.getTime() ? expires : undefined;
}

/**
 * Reads both parameters in one call. The stack is read at the same time, so that the check costs no time.
 * @throws JetsError `not_deployed`
 */
export async function readFlag({ stack, stacks, parameters }: Context): Promise<Flag> {
  const [found] = await Promise.all([parameters.get(flagName(stack), infoName(stack)), stacks.get(stack)]);
  const flag = found.find(({ name }) => name === flagName(stack));
  const info = found.find(({ name }) => name === infoName(stack));
  return {
    ...ofFlag(flag),
    ...ofInfo(info),
    versions: { flag: flag?.version ?? 0, info: info?.version ?? 0 },
  };
}

const ofFlag = (flag: Parameter | undefined): Pick<Flag, "state" | "writtenAt"> => ({
  state: flag?.value === "on" ? "on" : "off",
  writtenAt: flag?.modifiedAt ?? new Date(0),
});

const ofInfo = (info: Parameter | undefined): Pick<Flag, "info" | "infoText"> => ({
  info: parseInfo(info?.value),
  infoText: info?.value,
});

/**
 * Writes the info. Ctrl-C comes before it or after it, as with {@link writeFlag}. Resolves to the
 * flag with the info that was replaced.
 */
export async function writeInfo(context: Context, flag: Flag, info: string): Promise<Flag> {
  const { versions } = flag;
  const { version, replaced } = await write(context, infoName(context.stack), info, versions.info);
  return { ...flag, ...(replaced && ofInfo(replaced)), versions: { ...versions, info: version } };
}

/**
 * The flag with the info that is certain: a read may be old, but what a write replaced is not (rule 11 of
 * `docs/safety.md`). Writes what was read unchanged; if it replaced something newer, writes that back at once.
 */
export async function proveInfo(context: Context, read: Flag): Promise<Flag> {
  let flag = read;
  for (;;) {
    const { infoText } = flag;
    if (infoText === undefined) {
      const found = await createInfo(context);
      if (found === undefined) return flag;
      flag = { ...flag, ...ofInfo(found), versions: { ...flag.versions, info: found.version } };
      continue;
    }
    flag = await writeInfo(context, flag, infoText);
    if (flag.infoText === infoText) return flag;
  }
}

/** Only the atomic create proves that there is nothing yet. Resolves to what is there; `undefined`: nothing. */
async function createInfo({ stack, parameters, clock }: Context): Promise<Parameter | undefined> {
  const { uninterrupted } = parameters;
  try {
    if (await uninterrupted.create(infoName(stack), "{}")) return undefined;
  } catch (error) {
    // What exists needs no room.
    if (error instanceof NoRoom) return undefined;
    throw error;
  }
  return readVersion(parameters, clock, infoName(stack));
}

/**
 * Writes the flag even if a read shows it so: a read may be old, but what was replaced is not (rule 11 of
 * `docs/safety.md`). It must be certain whether it was written: Ctrl-C counts before it or after it. Resolves to the
 * flag that was replaced.
 */
export async function writeFlag(context: Context, flag: Flag, state: Flag["state"]): Promise<Flag> {
  const { versions } = flag;
  try {
    const { version, replaced } = await write(context, flagName(context.stack), state, versions.flag);
    return { ...flag, ...(replaced && ofFlag(replaced)), versions: { ...versions, flag: version } };
  } catch (error) {
    // To overwrite takes no room: there is no flag, which means off.
    if (state === "on" || !(error instanceof NoRoom)) throw error;
    return { ...flag, ...ofFlag(undefined), versions: { ...versions, flag: 0 } };
  }
}

/** Writes, and reads what that replaced unless it is the version that was read before. Versions go up by one. */
async function write(
  { parameters, clock }: Context,
  name: string,
  value: string,
  read: number,
): Promise<{ readonly version: number; readonly replaced?: Parameter }> {
  const { version, repeated } = await parameters.uninterrupted.put(name, value);
  for (let before = version - 1; before > read; before -= 1) {
    const replaced = await readVersion(parameters, clock, `${name}:${before}`);
    // Skips our own write, whose answer was lost.
    if (replaced !== undefined && !(repeated && replaced.value === value)) return { version, replaced };
  }
  return { version };
}

/** The version that was just replaced may not be readable everywhere yet. */
async function readVersion(
  { uninterrupted }: Context["parameters"],
  clock: Context["clock"],
  selector: string,
): Promise<Parameter | undefined> {
  for (const pause of [...pauses, 0]) {
    const [found] = await uninterrupted.get(selector);
    if (found !== undefined) return found;
    await clock.sleep(pause);
  }
  return undefined;
}
