// An AWS on 127.0.0.1 in this process, which sees every call of what is measured.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Bundles the sandbox's sources and returns where; what is bundled is never part of the package. */
async function bundleSandbox() {
  const folder = await mkdtemp("dist/bench-");
  const outfile = join(folder, "sandbox.mjs");
  await build({
    entryPoints: ["src/sandbox/index.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
  });
  return { folder, url: pathToFileURL(outfile).href };
}

/** @typedef {typeof import("../../src/sandbox/index.js")} SandboxModule */

/** @param {unknown} loaded @returns {loaded is SandboxModule} */
const isSandbox = (loaded) => typeof loaded === "object" && loaded !== null && "createSandbox" in loaded;

const bundled = await bundleSandbox();
/** @type {unknown} */
const loaded = await import(bundled.url);
await rm(bundled.folder, { recursive: true });
if (!isSandbox(loaded)) throw new Error("The sandbox was not bundled.");

/** Calls a second that Lambda's control plane takes, and as many at once. */
export const quota = loaded.awsQuotas.lambda.rate;
const { createSandbox, listen } = loaded;

/** What every answer takes, in milliseconds, where a command's time is measured. */
export const latencyMs = 30;

/**
 * @param {import("../../src/sandbox/index.js").SandboxOptions} options
 */
export async function serve(options) {
  const sandbox = createSandbox({ accountConcurrency: 100_000, ...options });
  const listening = await listen(sandbox);
  const { url } = listening;
  const close = () => listening.close();
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: "/nowhere",
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    JETS_PROJECT: "demo",
    no_proxy: "127.0.0.1",
  };
  return { sandbox, url, env, close };
}

/**
 * An application of Jets: a controller, and stacks with so many workers each nested in one.
 * @param {number} workers
 * @param {number} [perStack]
 * @returns {import("../../src/sandbox/index.js").StackSeed[]}
 */
export function application(workers, perStack = 10) {
  const jobs = Array.from({ length: Math.ceil(workers / perStack) }, (_, stack) => ({
    logicalId: `Jobs${stack}`,
    functions: Array.from({ length: Math.min(perStack, workers - stack * perStack) }, (_, index) => ({
      name: `demo-dev-jobs${stack}_event-run${index}`,
      reserved: 1,
    })),
  }));
  const controller = { logicalId: "Controller", functions: [{ name: "demo-dev-controller" }] };
  return [{ name: "demo-dev", nested: [controller, ...jobs] }];
}
