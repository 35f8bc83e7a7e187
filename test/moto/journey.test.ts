import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runJets } from "../support/process/jets.js";
import { startMoto, type Moto } from "../support/python/moto.js";
import type { Run } from "../support/process/fake-shell.js";

// On moto_server: more than 100 resources, stacks nested twice, and all three states of reserved concurrency.
// Not here, because moto has none: provisioned concurrency, and account settings (which `off` only warns about).

let moto: Moto;

beforeAll(async () => {
  moto = await startMoto();
  expect(await python("deploy")).toBeGreaterThan(100);
});

afterAll(() => moto.close());

async function python(action: "deploy" | "settings" | "variables"): Promise<unknown> {
  const script = fileURLToPath(new URL("deploy.py", import.meta.url));
  const { stdout } = await promisify(execFile)("python3", [script, moto.url, action]);
  return JSON.parse(stdout);
}

function jets(...args: string[]): Promise<Run> {
  return runJets(args, {
    AWS_ENDPOINT_URL: moto.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ada",
    AWS_SECRET_ACCESS_KEY: "secret",
    JETS_PROJECT: "demo",
  });
}

/** stdout whole; of stderr the first and the last line, which the contract fixes. */
const outline = ({ exitCode, stdout, stderr }: Run): unknown => {
  const lines = stderr.trimEnd().split("\n");
  return { exitCode, stdout, first: lines[0], last: lines.at(-1) };
};

test("web maintenance goes on and off", async () => {
  expect(await jets("maintenance:status")).toEqual({
    exitCode: 0,
    stdout: "off\n",
    stderr: "Web maintenance status for demo-dev\n",
  });
  expect(await jets("maintenance:on", "--yes")).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "Enabling web maintenance mode for demo-dev\nWeb maintenance has been turned on\n",
  });
  expect((await jets("maintenance:status")).stdout).toBe("on\n");
  expect(await jets("maintenance:off")).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "Disabling web maintenance mode for demo-dev\nWeb maintenance has been turned off\n",
  });
  expect((await jets("maintenance:status")).stdout).toBe("off\n");
  // moto says "N/A" of who wrote a parameter.
  const { stdout: history } = await jets("maintenance:history", "--role", "web");
  expect(history).toMatch(/^\S+\tweb\ton\ton\t\t\S+\t\S+@\S+\t\n\S+\tweb\toff\toff\t\t\tunknown\t\n$/);
});

test("worker maintenance goes on and off, and every setting is back, unset ones included", async () => {
  const before = await python("settings");
  expect(outline(await jets("maintenance:on", "-y", "--role", "worker"))).toEqual({
    exitCode: 0,
    stdout: "",
    first: "Enabling worker maintenance mode for demo-dev",
    last: "Worker maintenance has been turned on",
  });
  expect(await python("settings")).toEqual({
    "demo-dev-cleanup_event-purge": { reserved: 0, mappings: [] },
    "demo-dev-controller": { reserved: null, mappings: [] },
    "demo-dev-jobs_event-perform": { reserved: 0, mappings: ["Disabled"] },
    "demo-dev-mail0_event-send": { reserved: 0, mappings: [] },
    "demo-dev-mail1_event-send": { reserved: 0, mappings: [] },
    "demo-dev-mail2_event-send": { reserved: 0, mappings: [] },
    "demo-dev-mail3_event-send": { reserved: 0, mappings: [] },
    "demo-dev-mail4_event-send": { reserved: 0, mappings: [] },
    "demo-dev-old_event-legacy": { reserved: 0, mappings: [] },
    "demo-dev-reports_event-render": { reserved: 0, mappings: [] },
  });
  expect(outline(await jets("maintenance:status", "--all"))).toMatchObject({
    exitCode: 0,
    stdout: "web off\nworker on\n",
    last: "Maintenance status for demo-dev",
  });
  expect(outline(await jets("maintenance:on", "-y", "--role", "worker"))).toMatchObject({
    exitCode: 0,
    last: "Worker maintenance is already on",
  });
  expect(outline(await jets("maintenance:off", "--role", "worker"))).toEqual({
    exitCode: 0,
    stdout: "",
    first: "Disabling worker maintenance mode for demo-dev",
    last: "Worker maintenance has been turned off",
  });
  expect(await python("settings")).toEqual(before);
  expect((await jets("maintenance:status", "--all")).stdout).toBe("web off\nworker off\n");
});

test("web maintenance goes on and off in the variable of the web function too", async () => {
  const before = await python("variables");
  const env = ["--web-flag", "env"];
  expect(await jets("maintenance:on", "--yes", ...env)).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "Enabling web maintenance mode for demo-dev\nWeb maintenance has been turned on\n",
  });
  expect(await python("variables")).toEqual({
    "demo-dev-controller": { JETS_ENV: "dev", JETS_MAINTENANCE: "on" },
  });
  expect((await jets("maintenance:status", ...env)).stdout).toBe("on\n");
  expect(await jets("maintenance:off", ...env)).toMatchObject({ exitCode: 0, stdout: "" });
  expect(await python("variables")).toEqual(before);
  expect((await jets("maintenance:status", ...env)).stdout).toBe("off\n");
});

test("an application that is not deployed is named", async () => {
  const { exitCode, stderr } = await jets("maintenance:status", "--stack", "shop-prod");
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^ERROR: Project has not been deployed\n.*shop-prod.*us-east-1/);
});
