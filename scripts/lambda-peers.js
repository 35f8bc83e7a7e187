// Installs what test/lambda needs: Lambda's runtime client, which is built from source, and serverless-offline. They are
// a package of their own, so that nobody who only builds or uses jets has to install them.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

const folder = "test/lambda/peers";

/** @param {string} path */
const changed = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

if (changed(`${folder}/package-lock.json`) > changed(`${folder}/node_modules/.package-lock.json`)) install();

function install() {
  const missing = ["autoreconf", "libtoolize", "cmake", "make", "g++", "python3"].filter(
    (tool) => !isThere(tool),
  );
  if (missing.length > 0) {
    console.error(`aws-lambda-ric is built from source, and ${missing.join(", ")} can't be found.`);
    console.error("On Debian: apt-get install autoconf automake libtool cmake make g++ python3");
    process.exit(1);
  }
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** @param {string} tool */
function isThere(tool) {
  return spawnSync(tool, ["--version"], { stdio: "ignore" }).error === undefined;
}
