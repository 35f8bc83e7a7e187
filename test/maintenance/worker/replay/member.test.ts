import fc from "fast-check";
import { expect, test } from "vitest";
import { memberText } from "../../../../src/maintenance/worker/replay/member.js";

const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const number = fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/);

/** A text in quotes, in which any character may be written by its code. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme" }).map((part) => JSON.stringify(part).slice(1, -1)),
      fc.constantFrom("\\u0041", "\\\\", "\\/", "\\n", '\\"', "{", "}", "[", "]", ",", ":", "\\ud83d\\ude00"),
    ),
    { maxLength: 4 },
  )
  .map((parts) => `"${parts.join("")}"`);

const key = fc.oneof(
  text,
  fc.constantFrom(`"requestPayload"`, `"request\\u0050ayload"`, `"requestpayload"`, `"__proto__"`, `""`),
);

type Member = readonly [key: string, value: string];

const listOf = (item: fc.Arbitrary<string>, [open, close]: readonly [string, string]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(space, item, space).map((parts) => parts.join("")),
      { maxLength: 4 },
    )
    .chain((items) =>
      space.map((inside) => `${open}${items.length === 0 ? inside : items.join(",")}${close}`),
    );

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      "null",
      "true",
      "false",
      "0",
      "-0",
      "12345678901234567890",
      "0.1000000000000000055511151",
    ),
    number,
    text,
    listOf(tie("value"), ["[", "]"]),
    listOf(
      fc.tuple(key, space, space, tie("value")).map(([name, a, b, of]) => `${name}${a}:${b}${of}`),
      ["{", "}"],
    ),
  ),
}));

const members = fc.array(fc.tuple(key, value), { maxLength: 5 });

const written = (all: readonly Member[], [a, b, c, d]: readonly string[]): string =>
  `${a}{${b}${all.map(([name, of]) => `${name}${c}:${d}${of}`).join(`${b},${c}`)}${d}}${a}`;

const spaces = fc.tuple(space, space, space, space);

test("a member's text is found as it stands, whatever is around it and in it", () => {
  fc.assert(
    fc.property(members, spaces, (all, around) => {
      const json = written(all, around);
      const parsed: unknown = JSON.parse(json);
      expect(parsed).toBeTypeOf("object");
      const last = all.findLast(([name]) => JSON.parse(name) === "requestPayload");
      expect(memberText(json, "requestPayload")).toBe(last?.[1]);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["a number beyond JavaScript's", `{"a":1,"p":12345678901234567890}`, "12345678901234567890"],
  ["a number's own spelling", `{"p":1.50e+03,"a":1}`, "1.50e+03"],
  ["an escape", String.raw`{"p":"\u00e9\/\\\""}`, String.raw`"\u00e9\/\\\""`],
  ["the outer one of the same key", `{"q":{"p":1},"p":{"p":2},"r":[{"p":3}]}`, `{"p":2}`],
  ["the last one of a key that is there twice", `{"p":1,"p":2}`, "2"],
  ["white space within", `{"p" : { "a" : [ 1 , 2 ] } }`, `{ "a" : [ 1 , 2 ] }`],
  ["brackets in texts", `{"p":{"a":"}]"},"b":"{"}`, `{"a":"}]"}`],
  ["null", `{"p":null}`, "null"],
  ["nothing", `{"q":{"p":1}}`, undefined],
  ["nothing of nothing", " { } ", undefined],
])("%s", (_, json, expected) => {
  expect(memberText(json, "p")).toBe(expected);
});

test("the largest record that SQS takes is read in a moment", () => {
  const payload = JSON.stringify({
    items: Array.from({ length: 40_000 }, (_, at) => ({ at, of: `"${at}"` })),
  });
  const started = performance.now();
  expect(memberText(`{"a":1,"p":${payload},"b":{}}`, "p")).toBe(payload);
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(payload.length).toBeGreaterThan(1_000_000);
});
