import { expect, test } from "vitest";
import { root } from "./support/pages.js";
import { ReadersShell } from "./support/shell.js";
import { columns, drawTerminal } from "./support/terminal-picture.js";

const session = [
  "jets maintenance:on",
  "jets maintenance:on --role worker --yes",
  "jets maintenance:status --all",
  "jets maintenance:off --role worker",
  "jets maintenance:off",
];

/** Who runs this, and when, is the same in every picture. */
const timeless = (output: string): string =>
  output
    .replaceAll(/by \S+@\S+ at /g, "by ada@laptop at ")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "2026-11-23T07:44:24Z")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+\.\d+Z/g, "2026-11-23T07:29:24.289Z");

// `npm run pictures` draws it anew.
test("docs/images/session.svg shows what a terminal shows", async () => {
  const shell = await ReadersShell.open();
  let output = "";
  for (const line of session) {
    const { raw, exitCode } = await shell.type(line, line === "jets maintenance:on", columns);
    expect(exitCode).toBe(0);
    output += `\x1b[34m❯\x1b[39m ${line}\n${raw}`;
  }
  await shell.close();
  const picture = await drawTerminal(
    timeless(output),
    "Maintenance turned on, looked at and turned off again",
  );
  await expect(picture).toMatchFileSnapshot(`${root}/docs/images/session.svg`);
});
