// How the command line is bundled; a test asks the same bundler what is loaded when.

// Modules that packages load at start-up for features that are not used: they take longer than the rest of `--help`.
/** @type {readonly { name: string, by: RegExp, instead: string }[]} */
const neverAsked = [
  // Commander starts subcommands that are programs of their own, of which there are none here.
  { name: "node:child_process", by: /[\\/]commander[\\/]/, instead: "module.exports = {};" },
  // Chalk would detect the number of colours; here it is set.
  {
    name: "#supports-color",
    by: /[\\/]chalk[\\/]/,
    instead: "export default { stdout: false, stderr: false };",
  },
];

/**
 * @param {import("esbuild").PluginBuild} build
 * @returns {void}
 */
function leaveOut(build) {
  build.onResolve({ filter: /^(node:|#)/ }, ({ path, importer }) =>
    neverAsked.some(({ name, by }) => name === path && by.test(importer))
      ? { path, namespace: "never-used" }
      : undefined,
  );
  build.onLoad({ filter: /./, namespace: "never-used" }, ({ path }) => ({
    contents: neverAsked.find(({ name }) => name === path)?.instead ?? "",
  }));
}

/**
 * Packages are bundled too, without the parts that are never used: a run reads a tenth of the files and half of the
 * code that it would otherwise. They stay in package.json's `dependencies`, where our audit sees them;
 * `trim-package.js` leaves them out of what is published, so that nobody has to install them a second time.
 * @satisfies {import("esbuild").BuildOptions}
 */
export const buildOptions = {
  entryPoints: { main: "src/main.ts", index: "src/library/index.ts" },
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
  // The SDK would print its Node 20 notice between our own lines on stderr, or in the output of another program.
  define: { "process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": '"true"' },
  plugins: [{ name: "leave-out", setup: leaveOut }],
  // For the packages that are CommonJS.
  banner: {
    js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
  },
};
