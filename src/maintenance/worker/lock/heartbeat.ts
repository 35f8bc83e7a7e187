import { JetsError, messageOf } from "../../errors.js";
import { pauses } from "../../sleep.js";
import type { Parameter } from "../../ports/parameters.js";
import type { Context } from "../../context.js";
import { runName } from "../journal/names.js";

import { describeRun, sealRun, unsealRun, type RunRecord } from "./run-record.js";

/** Milliseconds between two signs of life; a lock is stale after two minutes without one. */
const beatEvery = 30_000;

/** Milliseconds since the last confirmed sign of life after which no change is made before a new one. */
const confirmAfter = 60_000;

/** Milliseconds since the last look at the records after which no change is made before another look. */
const lookAfter = 3_000;

/**
 * Milliseconds after which a run that is overtaken while it works has noticed and made its last change: those that
 * were under way when it last looked are given more than twice as long again.
 */
export const noticedAfter = 10_000;

/** How many looks and signs of life a confirmation may take: those that took long are old themselves. */
const attempts = 10;

/** Keeps a run's record fresh, so that others see that the run is alive. */
export interface Heartbeat {
  /** @throws JetsError `lock_lost` when another run has taken over, and what AWS refuses to tell whether one has */
  confirm(): Promise<void>;
  /** Resolves when no beat is on its way any more: a late one would overwrite the release. */
  stop(): Promise<void>;
}

/** Starts to beat; `takenAt` is when the record was created, by this machine's clock. */
export function startHeartbeat(context: Context, record: RunRecord, takenAt: Date): Heartbeat {
  const { stack, clock, report } = context;
  const parameters = context.parameters.uninterrupted;
  const stopping = new AbortController();
  const [own, next] = [runName(stack, record.run), runName(stack, record.run + 1)];
  let confirmedAt = takenAt.getTime();
  let lookedAt = takenAt.getTime();
  // How often the record was written, and had been when the last look began.
  let written = 0;
  let seen = 0;
  let absences = 0;
  let looking: Promise<void> | undefined;
  let beating: Promise<void> | undefined;
  let lost: JetsError | undefined;
  let isReported = false;

  const look = async (): Promise<void> => {
    const [startedAt, begunAfter] = [clock.now().getTime(), written];
    const found = await parameters.get(own, next);
    const successor = found.find(({ name }) => name === next);
    if (successor !== undefined) lost = overtakenBy(context, successor);
    // After many later runs both are gone. SSM is eventually consistent: an absence that does not last proves nothing.
    const isThere = found.some(({ name, value }) => name === own && value.includes(record.token));
    absences = isThere ? 0 : absences + 1;
    if (absences > pauses.length) lost ??= forgotten(context, own);
    else if (!isThere) await clock.sleep(pauses[absences - 1] ?? 0);
    if (isThere) [lookedAt, seen] = [startedAt, begunAfter];
  };
  const beat = async (): Promise<void> => {
    const startedAt = clock.now().getTime();
    await lookOnce();
    // A record that may have been deleted must not be written anew.
    if (lost !== undefined || absences > 0) return;
    await parameters.put(own, sealRun(record));
    confirmedAt = startedAt;
    written += 1;
    isReported = false;
  };
  const lookOnce = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)));
  const beatOnce = (): Promise<void> => (beating ??= beat().finally(() => (beating = undefined)));
  // A clock that was set back tells nothing of how long ago it was.
  const isOlder = (time: number, limit: number): boolean => {
    const age = clock.now().getTime() - time;
    return age > limit || age < 0;
  };

  // No reason to end: each change waits for a confirmation of its own.
  const reportOnce = (error: unknown): void => {
    if (!isReported)
      report({ type: "warning", message: `The lock could not be renewed: ${messageOf(error)}` });
    isReported = true;
  };

  const live = async (): Promise<void> => {
    while (!stopping.signal.aborted && lost === undefined) {
      await clock.sleep(beatEvery, stopping.signal);
      await beatOnce().catch(reportOnce);
    }
  };
  // The sleep rejects when the heartbeat is stopped; a beat's own failure is reported above.
  const lived = live().catch(() => undefined);

  // A look that began before the record was written may have missed one who saw it stale.
  const isLookDue = (): boolean => seen < written || isOlder(lookedAt, lookAfter);

  return {
    async confirm() {
      // What is awaited may have begun long ago and be old itself, or may have taken so long that what came before it
      // is old by now: this machine may have slept meanwhile, or AWS have been away.
      for (let left = attempts; left > 0 && lost === undefined; left -= 1) {
        if (isOlder(confirmedAt, confirmAfter)) await beatOnce();
        else if (isLookDue()) await lookOnce();
        else return;
      }
      throw lost ?? unconfirmed();
    },
    async stop() {
      stopping.abort();
      await lived;
      await beating?.catch(() => undefined);
      if (lost !== undefined) throw lost;
    },
  };
}

const unconfirmed = (): JetsError =>
  new JetsError(
    "unreachable",
    `AWS took too long to confirm that this run still holds the application, ${attempts} times.`,
    "Repeat the command when the connection is better.",
  );

function overtakenBy({ stack, commandLine }: Context, successor: Parameter): JetsError {
  const who = describeRun(unsealRun(stack, successor));
  return new JetsError(
    "lock_lost",
    `Another run took over from this one: ${who}.`,
    `Wait for it, then look with \`${commandLine("status")}\` at what stands.`,
  );
}

const forgotten = ({ commandLine }: Context, own: string): JetsError =>
  new JetsError(
    "lock_lost",
    `The record of this run is gone (${own}): others have taken over and ended since.`,
    `Look with \`${commandLine("status")}\` at what stands.`,
  );
