import { expect, test } from "vitest";
import { defined } from "../src/defined.js";

test("a field that is undefined is left out, and no other", () => {
  const fields = { a: undefined, b: null, c: 0, d: "", e: false };
  expect(Object.entries(defined(fields))).toEqual([
    ["b", null],
    ["c", 0],
    ["d", ""],
    ["e", false],
  ]);
});

test("what may be left out has no undefined in its type", () => {
  const text = (given: string | undefined): { readonly a?: string } => defined({ a: given });
  expect([text("x"), text(undefined)]).toEqual([{ a: "x" }, {}]);
});
