import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A fenced block of a page. */
export interface Block {
  /** As `README.md:30`. */
  readonly place: string;
  /** The heading above it. */
  readonly section: string;
  /** For example `sh` or `json`. */
  readonly language: string;
  /** The file that the block is, where the fence names one after the language. */
  readonly file?: string;
  /** Without the indentation of the fence, and with a newline at the end. */
  readonly text: string;
}

/** The pages that a reader of the project finds, as paths from its folder. */
export const pages = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...readdirSync(`${root}/docs`, { encoding: "utf8", recursive: true })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`)
    .sort(),
];

/** The text of a page. */
export const readPage = (page: string): string => readFileSync(`${root}/${page}`, "utf8");

const fence = /^(?<indent> *)```(?<language>\w*)[ ]?(?<file>\S*)\n(?<text>.*?)^\k<indent>```$/gms;

/** The fenced blocks of a page, in their order. */
export function blocksOf(page: string): Block[] {
  const content = readPage(page);
  return [...content.matchAll(fence)].map(({ groups = {}, index }) => {
    const { indent = "", language = "", file = "", text = "" } = groups;
    const before = content.slice(0, index);
    return {
      place: `${page}:${before.split("\n").length}`,
      section: sectionAt(before),
      language,
      ...(file === "" ? {} : { file }),
      text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    };
  });
}

/** The page without its fenced blocks. */
export const proseOf = (page: string): string => readPage(page).replaceAll(fence, "");

const sectionAt = (before: string): string =>
  [...before.replaceAll(fence, "").matchAll(/^## (.*)$/gm)].at(-1)?.[1] ?? "";
