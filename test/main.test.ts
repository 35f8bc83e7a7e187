import { closeSync, openSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { buildOptions } from "../scripts/build-options.js";
import { runJets, startJets } from "./support/process/jets.js";

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
        "Add --yes (-y) to turn maintenance on without confirmation.\n",
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
      stderr: "ERROR: EBADF: bad file descriptor, write\nSet DEBUG=jets to see the stack trace.\n",
    });
  });
});

/** The packages that a source file loads at once: those in its bundle and in what that imports statically. */
async function packagesLoadedAtOnce(source: string): Promise<string[]> {
  const { metafile } = await build({ ...buildOptions, write: false, metafile: true });
  const [entry = ""] =
    Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind, external } of metafile.outputs[file]?.imports ?? [])
      if (kind === "import-statement" && external !== true) load(path);
  };
  load(entry);
  const inputs = [...loaded].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
  const packages = inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  return [...new Set(packages)].sort();
}

test("help and usage errors load neither the SDK, nor the prompt, nor the configuration's parser", async () => {
  expect(await packagesLoadedAtOnce("src/main.ts")).toEqual(["chalk", "commander"]);
});

test.each(["src/aws/index.ts", "src/aws/account.ts"])(
  "%s loads no SDK before the first call",
  async (file) => {
    const packages = await packagesLoadedAtOnce(file);
    expect(packages.length).toBeGreaterThan(0);
    expect(packages.filter((name) => /^@(aws-sdk|smithy)/.test(name))).toEqual([]);
  },
);
