import { setTimeout } from "node:timers/promises";
import type { Clock } from "../maintenance/index.js";

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
};
