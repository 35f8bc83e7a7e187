// Checks the package as its users get it: what is in it, what its exports lead to, and that it does its job once it is
// installed from the tarball, with each Node that is named, else with this one.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import * as v from "valibot";
import packageJson from "../package.json" with { type: "json" };
import { verifyFiles } from "./package-files.js";

/** In the sandbox's shell, where `jets` is the installed program again. */
const journey = [
  "jets maintenance:on --role worker --yes",
  "jets maintenance:status --all",
  "jets maintenance:on --yes",
  "jets maintenance:off --role worker",
  "jets maintenance:status --all",
].join("\n");

const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
const folder = mkdtempSync(join(tmpdir(), "jets-package-"));
process.on("exit", () => {
  rmSync(folder, { recursive: true });
});

const { filename, files, size } = pack();
const tarball = join(folder, filename);
verifyFiles(files.map(({ path }) => path));
run("npx", ["--no-install", "publint", "run", tarball, "--strict"]);
// Not for resolvers older than package.json's `exports`.
run("npx", ["--no-install", "attw", "--profile", "node16", "--format", "ascii", tarball]);
const { prefix, project } = install();
for (const node of nodes) verifyItWorks(node);
console.log(`The package is fine: ${files.length} files, ${Math.round(size / 1000)} kB to download.`);

function pack() {
  const packed = v.object({
    filename: v.string(),
    size: v.number(),
    files: v.array(v.object({ path: v.string() })),
  });
  const printed = run("npm", ["pack", "--json", "--silent", "--pack-destination", folder]);
  const [first] = v.parse(v.tuple([packed]), JSON.parse(printed));
  return first;
}

/** Installs it globally, and into an empty project. It contains all that it needs, so it needs no network. */
function install() {
  const where = { prefix: join(folder, "global"), project: join(folder, "project") };
  mkdirSync(where.project);
  const quietly = ["--offline", "--no-audit", "--no-fund", "--silent", tarball];
  run("npm", ["install", "--global", "--prefix", where.prefix, ...quietly]);
  run("npm", ["install", "--prefix", where.project, ...quietly]);
  const names = "duringMaintenance, turnOn, turnOff, getStatus, JetsError";
  writeFileSync(
    join(where.project, "use.mjs"),
    `import { ${names} } from "jets-maintenance";
     import { withMaintenance } from "jets-maintenance/runtime";
     const application = { stack: "demo-dev", role: "worker" };
     await turnOn(application);
     const { state } = await getStatus(application);
     await turnOff(application);
     const { value } = await duringMaintenance({ ...application, wait: false }, () => "done");
     console.log(state, value, typeof withMaintenance, typeof JetsError);`,
  );
  writeFileSync(
    join(where.project, "use.cjs"),
    `const { ${names} } = require("jets-maintenance");
     const { withMaintenance } = require("jets-maintenance/runtime");
     getStatus({ stack: "demo-dev", role: "web" }).then(({ state }) =>
       console.log(state, typeof withMaintenance, typeof JetsError));`,
  );
  return where;
}

/** @param {string} node */
function verifyItWorks(node) {
  const env = {
    ...process.env,
    PATH: [dirname(node), join(prefix, "bin"), process.env.PATH].join(delimiter),
  };
  /** @param {string[]} args @param {string} expected */
  const expect = (args, expected) => {
    const printed = run("jets", args, { env, cwd: project });
    if (!printed.includes(expected))
      throw new Error(`jets ${args.join(" ")} did not say "${expected}" but: ${printed}`);
  };
  expect(["--version"], packageJson.version);
  expect(["--help"], "maintenance:status");
  expect(["sandbox", "--", "sh", "-euc", journey], "web off\nworker on\nweb on\nworker off\n");
  expect(["sandbox", "--", "node", "use.mjs"], "on done function function");
  expect(["sandbox", "--", "node", "use.cjs"], "off function function");
  console.log(`Node ${run(node, ["--version"]).trim()}: installed, it does its job.`);
}

/**
 * What a program printed on stdout.
 * @param {string} command @param {string[]} args @param {import("node:child_process").SpawnSyncOptions} options
 */
function run(command, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { ...options, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}.\n${stdout}${stderr}`);
  return stdout;
}
