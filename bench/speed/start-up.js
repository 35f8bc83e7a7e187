// How long a whole process takes that has next to nothing to do.
import { serve } from "./sandbox.js";
import { isThere } from "./others.js";
import { jets, median, ratio, time, timeInTurn } from "./processes.js";

/** @param {number} rounds */
export async function measureStartUp(rounds) {
  const { env, close } = await serve({});
  // What the aws CLI asks for has to be there.
  await time([...jets, "maintenance:on", "--yes"], env);
  const node = process.execPath;
  /** @type {Record<string, () => Promise<number>>} */
  const runs = {
    status: () => time([...jets, "maintenance:status"], env),
    script: () => time([node, "bench/speed/read-flag.js"], env),
    help: () => time([...jets, "--help"], env),
    usage: () => time([...jets, "maintenance:on"], env, [2]),
    node: () => time([node, "-e", "0"], env),
  };
  if (await isThere("aws", env))
    runs.aws = () => time(["aws", "ssm", "get-parameter", "--name", "/jets/demo-dev/maintenance/web"], env);
  const times = await timeInTurn(runs, rounds);
  await close();
  const rows = [
    ["`jets maintenance:status`", "an SDK script that reads the flag", times.status, times.script],
    ["`jets maintenance:status`", "`aws ssm get-parameter`", times.status, times.aws],
    ["`jets --help`", "`node -e 0`", times.help, times.node],
    ["a usage error", "`node -e 0`", times.usage, times.node],
  ];
  return rows.flatMap(([what, against, a, b]) =>
    Array.isArray(a) && Array.isArray(b)
      ? [
          {
            what: String(what),
            against: String(against),
            ours: median(a),
            theirs: median(b),
            ratio: ratio(a, b),
            quickest: Math.min(...a) / Math.min(...b),
          },
        ]
      : [],
  );
}
