// Bundles the command line and the library, with the packages that they use and their licences, into dist.
import { rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { buildOptions } from "./build-options.js";
import { describeLicences } from "./licences.js";

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({ ...buildOptions, metafile: true });
const folders = new Set(
  Object.keys(metafile.inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
);
await writeFile(
  "dist/LICENCES.txt",
  `Packages that are part of this program, each under its own licence.\n\n${await describeLicences(folders)}`,
);
