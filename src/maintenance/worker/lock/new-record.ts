import { defined } from "../../../defined.js";
import type { Context, Selection } from "../../context.js";
import { cut, fleetBytes } from "../../text.js";
import { versionFor, type RunRecord } from "./run-record.js";

/** What a run that wants to change something writes about itself. */
export interface AcquireOptions {
  readonly command: RunRecord["command"];
  readonly stackId: string;
  /** `run`: what runs meanwhile. */
  readonly program?: string;
  readonly reason?: string;
  readonly selection?: Selection;
  /** Take over at once, without waiting for the lock to go stale. */
  readonly breakLock?: boolean;
  /** The run that hands its lock on: the lock is only taken from that run. */
  readonly after?: Predecessor;
  /** Milliseconds for which to wait for another run to end. */
  readonly lockTimeoutMs?: number;
  /** Go on with what is intact of a damaged journal. */
  readonly salvage?: boolean;
}

/** A run of this process, which keeps the lock until another one of this process takes it. */
export interface Predecessor {
  readonly run: number;
  readonly token: string;
}

/** The record of a run that begins now, under the number after the newest one. */
export function newRecord(
  { stack, operator, newToken }: Context,
  { command, program, stackId, reason, selection, after }: AcquireOptions,
  previous: RunRecord | undefined,
  now: Date,
): RunRecord {
  return {
    v: versionFor(command),
    stack,
    run: (previous?.run ?? 0) + 1,
    token: newToken(),
    command,
    by: cut(operator.by),
    ...defined({
      url: operator.url && cut(operator.url, 300),
      fleet: operator.fleet && cut(operator.fleet, fleetBytes),
    }),
    since: now.toISOString(),
    ...defined({ program: program === undefined ? undefined : cut(program), reason }),
    stackId,
    ...defined({
      selection: selection && writable(selection),
      over: previous?.state === "running" ? previous.run : undefined,
      own: after === undefined ? undefined : (true as const),
    }),
    state: "running",
  };
}

/** The schema of a record has lists of its own, which are not read-only. */
const writable = ({ include, exclude, tags }: Selection): NonNullable<RunRecord["selection"]> =>
  defined({ include: include && [...include], exclude: exclude && [...exclude], tags });
