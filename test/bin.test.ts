import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";
import { describe, expect, onTestFinished, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };

test("a clone that was not built says so", () => {
  const clone = folder();
  cpSync("bin", join(clone, "bin"), { recursive: true });
  cpSync("package.json", join(clone, "package.json"));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, "bin/jets.js"), "sandbox"], {
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr: "ERROR: jets is not built.\nRun: npm run build\n",
  });
});

describe("a Node that is too old", () => {
  const source = readFileSync("bin/jets.js", "utf8");

  test("is told in one line, before anything else, which one is needed", () => {
    const old = join(folder(), "old.cjs");
    writeFileSync(
      old,
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } });`,
    );
    const args = ["--require", old, "bin/jets.js", "maintenance:on", "--role", "worker", "--yes"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: `ERROR: jets needs Node.js 20.19 or newer, and ${process.execPath} is 18.20.8.\n`,
    });
  });

  test("can read the file that says so, which has no import statement and awaits nothing", () => {
    expect(() => new Script(source.replace(/^#!.*/, ""))).not.toThrow();
  });

  test("is the one that package.json does not want", () => {
    expect(source).toContain(`const needed = [${packageJson.engines.node.slice(2).replace(".", ", ")}];`);
  });
});

/** A folder that is gone after the test. */
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "jets-bin-"));
  onTestFinished(() => {
    rmSync(made, { recursive: true });
  });
  return made;
}
