// Installs what the folder given has in a package of its own, so that nobody who only builds or uses jets has to.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

const cwd = process.argv[2] ?? ".";

/** @param {string} name */
const changed = (name) => {
  const path = `${cwd}/${name}`;
  return existsSync(path) ? statSync(path).mtimeMs : 0;
};

if (changed("package-lock.json") > changed("node_modules/.package-lock.json")) {
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}
