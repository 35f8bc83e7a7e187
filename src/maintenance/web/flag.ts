import type { Context } from "../roles.js";
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
  /** The same as it stands there, whoever wrote it. */
  readonly infoText: string | undefined;
}

/**
 * Reads both parameters in one call. The stack is asked for beside them, so that the check costs no time.
 * @throws JetsError `not_deployed`
 */
export async function readFlag({ stack, stacks, parameters }: Context): Promise<Flag> {
  const [found] = await Promise.all([parameters.get(flagName(stack), infoName(stack)), stacks.get(stack)]);
  const flag = found.find(({ name }) => name === flagName(stack));
  const info = found.find(({ name }) => name === infoName(stack));
  return {
    state: flag?.value === "on" ? "on" : "off",
    writtenAt: flag?.modifiedAt ?? new Date(0),
    info: parseInfo(info?.value),
    infoText: info?.value,
  };
}

/** Writes what stands beside the flag. Ctrl-C comes before it or after it, as with {@link writeFlag}. */
export async function writeInfo({ stack, parameters }: Context, info: string): Promise<void> {
  await parameters.uninterrupted.put(infoName(stack), info);
}

/** Whether it was written must be known at the end: Ctrl-C comes before it or after it. */
export async function writeFlag({ stack, parameters }: Context, state: Flag["state"]): Promise<void> {
  await parameters.uninterrupted.put(flagName(stack), state);
}
