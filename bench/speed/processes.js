// Whole processes and how long they take.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** The built binary. */
export const jets = [process.execPath, "bin/jets.js"];

/**
 * Runs a process and returns its wall time in seconds.
 * @param {readonly string[]} command
 * @param {Record<string, string>} env
 * @param {readonly number[]} [exitCodes] what may come out; anything else is no measurement
 * @returns {Promise<number>}
 * @throws {Error} when it ends otherwise
 */
export async function time([name = "", ...args], env, exitCodes = [0]) {
  const start = performance.now();
  const child = spawn(name, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ text) => (stderr += text));
  await once(child, "close");
  const code = child.exitCode ?? NaN;
  const seconds = (performance.now() - start) / 1_000;
  if (!exitCodes.includes(code)) throw new Error(`${name} ${args.join(" ")} ended with ${code}: ${stderr}`);
  return seconds;
}

/** @param {readonly number[]} values */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/**
 * The times of several commands, run in turn so that a slow moment hits all alike.
 * @param {Record<string, () => Promise<number>>} runs
 * @param {number} rounds
 */
export async function timeInTurn(runs, rounds) {
  /** @type {Record<string, number[]>} */
  const times = {};
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(runs)) {
      const seconds = await run();
      // The first round only warms up.
      if (round >= 0) (times[name] ??= []).push(seconds);
    }
  }
  return times;
}

/**
 * The median of the ratios, pair by pair.
 * @param {readonly number[]} [a]
 * @param {readonly number[]} [b]
 */
export const ratio = (a = [], b = []) => median(a.map((value, index) => value / (b[index] ?? NaN)));
