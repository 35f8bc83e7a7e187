#!/usr/bin/env node
// A Node that is too old must be able to read this file to say so: before its version is known there is no import
// statement, no `await` of the top level and no `import.meta`.
const needed = [20, 19];
const found = process.versions.node.split(".").map(Number);

if (found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1])) start();
else {
  process.exitCode = 1;
  process.stderr.write(
    `ERROR: jets needs Node.js ${needed.join(".")} or newer, and ${process.execPath} is ${process.versions.node}.\n`,
  );
}

function start() {
  // Until the program says how it has ended: one that runs dry half-way has failed.
  process.exitCode = 1;
  const module = process.getBuiltinModule("node:module");
  // Node 22.1 and later can keep the compiled code for the next run.
  if ("enableCompileCache" in module && typeof module.enableCompileCache === "function")
    Reflect.apply(module.enableCompileCache, module, []);
  import("../dist/main.js").catch(sayNotBuilt);
}

/** @param {NodeJS.ErrnoException & { url?: string }} error */
function sayNotBuilt(error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND" || !String(error.url).endsWith("/dist/main.js")) throw error;
  console.error("ERROR: jets is not built.\nRun: npm run build");
}
