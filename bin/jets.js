#!/usr/bin/env node
import { existsSync } from "node:fs";
import module from "node:module";

// Node 22.1 and later can keep the compiled code for the next run.
if ("enableCompileCache" in module && typeof module.enableCompileCache === "function")
  Reflect.apply(module.enableCompileCache, module, []);
if (existsSync(new URL("../dist/main.js", import.meta.url))) await import("../dist/main.js");
else {
  console.error("ERROR: jets is not built.\nRun: npm run build");
  process.exitCode = 1;
}
