// Loaded into a process with --import: says at its end, on stderr, how much memory it has held at most.
import { readFileSync, writeSync } from "node:fs";

process.on("exit", () => {
  const kilobytes = highWaterMark() ?? process.resourceUsage().maxRSS;
  writeSync(2, `peak memory ${Math.ceil(kilobytes / 1024)} MB\n`);
});

/** Linux counts what the parent held at the fork into maxRSS, but not into this. */
function highWaterMark() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}
