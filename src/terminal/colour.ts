import { Chalk, type ChalkInstance } from "chalk";
import type { Output, Terminal } from "./terminal.js";

/** Colours for one stream: only where that stream is a terminal and `NO_COLOR` (https://no-color.org) is unset. */
export function colourFor(stream: Output, { env }: Terminal): ChalkInstance {
  const isWanted = stream.isTTY === true && (env.NO_COLOR ?? "") === "";
  return new Chalk({ level: isWanted ? 1 : 0 });
}
