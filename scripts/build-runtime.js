// Builds the package export `jets-maintenance/runtime`: ES module and CommonJS, each minified, the licences of what is
// bundled in, and the default page as a file to start one's own from.
import { cp, writeFile } from "node:fs/promises";
import { build } from "esbuild";

// aws4 is CommonJS. Left alone, its require("crypto") would fail in an ES module.
const builtins = new Map([
  ["crypto", "createHash, createHmac"],
  ["querystring", "parse, stringify"],
  ["url", "parse"],
]);

/** @type {import("esbuild").Plugin} */
const requiredBuiltins = {
  name: "required builtins",
  setup(build) {
    build.onResolve({ filter: /^(crypto|querystring|url)$/ }, ({ path }) => ({ path, namespace: "builtin" }));
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `export { ${builtins.get(path)} } from "node:${path}";`,
    }));
  },
};

// aws4 brings a cache of a thousand signing keys; a Lambda has one a day.
/** @type {import("esbuild").Plugin} */
const oneKey = {
  name: "one key",
  setup(build) {
    build.onLoad({ filter: /aws4\/lru\.js$/ }, () => ({ contents: "module.exports = () => new Map();" }));
  },
};

for (const format of /** @type {const} */ (["esm", "cjs"])) await bundle(`dist/runtime/${format}`, format);
await cp("node_modules/aws4/LICENSE", "dist/runtime/LICENSE-aws4");
await writeFile("dist/runtime/maintenance.html", await renderDefaultPage());

/** @param {string} folder @param {"esm" | "cjs"} format */
async function bundle(folder, format) {
  await build({
    // One file: a bundler that deploys only a main file leaves nothing behind that is missed during maintenance.
    entryPoints: ["src/runtime/index.ts"],
    outdir: folder,
    bundle: true,
    minify: true,
    format,
    platform: "node",
    target: "node20.19",
    // Jest runs CommonJS in a context where `import()` is refused unless Node is started with a flag.
    supported: { "dynamic-import": format === "esm" },
    legalComments: "none",
    plugins: [requiredBuiltins, oneKey],
  });
}

/** @returns {Promise<string>} */
async function renderDefaultPage() {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { renderDefaultPage } from "./src/runtime/page/default-page.ts";
        export default renderDefaultPage({}, 0, { reloads: true });`,
      resolveDir: ".",
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  });
  /** @type {unknown} */
  const page = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`);
  return String(Reflect.get(Object(page), "default"));
}
