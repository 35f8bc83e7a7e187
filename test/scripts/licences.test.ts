import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeLicences } from "../../scripts/licences.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jets-licences-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function addPackage(name: string, license: string, files: Record<string, string>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  const manifest = JSON.stringify({ name, version: "1.0.0", license });
  for (const [file, text] of Object.entries({ "package.json": manifest, ...files }))
    await writeFile(join(path, file), text);
  return path;
}

const line = "=".repeat(80);

test("each text stands once, below all the packages that it is for, and notices come along", async () => {
  const folders = [
    await addPackage("a", "Apache-2.0", { LICENSE: "Apache text\n", NOTICE: "A's notice\n" }),
    await addPackage("b", "MIT", { "license.md": "B's MIT text\n" }),
    await addPackage("c", "Apache-2.0", {}),
  ];
  expect(await describeLicences(folders)).toBe(
    [
      `${line}\na 1.0.0 (Apache-2.0)\nc 1.0.0 (Apache-2.0)\n\nApache text\n`,
      `${line}\na 1.0.0 (Apache-2.0)\n\nA's notice\n`,
      `${line}\nb 1.0.0 (MIT)\n\nB's MIT text\n`,
    ].join("\n"),
  );
});

test("a licence that is not allowed ends the build", async () => {
  const path = await addPackage("a", "GPL-3.0-only", { LICENSE: "GPL text" });
  await expect(describeLicences([path])).rejects.toThrow(
    'its licence is "GPL-3.0-only", not one of 0BSD, Apache-2.0, BSD-2-Clause, BSD-3-Clause, ISC, MIT.',
  );
});

test("a package without the text of its own licence ends the build", async () => {
  const path = await addPackage("a", "MIT", {});
  await expect(describeLicences([path])).rejects.toThrow("There is no text of MIT.");
});
