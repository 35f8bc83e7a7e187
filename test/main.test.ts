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

/** The whole program, bundled as it is published, in memory. */
const bundled = build({ ...buildOptions, write: false, metafile: true });

/** What a source file loads at once: the files of its bundle and of what that imports statically, with their sources. */
async function loadedAtOnce(source: string): Promise<{ files: string[]; sources: string[] }> {
  const { metafile } = await bundled;
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
  const files = [...loaded];
  return { files, sources: files.flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {})) };
}

async function packagesLoadedAtOnce(source: string): Promise<string[]> {
  const { sources } = await loadedAtOnce(source);
  const packages = sources.flatMap((one) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(one)?.[1] ?? []);
  return [...new Set(packages)].sort();
}

test("help and usage errors load neither the SDK, nor the prompt, nor the configuration's parser", async () => {
  expect(await packagesLoadedAtOnce("src/main.ts")).toEqual(["chalk", "commander"]);
});

test("a command for one application loads nothing of many but how their names look, and reads few files", async () => {
  const { files, sources } = await loadedAtOnce("src/main.ts");
  const ofMany = sources.filter((source) =>
    /^src\/(fleet|commands\/fleet|terminal\/views\/fleet)\//.test(source),
  );
  expect(ofMany).toEqual(["src/fleet/glob.ts"]);
  // More files of the same code take longer: each of them is found, read and linked by itself.
  expect(files.length).toBeLessThanOrEqual(20);
});

test.each(["src/aws/index.ts", "src/aws/account.ts"])(
  "%s loads no SDK before the first call",
  async (file) => {
    const packages = await packagesLoadedAtOnce(file);
    expect(packages.length).toBeGreaterThan(0);
    expect(packages.filter((name) => /^@(aws-sdk|smithy)/.test(name))).toEqual([]);
  },
);
