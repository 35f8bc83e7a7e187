import fc from "fast-check";

/** The half surrogate pairs, which are no characters. */
const halves = { first: 0xd800, count: 0x800 };

/** One character of any script. */
const character = fc
  .nat(0x10ffff - halves.count)
  .map((at) => String.fromCodePoint(at < halves.first ? at : at + halves.count));

/** Any text, as of fast-check's unit `binary`; that one makes a table of all characters first, which takes a second. */
export const anyText = (options: Pick<fc.StringConstraints, "maxLength"> = {}): fc.Arbitrary<string> =>
  fc.string({ ...options, unit: character });
