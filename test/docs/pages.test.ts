import { existsSync, readdirSync } from "node:fs";
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
    const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const broken = links.filter((link) => !/^https?:/.test(link) && !leadsSomewhere(link, page));
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

test("README.md leads to every page of docs", () => {
  const linked = [...readPage("README.md").matchAll(/\]\((docs\/[^)#]+\.md)/g)].map(([, link]) => link);
  expect([...new Set(linked)].sort()).toEqual(pages.filter((page) => /^docs\/[^/]+$/.test(page)));
});

test("README.md has a line for every command", () => {
  const rows = [...readPage("README.md").matchAll(/^\| `jets ([^`]+)`/gm)].map(([, name]) => name);
  const tree = commandTree();
  const names = tree
    .createHelp()
    .visibleCommands(tree)
    .map((command) => command.name());
  expect(rows.sort()).toEqual(names.filter((name) => !["maintenance", "help"].includes(name)).sort());
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

/** A word in capitals stands for any. */
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
