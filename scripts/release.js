// Publishes the version of package.json, with provenance: npm shows which commit and which workflow it was built by.
// That works in a pipeline only, where .github/workflows/release.yml starts it.
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import packageJson from "../package.json" with { type: "json" };
import { verifyReleasable } from "./release-rules.js";

verifyReleasable({
  version: packageJson.version,
  status: git("status", "--porcelain"),
  tags: git("tag", "--points-at", "HEAD").split("\n"),
  changelog: await readFile("CHANGELOG.md", "utf8"),
  repository: Reflect.get(packageJson, "repository"),
});
const { status } = spawnSync("npm", ["publish", "--provenance", "--access", "public"], { stdio: "inherit" });
process.exitCode = status ?? 1;

/** @param {string[]} args */
function git(...args) {
  const { status, stdout, stderr } = spawnSync("git", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")} failed: ${stderr}`);
  return stdout.trim();
}
