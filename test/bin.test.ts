import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

test("a clone that was not built says so", () => {
  const clone = mkdtempSync(join(tmpdir(), "jets-clone-"));
  onTestFinished(() => {
    rmSync(clone, { recursive: true });
  });
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
