import type { Selection } from "../maintenance/context.js";
import { eventMark } from "../maintenance/worker/selection/selection.js";
import { iamPatterns } from "./glob.js";

/**
 * Patterns of the names that workers of a stack may have, before anything is deployed. Jets and CloudFormation begin a
 * function's name with that of its stack. Where `include` or tags choose, any function of the stack may be a worker; an
 * `include` that begins like a name adds functions that are named otherwise.
 */
export function workerPatterns({ include, tags }: Selection = {}): (stack: string) => readonly string[] {
  if (include === undefined && tags !== true) return (stack) => [`${stack}-*${eventMark}*`];
  const others = (include ?? []).flatMap(patternsOf).filter((pattern) => /^\w/.test(pattern));
  return (stack) => [`${stack}-*`, ...others];
}

/** At least what the glob matches, which may be of any kind that `include` takes. */
function patternsOf(glob: string): readonly string[] {
  if (/^[\w*?{},-]+$/.test(glob)) return iamPatterns(glob);
  return [`${/^[\w-]*/.exec(glob)?.[0] ?? ""}*`];
}
