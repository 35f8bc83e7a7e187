/**
 * What moves the cursor, ends a line, or turns the order of what is read: control characters, line separators, what is
 * invisible, and what sets the direction of writing (https://trojansource.codes). A joiner inside an emoji stays.
 */
const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const short = new Map([
  ["\n", String.raw`\n`],
  ["\r", String.raw`\r`],
  ["\t", String.raw`\t`],
]);

const codeOf = (character: string): string =>
  String.raw`\u` + (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");

/** A text from anywhere, as it may stand in a line: what would not be seen is written as JSON writes it. */
export const printable = (text: string): string =>
  text.replaceAll(hidden, (character) => short.get(character) ?? codeOf(character));

/** The same of JSON, in lines: it says what it did, as all of these stand inside its texts. */
export const jsonLines = (document: unknown, indent?: number): string[] =>
  JSON.stringify(document, undefined, indent).split("\n").map(printable);
