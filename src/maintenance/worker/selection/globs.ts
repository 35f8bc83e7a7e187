import { JetsError } from "../../errors.js";
import type { StackFunction } from "../../ports/stacks.js";
import type { Selection } from "../../context.js";

/** The first glob that the function's name or logical id matches. */
export type Matcher = (fn: StackFunction) => string | undefined;

/**
 * How many bytes of JSON what is selected may take: the record of a run holds its own and that of the run that opened
 * the journal, and has to fit into a parameter of 4 KB with all else that it says.
 */
const mostBytes = 400;

/** `undefined` where there are no globs, which is not the same as globs that match nothing. */
export async function createMatcher(globs: readonly string[] | undefined): Promise<Matcher | undefined> {
  if (globs === undefined) return undefined;
  // Only now: by default there is no glob to match.
  const { default: picomatch } = await import("picomatch");
  const matchers = globs.map((glob) => ({ glob, isMatch: picomatch(glob) }));
  return ({ name, logicalId }) => matchers.find(({ isMatch }) => isMatch(name) || isMatch(logicalId))?.glob;
}

/** @throws JetsError `usage` when the globs are such that they can't be written down */
export function verifySelection(selection: Selection): void {
  const { include = [], exclude = [] } = selection;
  const unwritable = [...include, ...exclude].find((glob) => /\{\{|\}\}/.test(glob));
  if (unwritable !== undefined) {
    throw new JetsError(
      "usage",
      `A glob must not contain double braces: ${unwritable}.`,
      "Parameter Store, which stores it, refuses them; write two globs instead.",
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(selection));
  if (bytes <= mostBytes) return;
  throw new JetsError(
    "usage",
    `The selection of workers takes ${bytes} bytes as JSON, but there is room for ${mostBytes}.`,
    "Use fewer or wider globs, or tag the functions with jets:role.",
  );
}
