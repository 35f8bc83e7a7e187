import widthOfText from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";
import { printable } from "./printable.js";
import { answer, widthOf, type Output, type Terminal } from "./terminal.js";

/**
 * Prints rows that were asked for on stdout: a table on a terminal; in a pipe a line for each row, its cells between
 * tabs, and no headings.
 */
export function answerTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): void {
  const { stdout } = terminal;
  if (stdout.isTTY === true) answer(terminal, ...tableLines(headings, rows, stdout));
  else answer(terminal, ...rows);
}

/** Where lines are to be shown. */
type Place = Pick<Output, "isTTY" | "columns">;

/**
 * Lines that show rows under their headings, where they fit into the columns that there are. Elsewhere each row
 * becomes a block: its first cell on a line of its own, then what the others say, so that long names stay whole.
 */
export function tableLines(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  place: Place,
): string[] {
  const used = headings.map((_, column) => rows.some((row) => (row[column] ?? "") !== ""));
  const keep = (cells: readonly string[]): string[] => cells.filter((_, column) => used[column] === true);
  const shown = rows.map((row) => row.map(printable));
  const all = [headings, ...shown].map(keep);
  const widths = keep(headings).map((_, column) => longest(all.map((row) => row[column] ?? "")));
  const total = widths.reduce((sum, one) => sum + one + 2, -2);
  if (total <= widthOf(place)) return all.map((row) => aligned(row, widths));
  return shown.flatMap((row) => block(headings, row, place));
}

const longest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, widthOfText(text)), 0);

/** Some characters take two columns, and some none. */
const padded = (text: string, width: number): string => text + " ".repeat(width - widthOfText(text));

const aligned = (row: readonly string[], widths: readonly number[]): string =>
  row
    .map((cell, column) => padded(cell, widths[column] ?? 0))
    .join("  ")
    .trimEnd();

function block(
  headings: readonly string[],
  [first = "", ...cells]: readonly string[],
  place: Place,
): string[] {
  const told = cells.flatMap((cell, column) =>
    cell === "" ? [] : [[headings[column + 1] ?? "", cell] as const],
  );
  const indent = longest(told.map(([heading]) => heading)) + 4;
  const lines = told.flatMap(([heading, cell]) => {
    const [head, ...rest] = wrapped(cell, indent, place);
    const margin = " ".repeat(indent);
    return [padded(`  ${heading}`, indent) + (head ?? ""), ...rest.map((line) => margin + line)];
  });
  return [first, ...lines];
}

/** Between words, and on a terminal only: whoever searches a log looks for lines. */
function wrapped(text: string, indent: number, place: Place): string[] {
  const room = widthOf(place) - indent;
  return place.isTTY === true && room > 0 ? wrapAnsi(text, room, { hard: false }).split("\n") : [text];
}
