// How many regions of accounts one process keeps at their quotas: `on` in all of them side by side, 30 ms a call.
//   node bench/places.js [--places 1,8,32,100] [--workers 100]
// AWS is a process of its own. Prints what each needs; where `slower` goes up, the processor is used up.
import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { number, object, parse, string } from "valibot";

const { values } = parseArgs({
  options: {
    places: { type: "string", default: "1,8,32,100" },
    workers: { type: "string", default: "100" },
  },
});
const workers = Number(values.workers);

const needed = object({ seconds: number(), cpu: number(), busy: number(), megabytes: number() });
const asked = object({ calls: number(), refused: number() });

/** @param {number} places */
async function measure(places) {
  const server = spawn(process.execPath, ["bench/places/server.js", JSON.stringify({ places, workers })], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const url = parse(string(), (await lines.next()).value);
  const client = spawn(process.execPath, ["bench/places/client.js", JSON.stringify({ places, url })], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const figures = parse(needed, JSON.parse(await text(client.stdout)));
  server.stdin.end();
  return { ...figures, ...parse(asked, JSON.parse(parse(string(), (await lines.next()).value))) };
}

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}; ${workers} workers in each.`,
);
console.log(
  "| regions of accounts | seconds | slower | calls | calls/s | refused | processor, s | per call, ms | loop in use | MB |",
);
console.log("| --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
let alone = NaN;
for (const places of values.places.split(",").map(Number)) {
  const { seconds, calls, refused, cpu, busy, megabytes } = await measure(places);
  if (Number.isNaN(alone)) alone = seconds;
  const cells = [
    places,
    seconds.toFixed(1),
    (seconds / alone).toFixed(2),
    calls,
    Math.round(calls / seconds),
    refused,
    cpu.toFixed(1),
    ((1_000 * cpu) / calls).toFixed(2),
    `${Math.round(100 * busy)} %`,
    Math.round(megabytes),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
