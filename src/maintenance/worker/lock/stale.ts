import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import { describeRun, type Run, type RunRecord } from "./run-record.js";

/** Milliseconds without a sign of life, by AWS's clock, after which a lock may be taken over. */
export const staleAfterMs = 120_000;

/** Whether a run has given no sign of life for so long that its lock may be taken over. */
export const isStaleAt = (asOf: Date, { aliveAt }: Run): boolean =>
  asOf.getTime() - aliveAt.getTime() >= staleAfterMs;

/**
 * The error of a run that would begin now while another one is at work, or died less than two minutes ago;
 * `undefined` where none is in the way.
 */
export function lockedBy(
  { stack, commandLine }: Pick<Context, "stack" | "commandLine">,
  latest: Run | undefined,
  asOf: Date,
  { command, breakLock }: { readonly command: RunRecord["command"]; readonly breakLock?: boolean },
): JetsError | undefined {
  if (latest?.record.state !== "running" || breakLock === true || isStaleAt(asOf, latest)) return undefined;
  const freeAt = new Date(latest.aliveAt.getTime() + staleAfterMs).toISOString();
  return new JetsError(
    "locked",
    `Another run is changing ${stack}: ${describeRun(latest)}.`,
    `Wait for it to end. If it has died, take over with \`${commandLine(command)} --break-lock\`, or without --break-lock from ${freeAt} on.`,
  );
}
