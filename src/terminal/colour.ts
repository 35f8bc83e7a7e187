import { Chalk, type ChalkInstance } from "chalk";
import { isSet } from "../is-set.js";
import type { Output, Terminal } from "./terminal.js";

/**
 * Colours for one stream: where it is a terminal, or where `FORCE_COLOR` (https://force-color.org) asks for them.
 * `NO_COLOR` (https://no-color.org) has the last word.
 */
export function colourFor(stream: Output, { env }: Pick<Terminal, "env">): ChalkInstance {
  return new Chalk({ level: isColoured(stream, env) ? 1 : 0 });
}

/** Whether lines may be drawn anew in their place: only on a terminal that can, and that may show colours. */
export function isAnimated(stream: Output, { env }: Pick<Terminal, "env">): boolean {
  return stream.isTTY === true && env.TERM !== "dumb" && !isSet(env.NO_COLOR);
}

function isColoured(stream: Output, env: Terminal["env"]): boolean {
  if (isSet(env.NO_COLOR)) return false;
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return isAnimated(stream, { env });
}
