import { expect, test } from "vitest";
import { verifyFiles } from "../../scripts/package-files.js";

const published = [
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
  "package.json",
  "bin/jets.js",
  "bin/sandbox/jets",
  "dist/main.js",
  "dist/index.js",
  "dist/dist-es-AZ4A2Y5E.js",
  "dist/LICENCES.txt",
  "dist/jets.1",
  "dist/library/esm/library/index.d.ts",
  "dist/runtime/cjs/refusal.js",
  "dist/runtime/maintenance.html",
  "docs/safety.md",
  "docs/api/jets-maintenance/runtime.md",
  "schema/v1.json",
];

const verified = (paths: readonly string[]) => (): void => {
  verifyFiles(paths);
};

test("what users need may be in the package", () => {
  expect(verified(published)).not.toThrow();
});

test.each([
  "CONTRIBUTING.md",
  "docs/images/a.png",
  "src/main.ts",
  "dist/main.js.map",
  ".env",
  "test/a.test.ts",
])("%s may not", (path) => {
  expect(verified([...published, path])).toThrow(`Not meant to be in the package: ${path}`);
});

test("the program itself must be there", () => {
  expect(verified(published.filter((path) => !path.startsWith("bin/")))).toThrow("Not in the package: ");
});
