import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { runJets, startJets } from "./support/jets.js";

describe("the binary", () => {
  test("prints its version", async () => {
    expect(await runJets(["--version"])).toEqual({
      exitCode: 0,
      stdout: `${packageJson.version}\n`,
      stderr: "",
    });
  });

  test("exits 2 for a usage error", async () => {
    expect(await runJets(["maintenance:on", "--stack", "demo-dev"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "ERROR: --yes is required when not running interactively\n" +
        "Add --yes (-y) to turn maintenance on without being asked.\n",
    });
  });

  test("says nothing when nobody reads its stdout any more", async () => {
    const running = startJets(["--help"]);
    running.child.stdout.destroy();
    expect(await running.end).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("fails when its stdout can't be written to", () => {
    const readOnly = openSync("package.json", "r");
    const { status, stderr } = spawnSync(process.execPath, ["bin/jets.js", "--version"], {
      stdio: ["ignore", readOnly, "pipe"],
      encoding: "utf8",
    });
    closeSync(readOnly);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "ERROR: EBADF: bad file descriptor, write\nSet DEBUG=jets to see where it comes from.\n",
    });
  });
});

/** The packages that a built file imports before it runs, its own chunks followed. */
async function packagesOf(file: string): Promise<string[]> {
  const code = await readFile(new URL(`../dist/${file}`, import.meta.url), "utf8");
  const imported = [...code.matchAll(/^(?:import|export)\b[^;]*?"([^"]+)";$/gm)].flatMap(
    ([, name]) => name ?? [],
  );
  const chunks = imported.filter((name) => name.startsWith("./")).map((name) => name.slice(2));
  const packages = imported.filter((name) => !name.startsWith("./") && !name.startsWith("node:"));
  return [...packages, ...(await Promise.all(chunks.map(packagesOf))).flat()];
}

test("help and usage errors load neither the SDK, nor the prompt, nor the configuration's parser", async () => {
  expect([...new Set(await packagesOf("main.js"))].sort()).toEqual(["chalk", "commander"]);
});
