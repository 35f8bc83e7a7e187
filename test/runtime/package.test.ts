import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build, type Format } from "esbuild";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpApi } from "./support/events.js";
import { flagName } from "./support/front-desk.js";
import { credentials, ParameterStore } from "./support/parameter-store.js";

let project: string;
let store: ParameterStore;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "team-"));
  await mkdir(join(project, "node_modules"));
  await symlink(process.cwd(), join(project, "node_modules/jets-maintenance"));
  await writeFile(
    join(project, "app.js"),
    "exports.handler = async () => ({ statusCode: 200, body: 'application' });",
  );
  store = await ParameterStore.start();
  store.values.set(flagName, "on");
});
afterAll(async () => {
  store.stop();
  await rm(project, { recursive: true });
});

/** Runs a program in the project and gives the last line that it printed. */
async function run(file: string): Promise<unknown> {
  const env = { ...credentials, AWS_ENDPOINT_URL: store.url, JETS_PROJECT: "demo" };
  const { stdout } = await promisify(execFile)(process.execPath, [join(project, file)], { env });
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
    await writeFile(join(project, `use.${extension}`), programs[format]);
    expect(await run(`use.${extension}`)).toMatchObject({ statusCode: 503 });
  });

  test("the package may be bundled into one file with the application", async () => {
    await writeFile(join(project, `use.${extension}`), programs[format]);
    const outfile = join(project, `bundled.${extension}`);
    await build({
      entryPoints: [join(project, `use.${extension}`)],
      outfile,
      bundle: true,
      format,
      platform: "node",
    });
    expect(await run(`bundled.${extension}`)).toMatchObject({ statusCode: 503 });
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
    const file = join(project, `types.${format === "esm" ? "mts" : "cts"}`);
    await writeFile(
      file,
      `import { withMaintenance } from "jets-maintenance/runtime";
       const app = (event: { readonly a: string }): Promise<number> => Promise.resolve(event.a.length);
       export const handler: typeof app = withMaintenance(() => ({ handler: app }), { allow: ["/up"] });
       // @ts-expect-error An option that does not exist.
       withMaintenance(() => app, { allowed: [] });`,
    );
    expect(typeErrors(file)).toEqual([]);
  });
});

test("the default page is there as a file to start one's own from", async () => {
  expect(await readFile("dist/runtime/maintenance.html", "utf8")).toContain("<h1>We’ll be back soon</h1>");
});

const sizeOf = async (path: string): Promise<number> => (await readFile(path)).length;

function typeErrors(file: string): string[] {
  const { NodeNext } = ts.ModuleKind;
  const options = { module: NodeNext, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true, types: [] };
  const program = ts.createProgram([file], options);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
