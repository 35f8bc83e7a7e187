// What the runtime costs a Lambda, side by side with others that do the same. Prints tables for docs/runtime.md.
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { promisify } from "node:util";
import { number, parse, record, string } from "valibot";
import { startParameterStore } from "./parameter-store.js";
import { coldProgram, handlers, signers, warmProgram } from "./programs.js";

const ROUNDS = 15;
const CALLS = 100_000;

const store = { on: await startParameterStore("on"), off: await startParameterStore("off") };

/**
 * Runs a program in a process of its own and gives what it measured.
 * @param {string} program
 * @param {"on" | "off"} [flag]
 * @returns {Promise<Record<string, number>>}
 */
async function run(program, flag = "off") {
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: store[flag].url,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  const cwd = new URL(".", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd,
    env,
  });
  return parse(record(string(), number()), JSON.parse(stdout));
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/**
 * Medians of every program, each round running all of them in turn, so that a slow moment hits all alike.
 * @param {Record<string, string>} programs
 * @param {number} rounds
 * @param {"on" | "off"} [flag]
 */
async function measure(programs, rounds, flag) {
  /** @type {Map<string, Record<string, number>[]>} */
  const results = new Map(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, program] of Object.entries(programs)) results.get(name)?.push(await run(program, flag));
  }
  return [...results].map(([name, all]) => ({
    name,
    of: (/** @type {string} */ field) => median(all.map((result) => result[field] ?? NaN)),
  }));
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function printTable(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  console.log(
    [line(head), line(head.map((_, at) => (at === 0 ? "---" : "--:"))), ...rows.map(line), ""].join("\n"),
  );
}

/** @param {Record<string, string[]>} all @param {(program: string[]) => string} toProgram @returns {Record<string, string>} */
const mapPrograms = (all, toProgram) =>
  Object.fromEntries(Object.entries(all).map(([name, program]) => [name, toProgram(program)]));

/** @param {string} left */
const without = (left) => Object.fromEntries(Object.entries(handlers).filter(([name]) => name !== left));

/** @param {number} value @param {number} [digits] */
const round = (value, digits = 1) => value.toFixed(digits);

console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, medians of ${ROUNDS} rounds\n`,
);

const bare = "the handler alone";
const client = "@aws-sdk/client-ssm";
const cold = await measure(mapPrograms(without(bare), coldProgram), ROUNDS);
printTable(
  ["cold start: import, then the first read", "import, ms", "first read, ms", "both, ms"],
  cold.map(({ name, of }) => [
    name,
    round(of("imports")),
    round(of("first")),
    round(of("imports") + of("first")),
  ]),
);

const signing = await measure(mapPrograms(signers, coldProgram), ROUNDS);
printTable(
  ["signer: import, then the first signature", "import, ms", "first signature, ms", "both, ms"],
  signing.map(({ name, of }) => [
    name,
    round(of("imports")),
    round(of("first")),
    round(of("imports") + of("first")),
  ]),
);

const warm = await measure(
  mapPrograms(without(client), (program) => warmProgram(program, CALLS)),
  5,
);
const alone = warm[0]?.of("each") ?? NaN;
printTable(
  ["each request while the flag is off", "µs", "more than the handler alone, µs"],
  warm.map(({ name, of }) => [name, round(of("each"), 2), round(of("each") - alone, 2)]),
);

const { "jets-maintenance/runtime, ESM": ours } = handlers;
const [shut] = await measure({ ours: warmProgram(ours, CALLS / 10) }, 5, "on");
const each = shut?.of("each") ?? NaN;
printTable(
  ["each request while the flag is on", "µs", "503s a second"],
  [["the default page", round(each, 1), String(Math.round(1e6 / each))]],
);

store.on.stop();
store.off.stop();
