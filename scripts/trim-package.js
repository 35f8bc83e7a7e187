// Before packing: leaves out of package.json what only the source needs. Every dependency is in dist already, so that
// nobody has to install it a second time. After packing, with --restore: puts the whole file back.
import { readFile, rename, writeFile } from "node:fs/promises";
import * as v from "valibot";

const whole = "node_modules/.package.json";
const onlyForSource = ["dependencies", "devDependencies", "scripts"];

if (process.argv.includes("--restore")) await rename(whole, "package.json");
else await trim();

async function trim() {
  const text = await readFile("package.json", "utf8");
  await writeFile(whole, text);
  const entries = Object.entries(v.parse(v.record(v.string(), v.unknown()), JSON.parse(text)));
  const published = Object.fromEntries(entries.filter(([key]) => !onlyForSource.includes(key)));
  await writeFile("package.json", `${JSON.stringify(published, undefined, 2)}\n`);
}
