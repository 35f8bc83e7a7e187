// What a run uses as the application grows: memory and processor time of the real binary, with time passed twenty
// times as fast so that the quota is not waited for.
import { spawnSync } from "node:child_process";
import { Worker } from "node:worker_threads";
import { number, object, parse } from "valibot";
import { jets } from "./processes.js";

const figures = object({ megabytes: number(), cpu: number() });

/**
 * @param {number} workers
 * @returns {Promise<{ workers: number, megabytes: number, cpu: number }>}
 */
export async function measureGrowth(workers) {
  const server = new Worker(new URL("served-application.js", import.meta.url), { workerData: { workers } });
  /** @type {Record<string, string>} */
  const env = await new Promise((resolve) => server.once("message", resolve));
  const [node = "", binary = ""] = jets;
  const preload = new URL("fast-time.js", import.meta.url).href;
  const { status, stderr } = spawnSync(
    node,
    ["--import", preload, binary, "maintenance:on", "--role", "worker", "--yes"],
    { env, encoding: "utf8", maxBuffer: 2 ** 24 },
  );
  await server.terminate();
  if (status !== 0) throw new Error(`jets ended with ${status}: ${stderr.slice(-1_000)}`);
  return { workers, ...parse(figures, JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "")) };
}
