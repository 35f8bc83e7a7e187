import { JetsError } from "../errors.js";
import type { StackFunction } from "../ports.js";
import type { Selection } from "../roles.js";

/** The first glob that the function's name or logical id matches. */
export type Matcher = (fn: StackFunction) => string | undefined;

/** Globs are kept in the record of a run, which has to fit into a parameter of 4 KB. */
const characters = 1_000;

/** `undefined` where there are no globs, which is not the same as globs that match nothing. */
export async function createMatcher(globs: readonly string[] | undefined): Promise<Matcher | undefined> {
  if (globs === undefined) return undefined;
  // Only now: by default there is no glob to match.
  const { default: picomatch } = await import("picomatch");
  const matchers = globs.map((glob) => ({ glob, isMatch: picomatch(glob) }));
  return ({ name, logicalId }) => matchers.find(({ isMatch }) => isMatch(name) || isMatch(logicalId))?.glob;
}

/** @throws JetsError `usage` when the globs are such that they can't be written down */
export function verifySelection({ include = [], exclude = [] }: Selection): void {
  const globs = [...include, ...exclude];
  const unwritable = globs.find((glob) => /\{\{|\}\}/.test(glob));
  if (unwritable !== undefined) {
    throw new JetsError(
      "usage",
      `A glob must not have double braces in it: ${unwritable}.`,
      "Parameter Store, where it is kept, refuses them; write two globs instead.",
    );
  }
  if (globs.join("").length <= characters) return;
  throw new JetsError(
    "usage",
    `The globs that choose the workers have more than ${characters} characters.`,
    "Use wider ones, or tag the functions with jets:role.",
  );
}
