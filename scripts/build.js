// Bundles the command line, with the packages that it uses and their licences, into dist.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { buildOptions } from "./build-options.js";

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({ ...buildOptions, metafile: true });
const folders = new Set(
  Object.keys(metafile.inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
);
const licences = await Promise.all([...folders].sort().map(licenceIn));
await writeFile(
  "dist/LICENCES.txt",
  `Packages that are part of this program, each under its own licence.\n${licences.join("")}`,
);

/** @param {string} folder */
async function licenceIn(folder) {
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|notice)/i.test(name));
  const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, "utf8")));
  return `\n${"=".repeat(80)}\n${folder.replace(/^.*node_modules\//, "")}\n\n${texts.join("\n")}`;
}
