import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Format } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RunningProcess } from "../support/jets.js";
import { Project } from "../support/project.js";
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
async function run(path: string): Promise<unknown> {
  const env = { ...credentials, AWS_ENDPOINT_URL: store.url, JETS_PROJECT: "demo" };
  const { stdout } = await new RunningProcess(process.execPath, [path], env).end;
  const printed: unknown = JSON.parse(stdout);
  return printed;
}

const use = `withMaintenance(() => import("./app.js"))(${JSON.stringify(httpApi())}, {}).then((answer) => console.log(JSON.stringify(answer)));`;
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

  test("what every cold start reads is at most 20 KB, and the page and its rules at most 12", async () => {
    expect(await sizeOf(`dist/runtime/${format}/index.js`)).toBeLessThanOrEqual(20_000);
    expect(await sizeOf(`dist/runtime/${format}/refusal.js`)).toBeLessThanOrEqual(12_000);
  });

  test("nothing but Node itself is needed", async () => {
    for (const name of ["index", "refusal"]) {
      const text = await readFile(`dist/runtime/${format}/${name}.js`, "utf8");
      const needed = [...text.matchAll(/(?:from|require\(|import\()\s*"([^"]+)"/g)].map(
        ([, needs]) => needs ?? "",
      );
      expect(needed.filter((needs) => !needs.startsWith("node:") && needs !== "./refusal.js")).toEqual([]);
      expect(needed.length).toBeGreaterThan(1);
    }
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

test("the default page is there as a file to start one's own from", async () => {
  expect(await readFile("dist/runtime/maintenance.html", "utf8")).toContain("<h1>We’ll be back soon</h1>");
});

const sizeOf = async (path: string): Promise<number> => (await readFile(path)).length;
