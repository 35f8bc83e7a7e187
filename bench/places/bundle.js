// Sources of this project as one module; what is bundled is never part of the package.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { buildOptions } from "../../scripts/build-options.js";

/**
 * @param {string} source what the module holds
 * @returns {Promise<unknown>} the module
 */
export async function loadBundle(source) {
  const folder = await mkdtemp("dist/bench-");
  const { define, banner, mainFields, plugins } = buildOptions;
  try {
    await build({
      stdin: { contents: source, resolveDir: "." },
      outfile: join(folder, "bundle.mjs"),
      bundle: true,
      format: "esm",
      platform: "node",
      define,
      banner,
      mainFields,
      plugins,
    });
    /** @type {unknown} */
    const loaded = await import(pathToFileURL(join(folder, "bundle.mjs")).href);
    return loaded;
  } finally {
    await rm(folder, { recursive: true });
  }
}
