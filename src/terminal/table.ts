import { answer, widthOf, type Terminal } from "./terminal.js";

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
  if (stdout.isTTY === true) answer(terminal, ...tableLines(headings, rows, widthOf(stdout)));
  else answer(terminal, ...rows.map((row) => row.join("\t")));
}

/**
 * Lines that show rows under their headings, where they fit into `width` columns. Elsewhere each row becomes a block:
 * its first cell on a line of its own, then what the others say, so that long names stay whole.
 */
export function tableLines(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const used = headings.map((_, column) => rows.some((row) => (row[column] ?? "") !== ""));
  const keep = (cells: readonly string[]): string[] => cells.filter((_, column) => used[column] === true);
  const all = [headings, ...rows].map(keep);
  const widths = keep(headings).map((_, column) => longest(all.map((row) => row[column] ?? "")));
  const total = widths.reduce((sum, one) => sum + one + 2, -2);
  if (total <= width) return all.map((row) => aligned(row, widths));
  return rows.flatMap((row) => block(headings, row));
}

const longest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, text.length), 0);

const aligned = (row: readonly string[], widths: readonly number[]): string =>
  row
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join("  ")
    .trimEnd();

function block(headings: readonly string[], [first = "", ...cells]: readonly string[]): string[] {
  const told = cells.flatMap((cell, column) =>
    cell === "" ? [] : [[headings[column + 1] ?? "", cell] as const],
  );
  const indent = longest(told.map(([heading]) => heading));
  return [first, ...told.map(([heading, cell]) => `  ${heading.padEnd(indent)}  ${cell}`)];
}
