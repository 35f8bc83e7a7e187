// Builds the package export `jets-maintenance/runtime`: ES module and CommonJS, each one minified file with its
// declarations, the licences of what is bundled in, and the default page as a file to start one's own from.
import { cp, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build } from "esbuild";
import ts from "typescript";

// aws4 is CommonJS. Left alone, its require("crypto") would fail in an ES module.
const builtins = new Map([
  ["crypto", "createHash, createHmac"],
  ["querystring", "parse, stringify"],
  ["url", "parse"],
]);

/** @type {import("esbuild").Plugin} */
const lateFile = {
  name: "late file",
  setup(build) {
    build.onResolve({ filter: /^\.\/refusal\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

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

const entry = "src/runtime/index.ts";

const declarations = declare();
for (const format of /** @type {const} */ (["esm", "cjs"])) {
  const folder = `dist/runtime/${format}`;
  await bundle(folder, format);
  await writeFile(
    `${folder}/package.json`,
    `${JSON.stringify({ type: format === "esm" ? "module" : "commonjs" })}\n`,
  );
  for (const [name, text] of declarations) await writeFile(`${folder}/${name}`, text);
}
await cp("node_modules/aws4/LICENSE", "dist/runtime/LICENSE-aws4");
await writeFile("dist/runtime/maintenance.html", await renderDefaultPage());

/** @param {string} folder @param {"esm" | "cjs"} format */
async function bundle(folder, format) {
  await build({
    // Two files: the second is loaded when the first visitor is turned away.
    entryPoints: ["index", "refusal"].map((name) => `src/runtime/${name}.ts`),
    outdir: folder,
    bundle: true,
    minify: true,
    format,
    platform: "node",
    target: "node20.19",
    legalComments: "none",
    plugins: [lateFile, requiredBuiltins, oneKey],
  });
}

/** The declarations of the public surface alone: what index.d.ts leads to. */
function declare() {
  /** @type {Map<string, string>} */
  const all = new Map();
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile("tsconfig.json", (path) => ts.sys.readFile(path)).config,
    ts.sys,
    ".",
  );
  const program = ts.createProgram([entry], {
    ...options,
    noEmit: false,
    emitDeclarationOnly: true,
    allowJs: false,
  });
  program.emit(undefined, (path, text) => all.set(basename(path), text));
  return reachable(all, "index.d.ts");
}

/** @param {Map<string, string>} all @param {string} from @returns {Map<string, string>} */
function reachable(all, from) {
  const text = all.get(from) ?? missing(from);
  const imports = [...text.matchAll(/from "\.\/(.+?)\.js"/g)].map(([, name]) => `${name}.d.ts`);
  return new Map([[from, text], ...imports.flatMap((name) => [...reachable(all, name)])]);
}

/** @param {string} name @returns {never} */
function missing(name) {
  throw new Error(`The compiler wrote no ${name}.`);
}

/** @returns {Promise<string>} */
async function renderDefaultPage() {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { renderDefaultPage } from "./src/runtime/default-page.ts";
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
