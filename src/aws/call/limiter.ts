import type { Clock } from "../../maintenance/index.js";
import { limitOf, type Limit } from "./limits.js";
import { Pace, type Turn } from "./pace.js";

/** Keeps every call to one region of an account, whichever run and adapter makes it, within AWS's request quotas. */
export interface Limiter {
  /**
   * Resolves when a call of this IAM action may start, and early when `signal` is aborted: who asked looks at
   * that. Calls of one quota start in the order in which they asked; those that are given up take nothing of it.
   */
  start(action: string, signal?: AbortSignal): Promise<Turn>;
}

/** A new limiter, which takes each quota to be at rest. */
export function createLimiter(clock: Clock): Limiter {
  const paces = new Map<Limit, Pace>();
  return {
    start(action, signal) {
      const limit = limitOf(action);
      const pace = paces.get(limit) ?? new Pace(limit, clock);
      paces.set(limit, pace);
      return pace.start(signal);
    },
  };
}
