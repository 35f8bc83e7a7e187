/**
 * What moves the cursor, ends a line or changes the reading order: control characters, line separators, invisible
 * characters, and those that set the direction of writing (https://trojansource.codes). A joiner inside an emoji stays.
 */
const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const short = new Map([
  ["\n", String.raw`\n`],
  ["\r", String.raw`\r`],
  ["\t", String.raw`\t`],
]);

const codeOf = (character: string): string =>
  String.raw`\u` + (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");

/** A text that is safe in a line: characters that would not be seen are written as in JSON. */
export const printable = (text: string): string =>
  text.replaceAll(hidden, (character) => short.get(character) ?? codeOf(character));

/** The same for JSON, in lines. Its meaning stays: all these characters are inside its texts. */
export const jsonLines = (document: unknown, indent?: number): string[] =>
  JSON.stringify(document, undefined, indent).split("\n").map(printable);
