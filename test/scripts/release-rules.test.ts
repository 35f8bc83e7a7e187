import { expect, test } from "vitest";
import { verifyReleasable } from "../../scripts/release-rules.js";

const ready = {
  version: "1.2.0",
  status: "",
  tags: ["v1.2.0"],
  changelog: "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-25\n",
  repository: "https://git.example/jets",
};

test("a tagged commit with its section of the changelog may be published", () => {
  expect(() => {
    verifyReleasable(ready);
  }).not.toThrow();
});

test.each([
  [{ status: " M README.md" }, "There are uncommitted changes. Commit or stash them:\n M README.md"],
  [{ tags: [] }, "The commit has no tag v1.2.0, but: none."],
  [{ tags: ["v1.1.0"] }, "The commit has no tag v1.2.0, but: v1.1.0."],
  [{ changelog: "## [Unreleased]" }, 'CHANGELOG.md has no section "## [1.2.0] - YYYY-MM-DD".'],
  [{ repository: undefined }, "package.json has no repository"],
])("not with %j", (differs, fact) => {
  expect(() => {
    verifyReleasable({ ...ready, ...differs });
  }).toThrow(fact);
});
