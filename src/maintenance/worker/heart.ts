import { JetsError, messageOf } from "../errors.js";
import type { Context } from "../roles.js";
import { runName } from "./names.js";
import { sealRun, type RunRecord } from "./runs.js";

/** Milliseconds between two signs of life; a hold is stale after two minutes without one. */
const beatEvery = 30_000;

/** Milliseconds since the last confirmed sign of life after which no change is made before a new one. */
const confirmAfter = 60_000;

/** Milliseconds since the last look for a successor after which no change is made before another look. */
const lookAfter = 1_000;

/**
 * Milliseconds after which a run that is overtaken while it works has noticed and made its last change: those that
 * were under way when it last looked are given as long again.
 */
export const noticedAfter = 3 * lookAfter;

/** How often a confirmation that took so long that it is old itself is asked for again. */
const attempts = 3;

/** Keeps a run's record fresh, so that others see that the run is alive. */
export interface Heart {
  /** @throws JetsError `hold_lost` when another run has taken over. */
  confirm(): Promise<void>;
  /** Resolves when no beat is on its way any more: a late one would overwrite the release. */
  stop(): Promise<void>;
}

/** Starts to beat; `takenAt` is when the record was created, by this machine's clock. */
export function startHeart(context: Context, record: RunRecord, takenAt: Date): Heart {
  const { stack, clock, report, commandLine } = context;
  const parameters = context.parameters.uninterrupted;
  const stopping = new AbortController();
  const own = runName(stack, record.run);
  let confirmedAt = takenAt.getTime();
  let lookedAt = takenAt.getTime();
  let looking: Promise<void> | undefined;
  let beating: Promise<void> | undefined;
  let lost: JetsError | undefined;
  let isReported = false;

  const look = async (): Promise<void> => {
    const startedAt = clock.now().getTime();
    const [successor] = await parameters.get(runName(stack, record.run + 1));
    if (successor !== undefined) lost = holdLost(successor.name, commandLine("status"));
    lookedAt = startedAt;
  };
  const beat = async (): Promise<void> => {
    await lookOnce();
    if (lost !== undefined) return;
    const aliveAt = lookedAt;
    await parameters.put(own, sealRun(record));
    confirmedAt = aliveAt;
    isReported = false;
  };
  const lookOnce = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)));
  const beatOnce = (): Promise<void> => (beating ??= beat().finally(() => (beating = undefined)));
  // A clock that was set back tells nothing of how long ago it was.
  const isOlder = (time: number, limit: number): boolean => {
    const age = clock.now().getTime() - time;
    return age > limit || age < 0;
  };

  // No reason to end while the last sign of life is fresh: until it is stale, nobody takes over but by --break-lock.
  const reportOnce = (error: unknown): void => {
    if (!isReported)
      report({ type: "warning", message: `The hold could not be renewed: ${messageOf(error)}` });
    isReported = true;
  };

  const live = async (): Promise<void> => {
    while (!stopping.signal.aborted && lost === undefined) {
      await clock.sleep(beatEvery, stopping.signal);
      await beatOnce().catch(reportOnce);
    }
  };
  // The sleep rejects when the heart is stopped; a beat's own failure is reported above.
  const lived = live().catch(() => undefined);

  return {
    async confirm() {
      await renew(beatOnce, () => isOlder(confirmedAt, confirmAfter));
      await renew(lookOnce, () => isOlder(lookedAt, lookAfter)).catch(reportOnce);
      if (lost !== undefined) throw lost;
      if (isOlder(confirmedAt, confirmAfter)) throw unconfirmed();
    },
    async stop() {
      stopping.abort();
      await lived;
      await beating?.catch(() => undefined);
      if (lost !== undefined) throw lost;
    },
  };
}

/** What is awaited may have begun long ago and be old itself: this machine may have slept meanwhile. */
async function renew(make: () => Promise<void>, isDue: () => boolean): Promise<void> {
  for (let left = attempts; left > 0 && isDue(); left -= 1) await make();
}

const unconfirmed = (): JetsError =>
  new JetsError(
    "unreachable",
    `AWS took more than ${confirmAfter / 1_000} seconds to confirm the hold, ${attempts} times.`,
    "Repeat the command when the connection is better.",
  );

const holdLost = (successor: string, status: string): JetsError =>
  new JetsError(
    "hold_lost",
    `Another run took over from this one (${successor}): with --break-lock, or because it was silent for two minutes.`,
    `Wait for it, then look with \`${status}\` at what stands.`,
  );
