import fc from "fast-check";
import { expect, test } from "vitest";
import { tableLines } from "../../src/terminal/table.js";

const headings = ["function", "reserved", "note"];
const rows = [
  ["demo-dev-jobs_event-perform", "20 -> 0", ""],
  ["demo-dev-mail_event-send", "", "left alone"],
];

const wide = { isTTY: true, columns: 80 };
const narrow = { isTTY: true, columns: 40 };

test("rows stand under their headings where they fit", () => {
  expect(tableLines(headings, rows, wide)).toEqual([
    "function                     reserved  note",
    "demo-dev-jobs_event-perform  20 -> 0",
    "demo-dev-mail_event-send               left alone",
  ]);
});

test("a column that says nothing is left out", () => {
  expect(tableLines(headings, rows.slice(0, 1), wide)[0]).toBe("function                     reserved");
});

test("rows become blocks where they do not fit, and no name is cut", () => {
  expect(tableLines(headings, rows, narrow)).toEqual([
    "demo-dev-jobs_event-perform",
    "  reserved  20 -> 0",
    "demo-dev-mail_event-send",
    "  note  left alone",
  ]);
});

test("wide characters take the room that they have on the screen", () => {
  const notes = [
    ["a", "0", "it matches include 移行-*"],
    ["b", "10", "it matches include 🚀*"],
  ];
  const lines = tableLines(
    ["function", "reserved", "note", "why"],
    notes.map((row) => [...row, "x"]),
    wide,
  );
  expect(lines).toEqual([
    "function  reserved  note                       why",
    "a         0         it matches include 移行-*  x",
    "b         10        it matches include 🚀*     x",
  ]);
});

const long = [["demo-dev-jobs_event-perform", "20 -> 0", "it could not be read: AWS kept throttling"]];

test("what is longer than a terminal's line goes on below its beginning, word by word", () => {
  expect(tableLines(headings, long, narrow)).toEqual([
    "demo-dev-jobs_event-perform",
    "  reserved  20 -> 0",
    "  note      it could not be read: AWS",
    "            kept throttling",
  ]);
});

test("in a pipe, each cell of a block is one line", () => {
  expect(tableLines(headings, long, { columns: 40 }).at(-1)).toBe(
    "  note      it could not be read: AWS kept throttling",
  );
});

test("everything that is told is there to read, at any width", () => {
  const cell = fc.stringMatching(/^[a-z0-9_-]{1,90}$/);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }),
      fc.integer({ min: 1, max: 300 }),
      (cells, width) => {
        const lines = tableLines(headings, cells, { isTTY: true, columns: width });
        for (const text of cells.flat()) expect(lines.some((line) => line.includes(text))).toBe(true);
        if (lines[0]?.startsWith("function  ") === true && lines.length === cells.length + 1)
          expect(lines.every((line) => line.length <= width)).toBe(true);
      },
    ),
  );
});
