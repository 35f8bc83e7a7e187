import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { binary } from "../support/process/jets.js";

/** Runs the binary in a directory that is deleted first. */
function runInGoneDirectory(args: string): { status: number | null; stdout: string; stderr: string } {
  const script = `cd "$(mktemp -d)" && rmdir "$PWD" && exec "$0" "$1" ${args}`;
  return spawnSync("sh", ["-c", script, process.execPath, binary], { encoding: "utf8" });
}

test("a working directory that was deleted is no matter for --help", () => {
  const { status, stdout, stderr } = runInGoneDirectory("--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("Usage: jets");
});

test("a working directory that was deleted is told, where it is asked for", () => {
  expect(runInGoneDirectory("maintenance:status")).toMatchObject({
    status: 2,
    stdout: "",
    stderr:
      "ERROR: The working directory no longer exists.\n" +
      "Change to another directory. For the web role, --stack NAME is enough.\n",
  });
});
