import fc from "fast-check";
import { expect, test } from "vitest";
import { AwsError } from "../../../src/sandbox/wire/messages.js";
import { cutPage } from "../../../src/sandbox/wire/pages.js";

const badToken = (): AwsError => new AwsError("Bad", 400, "Bad.");

/** Reads a list page by page; `between` runs after each page. */
function readAll(
  list: () => string[],
  size: number,
  emptyFirst: boolean,
  between = (): void => undefined,
): string[] {
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page = cutPage(list(), { keyOf: (item) => item, token, size, emptyFirst, badToken });
    expect(page.items.length).toBeLessThanOrEqual(size);
    found.push(...page.items);
    token = page.next;
    between();
  } while (token !== undefined);
  return found;
}

const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 40 });
const sizes = fc.integer({ min: 1, max: 12 });

test("pages hold every item once, in order, whatever their size", () => {
  fc.assert(
    fc.property(names, sizes, fc.boolean(), (list, size, emptyFirst) => {
      expect(readAll(() => list, size, emptyFirst)).toEqual([...list].sort((a, b) => (a < b ? -1 : 1)));
    }),
  );
});

test("pages miss nothing that was there all the time, though items go in between", () => {
  fc.assert(
    fc.property(names, sizes, (list, size) => {
      const left = [...list];
      const gone = new Set<string>();
      const found = readAll(
        () => left,
        size,
        false,
        () => {
          const [first] = left.splice(0, 1);
          if (first !== undefined) gone.add(first);
        },
      );
      expect(found).toEqual(expect.arrayContaining(list.filter((item) => !gone.has(item))));
      expect(new Set(found).size).toBe(found.length);
    }),
  );
});

test("a token that was never given is refused", () => {
  const request = { keyOf: String, token: "nonsense", size: 1, emptyFirst: false, badToken };
  expect(() => cutPage(["a"], request)).toThrow("Bad.");
});
