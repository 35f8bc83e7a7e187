import { JetsError, messageOf } from "../errors.js";
import type { Context } from "../roles.js";
import { runName } from "./names.js";
import { sealRun, type RunRecord } from "./runs.js";

/** Milliseconds between two signs of life; a hold is stale after two minutes without one. */
const beatEvery = 30_000;

/** Milliseconds since the last confirmed sign of life after which no change is made before a new one. */
const confirmAfter = 60_000;

/** Keeps a run's record fresh, so that others see that the run is alive. */
export interface Heart {
  /** @throws JetsError `hold_lost` when another run has taken over. */
  confirm(): Promise<void>;
  /** Resolves when no beat is on its way any more: a late one would overwrite the release. */
  stop(): Promise<void>;
}

/** Starts to beat; `takenAt` is when the record was created, by this machine's clock. */
export function startHeart(context: Context, record: RunRecord, takenAt: Date): Heart {
  const { stack, clock, report } = context;
  const parameters = context.parameters.uninterrupted;
  const stopping = new AbortController();
  const own = runName(stack, record.run);
  let confirmedAt = takenAt.getTime();
  let beating: Promise<void> | undefined;
  let lost: JetsError | undefined;

  const beat = async (): Promise<void> => {
    const startedAt = clock.now().getTime();
    const [successor] = await parameters.get(runName(stack, record.run + 1));
    if (successor !== undefined) {
      lost = holdLost(successor.name);
      return;
    }
    await parameters.put(own, sealRun(record));
    confirmedAt = startedAt;
  };
  const beatOnce = (): Promise<void> => (beating ??= beat().finally(() => (beating = undefined)));

  const live = async (): Promise<void> => {
    while (!stopping.signal.aborted && lost === undefined) {
      await clock.sleep(beatEvery, stopping.signal);
      await beatOnce().catch((error: unknown) => {
        report({ type: "warning", message: `The hold could not be renewed: ${messageOf(error)}` });
      });
    }
  };
  // The sleep rejects when the heart is stopped; a beat's own failure is reported above.
  const lived = live().catch(() => undefined);

  return {
    async confirm() {
      const age = clock.now().getTime() - confirmedAt;
      // A clock that was set back tells nothing of how long ago it was.
      if (age > confirmAfter || age < 0) await beatOnce();
      if (lost !== undefined) throw lost;
    },
    async stop() {
      stopping.abort();
      await lived;
      await beating?.catch(() => undefined);
      if (lost !== undefined) throw lost;
    },
  };
}

const holdLost = (successor: string): JetsError =>
  new JetsError(
    "hold_lost",
    `This run was silent for more than two minutes and another one took over (${successor}).`,
    "Wait for it, then look with `jets maintenance:status --role worker` at what stands.",
  );
