// Writes the manual page, dist/jets.1, from the commands themselves: it says what they say.
import { rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { buildOptions } from "./build-options.js";

const program = new URL("../dist/man-page.js", import.meta.url);

await build({
  ...buildOptions,
  entryPoints: { "man-page": "scripts/man-page.ts" },
  splitting: false,
  legalComments: "none",
});
/** @type {unknown} */
const built = await import(program.href);
await writeFile("dist/jets.1", String(Reflect.get(Object(built), "default")));
await rm(program);
