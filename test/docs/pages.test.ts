import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import packageJson from "../../package.json" with { type: "json" };
import { commandTree } from "../../src/cli/program.js";
import { documentIn } from "../support/schema.js";
import { blocksOf, pages, proseOf, readPage, root } from "./support/pages.js";

describe.each(pages)("%s", (page) => {
  test("has no link that leads nowhere", () => {
    const broken = linksOf(page).filter((link) => !/^https?:/.test(link) && !leadsSomewhere(link, page));
    expect(broken).toEqual([]);
  });

  test("has its examples in blocks of a language that is checked, and no other", () => {
    const known = ["sh", "console", "json", "yaml", "ts", "js", "python", "ruby", "go", "text"];
    const others = blocksOf(page).filter(({ language }) => !known.includes(language));
    expect(others.map(({ place }) => place)).toEqual([]);
    expect(proseOf(page)).not.toMatch(/^ {4,}(jets|npm|npx|aws) /m);
  });

  test("has JSON and YAML that can be read", () => {
    for (const { language, text, place } of blocksOf(page)) {
      if (language === "json") expect(() => void JSON.parse(text), place).not.toThrow();
      if (language === "yaml") expect(() => void parseYaml(text, { logLevel: "error" }), place).not.toThrow();
    }
  });

  test("names commands and options that exist", () => {
    const spans = [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
    expect(spans.filter((span) => !isKnown(span))).toEqual([]);
  });
});

test("every document of docs/json.md is what the schema says", () => {
  const documents = blocksOf("docs/json.md").filter(({ language }) => language === "json");
  expect(documents.length).toBeGreaterThan(2);
  for (const { text } of documents) expect(documentIn(text)).toBeDefined();
});

/** The pages of each folder, and the page that leads to all of them. */
const indices = [
  ["README.md", "docs/"],
  ["docs/commands.md", "docs/commands/"],
  ["docs/performance.md", "docs/performance/"],
] as const;

test.each(indices)("%s leads to every page of %s", (index, folder) => {
  const linked = linksOf(index).map((link) => join(dirname(index), link.split("#", 1)[0] ?? ""));
  const inside = pages.filter((page) => `${dirname(page)}/` === folder);
  expect(inside.length).toBeGreaterThan(0);
  expect(inside.filter((page) => !linked.includes(page))).toEqual([]);
});

test.each(["README.md", "docs/commands.md"])("%s has a line for every command", (page) => {
  const rows = [...readPage(page).matchAll(/^\| \[?`jets ([^`]+)`/gm)].map(([, name]) => name);
  const tree = commandTree();
  const names = tree
    .createHelp()
    .visibleCommands(tree)
    .map((command) => command.name());
  expect(rows.sort()).toEqual(names.filter((name) => !["maintenance", "help"].includes(name)).sort());
});

test("the pages that code, messages and the schema name are there", () => {
  const places = ["src", "schema", "scripts", "bench", "test", "action.yml", "vitest.config.ts"];
  const named = filesIn(places).flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/docs\/[\w/-]+\.md(#[\w-]+)?/g)].map(([link]) => ({
      file,
      link,
    })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ link }) => !leadsSomewhere(link, "README.md"))).toEqual([]);
});

test("README.md's map of the code is the code", () => {
  const [, map = ""] = /^## Map of the code\n\n```text\n(.*?)^```/ms.exec(readPage("README.md")) ?? [];
  const places = map
    .split("\n")
    .flatMap((line) => line.split(" ", 1))
    .filter(Boolean);
  expect(places.filter((place) => !existsSync(join(root, place)))).toEqual([]);
  const missing = readdirSync(join(root, "src"), { withFileTypes: true })
    .map((entry) => `src/${entry.name}${entry.isDirectory() ? "/" : ""}`)
    .filter((place) => !places.includes(place));
  expect(missing).toEqual([]);
});

/** Where the links of a page lead, as they are written. */
const linksOf = (page: string): string[] =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);

/** The files at these places of the repository, those in folders included; not what is installed there. */
const filesIn = (places: readonly string[]): string[] =>
  places.flatMap((place) => {
    if (!statSync(join(root, place)).isDirectory()) return [place];
    const inside = readdirSync(join(root, place)).filter((name) => name !== "node_modules");
    return filesIn(inside.map((name) => join(place, name)));
  });

function leadsSomewhere(link: string, page: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || !target.endsWith(".md") || anchorsOf(target).includes(anchor);
}

/** As GitHub makes them from headings, and those that the page sets itself. */
const anchorsOf = (page: string): string[] => [
  ...[...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  ),
  ...[...proseOf(page).matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id),
];

/** Whether a piece of inline code is a command line that is right, as far as it goes; other code is. */
function isKnown(span: string): boolean {
  const [program, ...words] = span.split(/\s+/);
  if (program === "npm" && words[0] === "run")
    return Object.keys(packageJson.scripts).includes(words[1] ?? "");
  if (program?.startsWith("maintenance:") === true) return isCommandLine([program, ...words]);
  return program !== "jets" || isCommandLine(words);
}

/** A word in capitals is a placeholder. */
function isCommandLine(words: readonly string[]): boolean {
  const before = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
  let command: Command | undefined = commandTree();
  for (const word of before) {
    if (word.startsWith("-")) {
      if (command !== undefined && !hasOption(command, word)) return false;
      continue;
    }
    const next: Command | undefined = command?.commands.find((child) => child.name() === word);
    if (next !== undefined) command = next;
    else if (/^[A-Z]+$/.test(word) || word.includes("*")) command = undefined;
    else if (command?.commands.length !== 0 && command !== undefined) return false;
  }
  return true;
}

function hasOption(command: Command, word: string): boolean {
  const flag = word.split("=", 1)[0] ?? word;
  return (
    ["--help", "--version"].includes(flag) ||
    command.options.some(({ short, long }) => [short, long].includes(flag))
  );
}
