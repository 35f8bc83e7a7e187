import { spawn, type ChildProcessByStdio } from "node:child_process";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashSecret } from "../../src/runtime/request/bypass.js";
import { flagName } from "../runtime/support/front-desk.js";
import { credentials, ParameterStore } from "../runtime/support/parameter-store.js";
import { createTeamFolder } from "./support/team.js";

const files = {
  "index.mjs": `import { withMaintenance } from "jets-maintenance/runtime";
    export const handler = withMaintenance(() => import("./app.mjs"), { ttlSeconds: 0, allow: ["/rest/up", "/http/up", "/alb/up", "/dev/http/up"] });`,
  "app.mjs": `export const handler = async () => ({ statusCode: 200, headers: { "Content-Type": "text/plain" }, body: "application" });`,
};

let store: ParameterStore;
let folder: string;
let offline: ChildProcessByStdio<null, Readable, null>;
let urls: Record<"rest" | "http" | "alb", string>;
beforeAll(async () => {
  store = await ParameterStore.start();
  folder = await createTeamFolder(files);
  const [http, alb, lambda] = [await freePort(), await freePort(), await freePort()];
  offline = spawn(
    process.execPath,
    ["test/lambda/support/offline.js", folder, String(http), String(alb), String(lambda)],
    {
      env: { ...credentials, AWS_ENDPOINT_URL_SSM: store.url, JETS_PROJECT: "demo" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await untilReady();
  urls = {
    rest: `http://127.0.0.1:${http}/dev/rest`,
    http: `http://127.0.0.1:${http}/http`,
    alb: `http://127.0.0.1:${alb}/dev/alb`,
  };
});
afterAll(async () => {
  offline.kill("SIGKILL");
  store.stop();
  await rm(folder, { recursive: true });
});

function untilReady(): Promise<void> {
  return new Promise((resolve, reject) => {
    offline.on("exit", () => {
      reject(new Error("serverless-offline did not start."));
    });
    createInterface(offline.stdout).on("line", (line) => {
      if (line === "ready") resolve();
    });
  });
}

// Below the ports that the system gives to whoever asks for any, as the tests beside this one do.
async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.on("error", () => {
      resolve(false);
    });
    server.listen(port, "127.0.0.1", () => {
      resolve(true);
    });
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.each(["rest", "http", "alb"] as const)("behind serverless-offline's %s front", (front) => {
  test("visitors see the application while the flag is off", async () => {
    store.values.set(flagName, "off");
    const response = await fetch(`${urls[front]}/posts`);
    expect([response.status, await response.text()]).toEqual([200, "application"]);
  });

  test("visitors see the page while the flag is on", async () => {
    store.values.set(flagName, "on");
    store.values.set(`${flagName}/info`, JSON.stringify({ message: "Back – bald." }));
    const response = await fetch(`${urls[front]}/posts`);
    expect(response.status).toBe(503);
    // Not Cache-Control: this emulation of a load balancer puts its own in its place.
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "retry-after": "120",
      "x-jets-maintenance": "on",
      "content-type": "text/html; charset=utf-8",
    });
    expect(await response.text()).toContain("Back – bald.");
  });

  test("a path of `allow` reaches the application", async () => {
    store.values.set(flagName, "on");
    expect((await fetch(`${urls[front]}/up`)).status).toBe(200);
  });

  test("a bypass link gives a cookie and leads on without the secret", async () => {
    store.values.set(flagName, "on");
    store.values.set(`${flagName}/info`, JSON.stringify({ bypass: { hash: hashSecret("s3cret") } }));
    const link = await fetch(`${urls[front]}/posts?page=2&jets-bypass=s3cret`, { redirect: "manual" });
    expect(link.status).toBe(302);
    expect(link.headers.get("location")).toMatch(/\?page=2$/);
    const cookie = link.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    expect((await fetch(`${urls[front]}/posts`, { headers: { cookie } })).status).toBe(200);
    expect((await fetch(`${urls[front]}/posts`)).status).toBe(503);
  });
});
