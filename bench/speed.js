// How fast `jets` is, side by side with others and with what AWS's quotas allow. Prints tables, ratio by ratio:
//   npm run bench -- [--sizes 10,50,150,1000] [--rounds 3] [--write]
// With --write they go into docs/performance/report.md, with a plot. The whole of it takes about ten minutes.
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureCommands } from "./speed/commands.js";
import { measureGrowth } from "./speed/growth.js";
import { measureRubyJets, timeShellLoop } from "./speed/others.js";
import { plot } from "./speed/plot.js";
import { median } from "./speed/processes.js";
import { measureStartUp } from "./speed/start-up.js";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "10,50,150,1000" },
    rounds: { type: "string", default: "3" },
    write: { type: "boolean", default: false },
  },
});
const sizes = values.sizes.split(",").map(Number);
const rounds = Number(values.rounds);

/** @param {number} value @param {number} [digits] */
const show = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : "-");

/** @param {string} title @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(title, head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const text = [
    "",
    title,
    "",
    line(head),
    line(head.map((_, at) => (at === 0 ? "---" : "--:"))),
    ...rows.map(line),
  ];
  console.log(text.join("\n"));
  return text.join("\n");
}

const measuredOn = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}; medians of ${rounds} rounds, of start-up of ${7 * rounds}; from 200 workers on, one round.`;
console.log(measuredOn);

const startUp = table(
  "Start-up, as whole processes:",
  ["what", "against", "seconds", "theirs", "ratio", "ratio of the quickest runs"],
  (await measureStartUp(7 * rounds)).map(({ what, against, ours, theirs, ratio, quickest }) => [
    what,
    against,
    show(ours, 3),
    show(theirs, 3),
    show(ratio),
    show(quickest),
  ]),
);

/** @typedef {import("./speed/commands.js").CommandFigures} CommandFigures */

/** @type {CommandFigures[]} */
const commands = [];
/** @type {{ figures: CommandFigures, theirs: { calls: number, seconds: number } }[]} */
const pairs = [];
/** @param {readonly CommandFigures[]} measured */
async function replay(measured) {
  for (const figures of measured) pairs.push({ figures, theirs: await measureRubyJets(figures) });
}
// The layout that the bars are set for: each worker in a nested stack of its own.
await replay(await measureCommands(50, 1, 1));
for (const size of sizes) {
  const measured = await measureCommands(size, size < 200 ? rounds : 1);
  await replay(measured);
  commands.push(...measured);
}
const atQuota = table(
  "On, status and off of the worker role, with AWS's quotas and 30 ms a call, ten workers to a nested stack:",
  ["command", "workers", "calls", "in the 15/s bucket", "refused", "seconds", "quota's floor", "ratio"],
  commands.map(({ command, workers, calls, inBucket, refused, seconds, floor }) => [
    command,
    String(workers),
    String(calls),
    String(inBucket),
    String(refused),
    show(seconds),
    show(floor),
    floor < 1 ? "-" : show(seconds / floor),
  ]),
);
const ruby = table(
  "Against the calls of Ruby Jets 6.0.5, one after the other, none of them refused:",
  ["command", "workers", "nested stacks", "calls", "theirs", "ratio", "seconds", "theirs", "ratio"],
  pairs.map(({ figures: { command, workers, stacks, calls, seconds }, theirs }) => [
    command,
    String(workers),
    String(stacks - 1),
    String(calls),
    String(theirs.calls),
    show(calls / theirs.calls),
    show(seconds),
    show(theirs.seconds),
    show(seconds / theirs.seconds),
  ]),
);

const loopSeconds = await timeShellLoop(5);
const [five] = await measureCommands(5, rounds);
const loop =
  loopSeconds === undefined || five === undefined
    ? "\nThe aws CLI is not installed: no shell loop was measured."
    : table(
        "Against a shell loop over the aws CLI that reads and stops 5 workers, and saves nothing:",
        ["command", "seconds", "shell loop", "ratio"],
        [["on", show(five.seconds), show(loopSeconds), show(five.seconds / loopSeconds)]],
      );

const grown = [];
for (const workers of [500, 1_000, 5_000, 10_000]) {
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await measureGrowth(workers));
  grown.push({
    workers,
    megabytes: median(runs.map(({ megabytes }) => megabytes)),
    cpu: median(runs.map(({ cpu }) => cpu)),
  });
}
const growth = table(
  "Growth of `on`, without waiting for the quota:",
  ["workers", "memory, MB", "processor time, s", "per worker, ms"],
  grown.map(({ workers, megabytes, cpu }) => [
    String(workers),
    show(megabytes, 0),
    show(cpu),
    show((cpu / workers) * 1_000),
  ]),
);

if (values.write) {
  const file = "docs/performance/report.md";
  const text = [measuredOn, startUp, atQuota, ruby, loop, growth, ""].join("\n");
  const page = await readFile(file, "utf8");
  await writeFile(file, page.replace(/(<!-- bench -->\n)[^]*(<!-- end -->)/, `$1\n${text}\n$2`));
  await writeFile("docs/images/performance.svg", plotOf(commands));
}

/** @param {import("./speed/commands.js").CommandFigures[]} figures */
function plotOf(figures) {
  const points = (/** @type {string} */ command, /** @type {"seconds" | "floor"} */ what) =>
    figures
      .filter((figure) => figure.command === command && figure[what] > 0)
      .map((figure) => /** @type {const} */ ([figure.workers, figure[what]]));
  return plot([
    { name: "on", colour: "#0b62a4", points: points("on", "seconds") },
    { name: "off", colour: "#7a3e9d", points: points("off", "seconds") },
    { name: "status", colour: "#2c7d32", points: points("status", "seconds") },
    { name: "quota's floor of on", colour: "#888", dashed: true, points: points("on", "floor") },
  ]);
}
