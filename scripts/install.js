// Installs what the benchmarks measure against. It is a package of its own: nobody else needs it.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

/** @param {string} name */
const changed = (name) => {
  const path = new URL(name, import.meta.url);
  return existsSync(path) ? statSync(path).mtimeMs : 0;
};

if (changed("package-lock.json") > changed("node_modules/.package-lock.json")) {
  const cwd = new URL(".", import.meta.url).pathname;
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}
