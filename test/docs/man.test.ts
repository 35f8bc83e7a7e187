import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import manPage from "../../scripts/man-page.js";
import { exitCodes } from "../../src/maintenance/errors.js";
import { commandTree } from "../../src/cli/program.js";
import { root } from "./support/pages.js";

/** The page as it comes with the package. */
const page = readFileSync(`${root}/${packageJson.man[0] ?? ""}`, "utf8");

/** The text under a heading of the page. */
function under(heading: string): string {
  const [, text = ""] = page.replaceAll("\\-", "-").split(heading);
  return text.split(/^\.S[HS] /m, 1).join("");
}

/** The commands that `jets --help` lists. */
const commands = (program: Command): Command[] =>
  program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => !["maintenance", "help"].includes(command.name()));

test("the manual page of the package is that of its commands", () => {
  expect(page).toBe(manPage);
  expect(page).toContain(`jets-maintenance ${packageJson.version}`);
});

test.each(commands(commandTree()).map((command) => [command.name(), command] as const))(
  "the manual page has %s with all its options",
  (name, command) => {
    const text = under(`.SS jets ${name} `);
    expect(text).toContain(command.description());
    for (const { flags, description } of command.options) {
      expect(text).toContain(`\n.B ${flags}\n${description.charAt(0).toUpperCase()}${description.slice(1)}`);
    }
  },
);

test("the manual page has no command that `jets --help` does not list", () => {
  const described = [...page.matchAll(/^\.SS jets (\S+)/gm)].map(([, name]) => name);
  expect(described).toEqual(commands(commandTree()).map((command) => command.name()));
});

test("the manual page has every exit code", () => {
  for (const code of new Set(Object.values(exitCodes)))
    expect(under(".SH EXIT STATUS")).toContain(`\n.B ${code}\n`);
});

// For a text, npm 10 and 11 link nothing when the package is installed globally.
test("package.json lists the manual page, so that npm links it", () => {
  expect(packageJson.man).toEqual(["./dist/jets.1"]);
});
