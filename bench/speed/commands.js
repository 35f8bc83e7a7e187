// How long on, status and off of the worker role take at AWS's quotas, and how many calls they make.
import { setTimeout as sleep } from "node:timers/promises";
import { application, latencyMs, quota, serve } from "./sandbox.js";
import { jets, median, time } from "./processes.js";

const commands = {
  on: ["maintenance:on", "--role", "worker", "--yes"],
  status: ["maintenance:status", "--role", "worker"],
  off: ["maintenance:off", "--role", "worker"],
};

/**
 * @typedef {object} CommandFigures
 * @property {string} command
 * @property {number} workers
 * @property {number} stacks
 * @property {number} calls
 * @property {number} inBucket calls that count against the 15 a second
 * @property {number} refused
 * @property {number} seconds
 * @property {number} floor seconds that the quota alone asks for
 */

/**
 * @param {number} workers
 * @param {number} rounds
 * @param {number} [perStack]
 * @returns {Promise<CommandFigures[]>}
 */
export async function measureCommands(workers, rounds, perStack) {
  const stacks = application(workers, perStack);
  const { sandbox, env, close } = await serve({ stacks, quotas: true, latencyMs });
  /** @type {CommandFigures[]} */
  const figures = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [command, args] of Object.entries(commands)) {
      // Every command finds the quota at rest, as the floor supposes.
      await sleep(1_100);
      sandbox.clearCalls();
      const seconds = await time([...jets, ...args], env);
      figures.push({
        command,
        workers,
        stacks: 1 + (stacks[0]?.nested?.length ?? 0),
        seconds,
        ...count(sandbox),
      });
    }
  }
  await close();
  return Object.keys(commands).map((command) => {
    const own = figures.filter((figure) => figure.command === command);
    const first = own[0];
    if (first === undefined) throw new Error(`${command} was not measured.`);
    return { ...first, seconds: median(own.map(({ seconds }) => seconds)) };
  });
}

/** @param {import("../../src/sandbox/index.js").Sandbox} sandbox */
function count({ calls }) {
  const inBucket = calls.filter(
    ({ service, operation }) =>
      service === "Lambda" && operation !== "GetFunction" && operation !== "GetPolicy",
  ).length;
  const refused = calls.filter(({ errorCode = "" }) => /TooManyRequests|Throttling/.test(errorCode)).length;
  return { calls: calls.length, inBucket, refused, floor: Math.max(0, (inBucket - quota) / quota) };
}
