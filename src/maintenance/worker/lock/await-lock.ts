import type { Context } from "../../context.js";
import { JetsError, throwIfInterrupted } from "../../errors.js";
import { isoTime } from "../../sleep.js";
import type { AcquireOptions } from "./new-record.js";

/** Milliseconds between two attempts. */
const retryEveryMs = 5_000;

/**
 * Tries again while another run is at work, as long as the options allow, and reports once which run it waits for.
 * @throws JetsError `interrupted`, and what `take` throws
 */
export async function awaitLock<Taken>(
  { clock, signal, report }: Pick<Context, "clock" | "signal" | "report">,
  { lockTimeoutMs = 0 }: Pick<AcquireOptions, "lockTimeoutMs">,
  take: () => Promise<Taken>,
): Promise<Taken> {
  const until = new Date(clock.now().getTime() + lockTimeoutMs);
  for (let isReported = false; ; isReported = true) {
    try {
      return await take();
    } catch (error) {
      const leftMs = until.getTime() - clock.now().getTime();
      if (!(error instanceof JetsError) || error.code !== "locked" || leftMs <= 0) throw error;
      if (!isReported)
        report({ type: "note", message: `Waiting until ${isoTime(until)} at the latest: ${error.message}` });
      await clock.sleep(Math.min(leftMs, retryEveryMs), signal).catch(() => undefined);
      throwIfInterrupted(signal);
    }
  }
}
