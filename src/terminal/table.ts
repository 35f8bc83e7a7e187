import widthOfText from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";
import { printable } from "./printable.js";
import { answer, widthOf, type Output, type Terminal } from "./terminal.js";

/**
 * Prints rows on stdout: a table on a terminal; in a pipe a line for each row, its cells between tabs, and no headings.
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

/** How wide lines may be, and whether a person reads them. */
type Width = Pick<Output, "isTTY" | "columns">;

/**
 * Lines that show rows under their headings, where they fit into the columns that there are. Elsewhere each row
 * becomes a block: its first cell on a line of its own, then what the others say, so that long names stay whole.
 */
export function tableLines(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: Width,
): string[] {
  const used = headings.map((_, column) => rows.some((row) => (row[column] ?? "") !== ""));
  const keep = (cells: readonly string[]): string[] => cells.filter((_, column) => used[column] === true);
  const shown = rows.map((row) => row.map(printable));
  const all = [headings, ...shown].map(keep);
  const widths = keep(headings).map((_, column) => longest(all.map((row) => row[column] ?? "")));
  const total = widths.reduce((sum, one) => sum + one + 2, -2);
  if (total <= widthOf(width)) return all.map((row) => aligned(row, widths));
  return shown.flatMap((row) => block(headings, row, width));
}

const longest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, widthOfText(text)), 0);

/** Some characters take two columns, and some none. */
const padded = (text: string, columns: number): string => text + " ".repeat(columns - widthOfText(text));

const aligned = (row: readonly string[], widths: readonly number[]): string =>
  row
    .map((cell, column) => padded(cell, widths[column] ?? 0))
    .join("  ")
    .trimEnd();

function block(
  headings: readonly string[],
  [first = "", ...cells]: readonly string[],
  width: Width,
): string[] {
  const filled = cells.flatMap((cell, column) =>
    cell === "" ? [] : [[headings[column + 1] ?? "", cell] as const],
  );
  const indent = longest(filled.map(([heading]) => heading)) + 4;
  const lines = filled.flatMap(([heading, cell]) => {
    const [head, ...rest] = wrapped(cell, indent, width);
    const margin = " ".repeat(indent);
    return [padded(`  ${heading}`, indent) + (head ?? ""), ...rest.map((line) => margin + line)];
  });
  return [first, ...lines];
}

/** Between words, and on a terminal only: a log is searched by line. */
function wrapped(text: string, indent: number, width: Width): string[] {
  const room = widthOf(width) - indent;
  return width.isTTY === true && room > 0 ? wrapAnsi(text, room, { hard: false }).split("\n") : [text];
}
