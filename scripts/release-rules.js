// What has to be so before a version is published.

/**
 * @typedef {object} Release
 * @property {string} version of package.json
 * @property {string} status what `git status --porcelain` prints
 * @property {readonly string[]} tags of the commit
 * @property {string} changelog
 * @property {unknown} repository of package.json
 */

/**
 * @param {Release} release
 * @throws Error that says what is missing, and what to do
 */
export function verifyReleasable({ version, status, tags, changelog, repository }) {
  if (status !== "") throw new Error(`There are uncommitted changes. Commit or stash them:\n${status}`);
  if (!tags.includes(`v${version}`))
    throw new Error(
      `The commit has no tag v${version}, but: ${tags.join(", ") || "none"}. Tag it, or set package.json's version.`,
    );
  if (!changelog.includes(`\n## [${version}] - `))
    throw new Error(
      `CHANGELOG.md has no section "## [${version}] - YYYY-MM-DD". Give the entries under Unreleased that heading.`,
    );
  if (repository === undefined)
    throw new Error("package.json has no repository, which provenance is checked against. Add its URL.");
}
