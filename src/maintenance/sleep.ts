import type { Context } from "./context.js";
import { duringStage } from "./events.js";

/** Sleeps until the given time of this machine's clock. `false` when the run was interrupted meanwhile. */
export async function sleepUntil(
  { clock, signal }: Pick<Context, "clock" | "signal">,
  end: Date,
): Promise<boolean> {
  const left = Math.max(0, end.getTime() - clock.now().getTime());
  try {
    await clock.sleep(left, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}

/** The same as a stage of the run, which says until when. */
export const sleepDuring = (
  context: Pick<Context, "clock" | "signal" | "report">,
  stage: string,
  end: Date,
): Promise<boolean> => duringStage(context, { stage, until: isoTime(end) }, () => sleepUntil(context, end));

/** A time in ISO 8601, to the second. */
export const isoTime = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/**
 * Milliseconds between reads that may be old: Parameter Store's reads are eventually consistent, and soon agree. What
 * the last one shows is believed.
 */
export const pauses: readonly number[] = [100, 200, 400, 800, 1_600, 3_200];
