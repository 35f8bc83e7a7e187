import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runJets } from "../support/process/jets.js";
import { documentIn } from "../support/schema.js";
import { serveSandbox } from "../support/network/served-sandbox.js";
import { FakeShell } from "../support/process/fake-shell.js";
import { everywhere, FakeTerminal, type Devices } from "../support/process/fake-terminal.js";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "jets-config-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const write = (name: string, content: unknown): Promise<void> =>
  writeFile(join(directory, name), JSON.stringify(content));

const shellWith = (env: Record<string, string> = {}, devices: Devices = {}): FakeShell =>
  new FakeShell({ terminal: new FakeTerminal(devices, env, directory) });

/** Each value with where it comes from, by its key. */
async function linesOf(shell: FakeShell, ...args: readonly string[]): Promise<Record<string, string>> {
  const { exitCode, stdout, stderr } = await shell.jets("config", ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const cells = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  return Object.fromEntries(cells.map(([key = "", value = "", from = ""]) => [key, `${value} < ${from}`]));
}

describe("jets config tells what is in force and where from", () => {
  test("of nothing at all", async () => {
    expect(await linesOf(shellWith())).toEqual({
      stack: " < ",
      region: "us-east-1 < AWS profile default",
      profile: "default < default",
      credentials: "AWS profile default (sso) < default",
      "endpoint.cloudformation": " < default",
      "endpoint.lambda": " < default",
      "endpoint.sqs": " < default",
      "endpoint.ssm": " < default",
      "workers.include": " < default",
      "workers.exclude": " < default",
      "workers.tags": "false < default",
      keepEvents: "false < default",
      "web.flag": "parameter < default",
      maxDuration: " < default",
      fleets: " < default",
      file: " < ",
    });
  });

  test.each([
    [["--stack", "shop_prod"], { JETS_PROJECT: "demo" }, "shop-prod < --stack"],
    [[], { JETS_PROJECT: "demo", JETS_ENV: "prod" }, "demo-prod < JETS_PROJECT, JETS_ENV and JETS_EXTRA"],
    [[], {}, "filed-dev < jets.config.json"],
  ])("the application of %j in %j", async (args, env, expected) => {
    await write("jets.config.json", { project: "filed" });
    expect((await linesOf(shellWith(env), ...args)).stack).toBe(expected);
  });

  test.each([
    [["--region", "eu-west-1"], { AWS_REGION: "eu-north-1" }, "--region"],
    [[], { AWS_REGION: "eu-north-1", AWS_DEFAULT_REGION: "eu-south-1" }, "AWS_REGION"],
    [[], { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-south-1" }, "AWS_DEFAULT_REGION"],
    [["--profile", "ops"], {}, "AWS profile ops"],
  ])("where the region comes from with %j in %j", async (args, env, expected) => {
    expect((await linesOf(shellWith(env), ...args)).region).toBe(`us-east-1 < ${expected}`);
  });

  test("which functions are workers, by the file", async () => {
    await write("package.json", {
      jets: { workers: { include: ["*Job*", "Import"], tags: true }, web: { flag: "env" } },
    });
    expect(await linesOf(shellWith({ AWS_PROFILE: "ops" }))).toMatchObject({
      profile: "ops < AWS_PROFILE",
      "workers.include": "*Job* Import < package.json",
      "workers.exclude": " < default",
      "workers.tags": "true < package.json",
      "web.flag": "env < package.json",
      file: `package.json < ${directory}`,
    });
  });

  test("of fleets, by their names", async () => {
    await write("jets.config.json", { fleets: { prod: { stacks: ["shop-*"] }, test: { stacks: ["shop"] } } });
    expect((await linesOf(shellWith())).fleets).toBe("prod test < jets.config.json");
    expect(documentIn((await shellWith().jets("config", "--json")).stdout)).toMatchObject({
      configuration: { fleets: { value: ["prod", "test"], from: "jets.config.json" } },
    });
  });

  test("as a table on a terminal", async () => {
    await write("jets.config.json", { stack: "shop-prod" });
    const shell = shellWith({}, everywhere);
    await shell.jets("config");
    expect((await shell.terminal.lines()).slice(0, 3)).toEqual([
      "key                      value                      from",
      "stack                    shop-prod                  jets.config.json",
      "region                   us-east-1                  AWS profile default",
    ]);
  });
});

test("a file that says something wrong is refused by the name of its key", async () => {
  await write("jets.config.json", { workers: { inclde: ["*"] } });
  expect(await shellWith({ JETS_PROJECT: "demo" }).jets("config")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      'ERROR: jets.config.json: unknown key "workers.inclde"\n' +
      "Known keys: stack, project, workers.include, workers.exclude, workers.tags, keepEvents, web.flag, maxDuration, fleets.\n",
  });
});

test("the binary finds the endpoint of each service, and reaches none of them", async () => {
  const { env, callers, close } = await serveSandbox();
  const url = env.AWS_ENDPOINT_URL;
  const run = await runJets(["config", "--json"], { ...env, AWS_ENDPOINT_URL_SSM: "http://127.0.0.1:9" });
  await close();
  expect(callers).toEqual([]);
  expect(documentIn(run.stdout)).toEqual({
    configuration: {
      stack: { value: "demo-dev", from: "JETS_PROJECT, JETS_ENV and JETS_EXTRA" },
      region: { value: "us-east-1", from: "AWS_REGION" },
      profile: { value: "default", from: "default" },
      credentials: { value: "keys in the environment", from: "AWS_ACCESS_KEY_ID" },
      "endpoint.cloudformation": { value: url, from: "AWS_ENDPOINT_URL" },
      "endpoint.lambda": { value: url, from: "AWS_ENDPOINT_URL" },
      "endpoint.sqs": { value: url, from: "AWS_ENDPOINT_URL" },
      "endpoint.ssm": { value: "http://127.0.0.1:9", from: "AWS_ENDPOINT_URL_SSM" },
      "workers.include": { value: null, from: "default" },
      "workers.exclude": { value: null, from: "default" },
      "workers.tags": { value: false, from: "default" },
      keepEvents: { value: false, from: "default" },
      "web.flag": { value: "parameter", from: "default" },
      maxDuration: { value: null, from: "default" },
      fleets: { value: null, from: "default" },
      file: { value: null, from: null },
    },
  });
});
