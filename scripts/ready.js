// Makes a fresh clone ready: installs when the lockfile is newer than node_modules, builds when src is newer than dist.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";

/** @param {string} path */
const changed = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

const newestSource = Math.max(
  ...readdirSync("src", { recursive: true, withFileTypes: true }).map((entry) =>
    changed(`${entry.parentPath}/${entry.name}`),
  ),
  changed("scripts/build.js"),
  changed("scripts/build-runtime.js"),
  changed("scripts/build-types.js"),
  changed("scripts/declarations.js"),
  changed("scripts/build-options.js"),
  changed("scripts/licences.js"),
  changed("scripts/build-man.js"),
  changed("scripts/man-page.ts"),
);

if (changed("package-lock.json") > changed("node_modules/.package-lock.json")) {
  console.error("Installing packages, which takes half a minute once ...");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
}
if (newestSource > changed("dist/main.js")) {
  console.error("Building ...");
  run("npm", ["run", "--silent", "build"]);
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(`${command} ${args.join(" ")} failed. Run it by hand to see why, then try again.`);
    process.exit(status ?? 1);
  }
}
