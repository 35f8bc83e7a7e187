// The licences of what is bundled. The build ends where one is not among those that may be.
import { readdir, readFile } from "node:fs/promises";
import * as v from "valibot";

/** SPDX names: https://spdx.org/licenses. All of them allow to pass copies on when their text comes along. */
const allowed = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

const manifest = v.object({
  name: v.string(),
  version: v.string(),
  author: v.fallback(v.optional(v.string()), undefined),
  license: v.picklist(
    allowed,
    ({ received }) => `its licence is ${received}, not one of ${allowed.join(", ")}`,
  ),
});

/**
 * One text with every licence and notice, each above the packages that it is for.
 * @param {Iterable<string>} folders of the packages
 */
export async function describeLicences(folders) {
  const packages = await Promise.all([...folders].sort().map(readPackage));
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const { name, version, license, author, texts } of packages) {
    // Some packages come without a copy of the licence that they name.
    const own = texts.length > 0 ? texts : [await standardText(packages, license, author)];
    for (const text of own)
      byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...byText].map(([text, names]) => `${"=".repeat(80)}\n${names.join("\n")}\n\n${text}\n`).join("\n");
}

/** @param {string} folder */
async function readPackage(folder) {
  const { success, output, issues } = v.safeParse(
    manifest,
    JSON.parse(await readFile(`${folder}/package.json`, "utf8")),
  );
  if (!success) throw new Error(`${folder}: ${issues[0].message}.`);
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name));
  names.sort((a, b) => a.localeCompare(b));
  const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, "utf8")));
  return { ...output, texts: texts.map((text) => text.trim()) };
}

/**
 * Only of a licence whose text is the same for everybody, its holder aside.
 * @param {readonly { license: string, texts: readonly string[] }[]} packages @param {string} license @param {string} [author]
 */
async function standardText(packages, license, author) {
  if (license === "MIT" && author !== undefined) {
    const text = await readFile(new URL("mit-licence.txt", import.meta.url), "utf8");
    return text.trim().replace("<holder>", author);
  }
  const text = packages.find((one) => one.license === license)?.texts[0];
  if (text === undefined || license !== "Apache-2.0") throw new Error(`There is no text of ${license}.`);
  return text;
}
