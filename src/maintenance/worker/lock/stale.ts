import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import type { AcquireOptions, Predecessor } from "./new-record.js";
import { runInWords, type RecordedRun } from "./run-record.js";

/** Milliseconds without a sign of life, by AWS's clock, after which a lock may be taken over. */
export const staleAfterMs = 120_000;

/** Whether a run has given no sign of life for so long that its lock may be taken over. */
export const isStaleAt = (asOf: Date, { aliveAt }: RecordedRun): boolean =>
  asOf.getTime() - aliveAt.getTime() >= staleAfterMs;

/**
 * The error of a run that would begin now while another one is at work, or died less than two minutes ago;
 * `undefined` where none is in the way.
 */
export function lockedBy(
  { stack, commandLine }: Pick<Context, "stack" | "commandLine">,
  latest: RecordedRun | undefined,
  asOf: Date,
  { command, breakLock, after }: Pick<AcquireOptions, "command" | "breakLock" | "after">,
): JetsError | undefined {
  if (after !== undefined) return latest?.record.token === after.token ? undefined : lost(after, latest);
  if (latest?.record.state !== "running" || breakLock === true || isStaleAt(asOf, latest)) return undefined;
  const freeAt = new Date(latest.aliveAt.getTime() + staleAfterMs).toISOString();
  const takeOver =
    command === "run"
      ? // An `on` would stay on.
        `bring everything back with \`${commandLine("off")} --break-lock\`, or repeat the command from ${freeAt} on.`
      : `take over with \`${commandLine(command)} --break-lock\`, or without --break-lock from ${freeAt} on.`;
  return new JetsError(
    "locked",
    `Another run is changing ${stack}: ${runInWords(latest)}.`,
    `Wait for it to end. If it has died, ${takeOver}`,
  );
}

const lost = ({ run }: Predecessor, latest: RecordedRun | undefined): JetsError =>
  new JetsError(
    "lock_lost",
    `Another run took over from this one${latest === undefined || latest.record.run <= run ? "" : `: ${runInWords(latest)}`}.`,
    "What that run has done stays unchanged.",
  );
