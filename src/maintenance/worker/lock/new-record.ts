import { defined } from "../../../defined.js";
import type { Context, Selection } from "../../context.js";
import { cut } from "../../text.js";
import type { RunRecord } from "./run-record.js";

/** What a run that wants to change something says of itself. */
export interface AcquireOptions {
  readonly command: RunRecord["command"];
  readonly stackId: string;
  readonly reason?: string;
  readonly selection?: Selection;
  /** Take over at once, without waiting for the lock to go stale. */
  readonly breakLock?: boolean;
  /** Go on with what is intact of a damaged journal. */
  readonly salvage?: boolean;
}

/** The record of a run that begins now, under the number after the newest one. */
export function newRecord(
  { stack, operator, newToken }: Context,
  { command, stackId, reason, selection }: AcquireOptions,
  previous: RunRecord | undefined,
  now: Date,
): RunRecord {
  return {
    v: 1,
    stack,
    run: (previous?.run ?? 0) + 1,
    token: newToken(),
    command,
    by: cut(operator.by),
    ...defined({ url: operator.url === undefined ? undefined : cut(operator.url, 300) }),
    since: now.toISOString(),
    ...defined({ reason }),
    stackId,
    ...defined({
      selection: selection && writable(selection),
      over: previous?.state === "running" ? previous.run : undefined,
    }),
    state: "running",
  };
}

/** The schema of a record has lists of its own, which are not read-only. */
const writable = ({ include, exclude, tags }: Selection): NonNullable<RunRecord["selection"]> =>
  defined({ include: include && [...include], exclude: exclude && [...exclude], tags });
