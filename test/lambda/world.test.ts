import { execFile } from "node:child_process";
import { readdir, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { httpApi } from "../runtime/support/events.js";
import { flagName } from "../runtime/support/front-desk.js";
import { credentials, ParameterStore } from "../runtime/support/parameter-store.js";
import { createTeamFolder } from "./support/team.js";

// Sentry, webpack and Jest as they come from npm, around the built package.
const use = `withMaintenance(() => application, { ttlSeconds: 0 })`;
const print = `handler(${JSON.stringify(httpApi())}, { getRemainingTimeInMillis: () => 3000 }).then((answer) => console.log(JSON.stringify(answer)));`;
const front = `const { withMaintenance } = require("jets-maintenance/runtime");`;
const calling = `const application = (event, context, callback) => setImmediate(() => callback(null, { statusCode: 200 }));`;
const files = {
  "sentry.cjs": `${front}${calling}const handler = require("@sentry/aws-serverless").wrapHandler(${use});${print}`,
  "main.js": `import { withMaintenance } from "jets-maintenance/runtime"; ${calling} const handler = ${use}; ${print}`,
  "webpack.config.cjs": `const { optimize } = require("webpack");
    module.exports = { mode: "production", target: "node", entry: "./main.js", output: { filename: "main.js" },
      plugins: [new optimize.LimitChunkCountPlugin({ maxChunks: 1 })] };`,
  "build.cjs": `require("webpack")(require("./webpack.config.cjs"), (error, stats) => {
    if (error || stats.hasErrors()) throw new Error(String(error ?? stats)); });`,
  "page.test.js": `${front}test("503", async () => {
    ${calling} expect(await ${use}(${JSON.stringify(httpApi())}, {})).toMatchObject({ statusCode: Number(process.env.STATUS) }); });`,
  "package.json": "{}",
};

let store: ParameterStore;
let folder: string;
beforeAll(async () => {
  store = await ParameterStore.start();
  folder = await createTeamFolder(files);
  const peers = resolve("test/lambda/peers/node_modules");
  for (const name of ["@sentry", "webpack", "jest"]) {
    await symlink(join(peers, name), join(folder, "node_modules", name));
  }
});
afterAll(async () => {
  store.stop();
  await rm(folder, { recursive: true });
});

async function run(program: string, env: Record<string, string> = {}): Promise<string> {
  const all = { ...credentials, AWS_ENDPOINT_URL: store.url, JETS_PROJECT: "demo", ...env };
  const args = program.split(" ");
  return (await promisify(execFile)(process.execPath, args, { cwd: folder, env: all })).stdout;
}

const states = [
  ["off", 200],
  ["on", 503],
] as const;

test.each(states)(
  "Sentry around it answers for an application that calls back, flag %s",
  async (flag, statusCode) => {
    store.values.set(flagName, flag);
    expect(JSON.parse(await run("sentry.cjs"))).toMatchObject({ statusCode });
  },
);

test.each(states)("webpack's main file is all that is needed, flag %s", async (flag, statusCode) => {
  store.values.set(flagName, flag);
  await run("build.cjs");
  expect(await readdir(join(folder, "dist"))).toEqual(["main.js"]);
  expect(JSON.parse(await run("dist/main.js"))).toMatchObject({ statusCode });
});

test.each(states)("Jest runs it without flags, flag %s", async (flag, status) => {
  store.values.set(flagName, flag);
  await run("node_modules/jest/bin/jest.js --rootDir .", { STATUS: String(status) });
});
