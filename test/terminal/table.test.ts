import fc from "fast-check";
import { expect, test } from "vitest";
import { tableLines } from "../../src/terminal/table.js";

const headings = ["function", "reserved", "note"];
const rows = [
  ["demo-dev-jobs_event-perform", "20 -> 0", ""],
  ["demo-dev-mail_event-send", "", "left alone"],
];

test("rows stand under their headings where they fit", () => {
  expect(tableLines(headings, rows, 80)).toEqual([
    "function                     reserved  note",
    "demo-dev-jobs_event-perform  20 -> 0",
    "demo-dev-mail_event-send               left alone",
  ]);
});

test("a column that says nothing is left out", () => {
  expect(tableLines(headings, rows.slice(0, 1), 80)[0]).toBe("function                     reserved");
});

test("rows become blocks where they do not fit, and no name is cut", () => {
  expect(tableLines(headings, rows, 40)).toEqual([
    "demo-dev-jobs_event-perform",
    "  reserved  20 -> 0",
    "demo-dev-mail_event-send",
    "  note  left alone",
  ]);
});

test("everything that is told is there to read, at any width", () => {
  const cell = fc.stringMatching(/^[a-z0-9_-]{1,90}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), fc.nat(300), (cells, width) => {
      const lines = tableLines(headings, cells, width);
      for (const text of cells.flat()) expect(lines.some((line) => line.includes(text))).toBe(true);
      if (lines[0]?.startsWith("function  ") === true && lines.length === cells.length + 1)
        expect(lines.every((line) => line.length <= width)).toBe(true);
    }),
  );
});
