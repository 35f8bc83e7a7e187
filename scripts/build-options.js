// How the command line is bundled; a test asks the same bundler what is loaded when.

/**
 * Commander starts subcommands that are programs of their own, of which there are none here; loading what it would
 * need for that takes longer than all the rest of `--help`.
 * @param {import("esbuild").PluginBuild} build
 * @returns {void}
 */
function startNothing(build) {
  build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
    /[\\/]commander[\\/]/.test(importer) ? { path: "nothing", namespace: "nothing" } : undefined,
  );
  build.onLoad({ filter: /^nothing$/, namespace: "nothing" }, () => ({ contents: "module.exports = {};" }));
}

/**
 * Packages are bundled too, without the parts that are never used: a run reads a tenth of the files and half of the
 * code that it would otherwise. They stay in package.json's `dependencies`, so that an audit sees what is inside.
 * @satisfies {import("esbuild").BuildOptions}
 */
export const buildOptions = {
  entryPoints: { main: "src/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: /** @type {const} */ ("esm"),
  platform: /** @type {const} */ ("node"),
  target: "node20.19",
  // The SDK's ES modules: what is not used of them can be left out.
  mainFields: ["module", "main"],
  // Names are kept: DEBUG=jets prints stacks.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: /** @type {const} */ ("linked"),
  plugins: [{ name: "start-nothing", setup: startNothing }],
  // For the packages that are CommonJS.
  banner: {
    js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
  },
};
