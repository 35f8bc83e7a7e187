import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Run } from "../support/process/fake-shell.js";
import { startJets } from "../support/process/jets.js";
import { startMoto, type Moto } from "../support/python/moto.js";

// On moto_server, where AssumeRole separates accounts, too. Not here, because moto lets everybody do everything: roles
// that may not be assumed, and regions that are not enabled; test/processes/fleet.test.ts has both in the sandbox.

const [own, ...others] = ["123456789012", "111122223333", "444455556666"] as const;
const regions = ["us-east-1", "eu-west-1"] as const;
const stacks = ["shop-0", "shop-1", "shop-2", "shop-3", "shop-4"] as const;

const accounts = [{ id: own }, ...others.map((id) => ({ id, role: "jets" }))];
const configuration = {
  fleets: {
    prod: { stacks: ["shop-*"], regions, accounts },
    broken: { stacks: ["shop-*"], regions, accounts: [...accounts, { profile: "gone" }] },
  },
};

let moto: Moto;
let folder: string;

beforeAll(async () => {
  moto = await startMoto();
  folder = await mkdtemp(join(tmpdir(), "fleet-"));
  await writeFile(join(folder, "jets.config.json"), JSON.stringify(configuration));
  expect(await python("deploy")).toBe(36);
});

afterAll(async () => {
  await moto.close();
  await rm(folder, { recursive: true });
});

/** Reserved concurrency and mappings of every function, by account, region and name. */
const settingsSchema = v.record(
  v.string(),
  v.object({ reserved: v.nullable(v.number()), mappings: v.array(v.string()) }),
);

const settings = async (): Promise<v.InferOutput<typeof settingsSchema>> =>
  v.parse(settingsSchema, await python("settings"));

async function python(action: "deploy" | "settings"): Promise<unknown> {
  const script = fileURLToPath(new URL("fleet.py", import.meta.url));
  const { stdout } = await promisify(execFile)("python3", [script, moto.url, action]);
  return JSON.parse(stdout);
}

function jets(command: string, ...options: string[]): Promise<Run> {
  const env = {
    AWS_ENDPOINT_URL: moto.url,
    AWS_ACCESS_KEY_ID: "ada",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_CONFIG_FILE: "/nowhere",
    AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
  };
  return startJets([`maintenance:${command}`, ...options], env, folder).end;
}

/** The exit code, stdout, and the count that stderr ends with. */
const outline = ({ exitCode, stdout, stderr }: Run): unknown => ({
  exitCode,
  stdout,
  last: stderr.trimEnd().split("\n").at(-1),
});

/** What `status` prints of the fleet. */
const table = (roles: readonly string[], state: "on" | "off"): string =>
  [own, ...others]
    .flatMap((account) => regions.map((region) => `${account}\t${region}`))
    .sort()
    .flatMap((place) =>
      stacks.flatMap((stack) => roles.map((role) => `${place}\t${stack}\t${role}\t${state}\n`)),
    )
    .join("");

const isWorker = (key: string): boolean => / shop-\d-\w+_event-/.test(key);

test("thirty applications in two regions of three accounts go into maintenance and come back exactly as they were", async () => {
  const before = await settings();
  const all = ["--fleet", "prod", "--all"];
  expect(outline(await jets("status", ...all))).toEqual({
    exitCode: 0,
    stdout: table(["web", "worker"], "off"),
    last: "60 targets: 60 off",
  });
  expect(outline(await jets("on", ...all, "--yes", "--expect", "60"))).toEqual({
    exitCode: 0,
    stdout: "",
    last: "60 targets: 60 on",
  });
  const during = await settings();
  for (const [key, { reserved, mappings }] of Object.entries(during))
    expect([key, reserved, mappings]).toEqual([
      key,
      isWorker(key) ? 0 : before[key]?.reserved,
      isWorker(key) ? before[key]?.mappings.map(() => "Disabled") : before[key]?.mappings,
    ]);
  expect(outline(await jets("status", ...all))).toEqual({
    exitCode: 0,
    stdout: table(["web", "worker"], "on"),
    last: "60 targets: 60 on",
  });
  expect(outline(await jets("off", ...all))).toEqual({ exitCode: 0, stdout: "", last: "60 targets: 60 off" });
  expect(await settings()).toEqual(before);
});

test("an account without credentials keeps the others from going into maintenance, and not from being read", async () => {
  const before = await settings();
  const worker = ["--fleet", "broken", "--role", "worker"];
  const on = await jets("on", ...worker, "--yes");
  expect(outline(on)).toEqual({ exitCode: 1, stdout: "", last: "31 targets: 1 failed, 30 skipped" });
  expect(on.stderr).toContain("profile gone: ERROR: ");
  expect(await settings()).toEqual(before);
  expect(outline(await jets("status", ...worker))).toEqual({
    exitCode: 3,
    stdout: table(["worker"], "off"),
    last: "31 targets: 30 off, 1 failed",
  });
});
