import { eventMark } from "../worker/selection/selection.js";

/** Names and the separators after them: `demo-dev-jobs_event-perform` has five. */
const words = /[^-_]+[-_]*|[-_]+/g;

const wordsOf = (name: string): readonly string[] => name.match(words) ?? [];

/** How many words the longest of these names has. */
export const wordsAtMost = (names: readonly string[]): number =>
  names.reduce((most, name) => Math.max(most, wordsOf(name).length), 0);

/**
 * Patterns that match all of these names, of which each keeps so many words. What Jets puts into the names of jobs and
 * events stays too, so that no pattern of theirs matches the web function.
 */
export const patternsOf = (names: readonly string[], kept: number): readonly string[] => [
  ...new Set(names.map((name) => patternOf(wordsOf(name), kept))),
];

function patternOf(parts: readonly string[], kept: number): string {
  const head = parts.slice(0, kept).join("");
  const rest = parts.slice(kept).join("");
  if (rest === "") return head;
  return rest.includes(eventMark) ? `${head}*${eventMark}*` : `${head}*`;
}
