import type { Role } from "./context.js";
import type { JetsError } from "./errors.js";
import type { Opened, ReplayedEvents } from "./result.js";

/**
 * What came of a run. `running` is at work; `died` did not end, and its lock went stale or was taken over. `withdrawn`
 * came too late or met a damaged journal, and changed nothing.
 */
export type RunResult =
  "on" | "off" | "partial" | "failed" | "interrupted" | "withdrawn" | "running" | "died";

/** One run, as far as it is on record. Times are ISO 8601. */
export interface HistoryEntry extends Partial<Opened> {
  readonly role: Role;
  readonly command: "on" | "off" | "run" | "events";
  readonly result: RunResult;
  /** When it began, by the clock of who ran it; of the web role, when the flag was written. */
  readonly since: string;
  /** Worker role: when it ended, or was last heard of, by AWS's clock. */
  readonly ended?: string;
  /** Web role: the ARN of who wrote the flag. */
  readonly user?: string;
  /** Worker role: its number, and the number of the run that it took over from. */
  readonly run?: number;
  readonly tookOver?: number;
  /** Whether this run turned maintenance on, which was off before or had left no record. */
  readonly opened?: boolean;
  /** When that maintenance was over; absent while it is on. */
  readonly closed?: string;
  /** Worker role: what became of the events that were kept. */
  readonly events?: ReplayedEvents;
}

/** What is on record of an application. */
export interface History {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** The records that can't be trusted, each by its name. */
  readonly damages: readonly JetsError[];
}
