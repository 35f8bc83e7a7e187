import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { build, type Format } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setEnvironment } from "../support/environment.js";
import { RunningProcess } from "../support/process/jets.js";
import { Project } from "../support/process/project.js";
import { authorityFile, openProxy } from "../support/network/proxy.js";
import { httpApi } from "./support/events.js";
import { flagName } from "./support/front-desk.js";
import { credentials, ParameterStore } from "./support/parameter-store.js";

let project: Project;
let store: ParameterStore;
beforeAll(async () => {
  project = await Project.create();
  await project.write("app.js", "exports.handler = async () => ({ statusCode: 200, body: 'application' });");
  store = await ParameterStore.start();
  store.values.set(flagName, "on");
});
afterAll(async () => {
  store.stop();
  await project.remove();
});

/** Runs a program and gives what it printed. */
async function run(
  path: string,
  network: Record<string, string> = { AWS_ENDPOINT_URL: store.url },
): Promise<unknown> {
  const env = { ...credentials, JETS_PROJECT: "demo", ...network };
  const { stdout } = await new RunningProcess(process.execPath, [path], env).end;
  const printed: unknown = JSON.parse(stdout);
  return printed;
}

// A process of its own has to load TLS, too, and the machine may be busy.
const use = `withMaintenance(() => import("./app.js"), { timeoutMs: 10_000 })(${JSON.stringify(httpApi())}, {}).then((answer) => console.log(JSON.stringify(answer)));`;
const programs = {
  esm: `import { withMaintenance } from "jets-maintenance/runtime";\n${use}`,
  cjs: `const { withMaintenance } = require("jets-maintenance/runtime");\n${use}`,
} as const satisfies Partial<Record<Format, string>>;

describe.each([
  ["esm", "mjs"],
  ["cjs", "cjs"],
] as const)("as %s", (format, extension) => {
  test("the package answers 503", async () => {
    const path = await project.write(`use.${extension}`, programs[format]);
    expect(await run(path)).toMatchObject({ statusCode: 503 });
  });

  test("the package asks through the proxy that is named", async () => {
    const path = await project.write(`use.${extension}`, programs[format]);
    const proxy = await openProxy(store.url);
    const network = { HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: authorityFile, AWS_REGION: "us-east-1" };
    const answer = await run(path, network);
    proxy.close();
    expect(answer).toMatchObject({ statusCode: 503 });
    expect(proxy.asked).toEqual(["CONNECT ssm.us-east-1.amazonaws.com:443"]);
  });

  test("the package may be bundled into one file with the application", async () => {
    const path = await project.write(`use.${extension}`, programs[format]);
    const outfile = join(project.folder, `bundled.${extension}`);
    await build({
      entryPoints: [path],
      outfile,
      bundle: true,
      format,
      platform: "node",
    });
    expect(await run(outfile)).toMatchObject({ statusCode: 503 });
  });

  test("it is one file of at most 35 KB, so that a bundler can leave no part of it behind", async () => {
    const files = await readdir(`dist/runtime/${format}`);
    expect(files.filter((file) => file.endsWith(".js"))).toEqual(["index.js"]);
    expect(await sizeOf(`dist/runtime/${format}/index.js`)).toBeLessThanOrEqual(35_000);
  });

  test("nothing but Node itself is needed", async () => {
    const text = await readFile(`dist/runtime/${format}/index.js`, "utf8");
    const needed = [...text.matchAll(/(?:from|require\(|import\()\s*"([^"]+)"/g)].map(([, needs]) => needs);
    expect(needed.filter((needs) => needs?.startsWith("node:") !== true)).toEqual([]);
    expect(needed.length).toBeGreaterThan(1);
  });

  test("the types are found and infer from the application", async () => {
    const errors = await project.typeErrors(
      `types.${format === "esm" ? "mts" : "cts"}`,
      `import { withMaintenance } from "jets-maintenance/runtime";
       const app = (event: { readonly a: string }): Promise<number> => Promise.resolve(event.a.length);
       export const handler: typeof app = withMaintenance(() => ({ handler: app }), { allow: ["/up"] });
       // @ts-expect-error An option that does not exist.
       withMaintenance(() => app, { allowed: [] });`,
    );
    expect(errors).toEqual([]);
  });
});

test("the CommonJS build runs where `import()` is refused, as under Jest without flags", async () => {
  const module = { exports: {} };
  const wrapped = `(function (module, exports, require) {${await readFile("dist/runtime/cjs/index.js", "utf8")}\n})`;
  // As jest-runtime compiles a file: without `importModuleDynamically`.
  const run: unknown = new Script(wrapped).runInThisContext();
  if (typeof run !== "function") throw new TypeError("not a function");
  Reflect.apply(run, undefined, [module, module.exports, createRequire(import.meta.url)]);
  const before = { ...process.env };
  setEnvironment({ ...before, ...credentials, AWS_ENDPOINT_URL: store.url, JETS_PROJECT: "demo" });
  const withMaintenance: unknown = Reflect.get(module.exports, "withMaintenance");
  if (typeof withMaintenance !== "function") throw new TypeError("not a function");
  const handler: unknown = Reflect.apply(withMaintenance, undefined, [() => () => undefined]);
  if (typeof handler !== "function") throw new TypeError("not a function");
  expect(await Reflect.apply(handler, undefined, [httpApi(), {}])).toMatchObject({ statusCode: 503 });
  setEnvironment(before);
});

test("the default page is there as a file to start one's own from", async () => {
  expect(await readFile("dist/runtime/maintenance.html", "utf8")).toContain("<h1>We’ll be back soon</h1>");
});

const sizeOf = async (path: string): Promise<number> => (await readFile(path)).length;
