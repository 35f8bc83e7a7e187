// Writes the declarations of the package's exports, and the door through which CommonJS enters the library.
import { writeFile } from "node:fs/promises";
import { writeDeclarations } from "./declarations.js";

await writeDeclarations([
  { entry: "src/library/index.ts", root: "src", folder: "dist/library" },
  { entry: "src/runtime/index.ts", root: "src/runtime", folder: "dist/runtime" },
]);
// Node 20.19 and later can require an ES module; of one that asks from inside a package, without a warning.
await writeFile("dist/library/cjs/index.js", 'module.exports = require("../../index.js");\n');
