import { JetsError, messageOf } from "../../errors.js";
import type { Context } from "../../context.js";
import { runName } from "../journal/names.js";
import { sealRun, type RunRecord } from "./run-record.js";
import { isOlder, Shared, Watch } from "./watch.js";

/** Milliseconds between two signs of life; a lock is stale after two minutes without one. */
const beatEveryMs = 30_000;

/** Milliseconds that a sign of life counts for: after that no change is made before a new one. */
const beatCountsMs = 60_000;

/** How many looks and signs of life a confirmation may take: one that took long may be old itself. */
const attempts = 10;

/**
 * Milliseconds after which a run that is overtaken while it works has noticed and made its last change: those that
 * were under way when it last looked are given more than twice as long again.
 */
export const noticedAfterMs = 10_000;

/** Keeps a run's record fresh from its start until {@link stop}, so that others see that the run is alive. */
export class Heartbeat {
  readonly #context: Context;
  readonly #record: RunRecord;
  readonly #watch: Watch;
  readonly #beat = new Shared(() => this.#beatNow());
  readonly #stopping = new AbortController();
  readonly #stopped: Promise<void>;
  /** When the last beat that AWS took began, by this machine's clock. */
  #beatAt: number;
  #isReported = false;

  /** @param takenAt when the record was created, by this machine's clock */
  constructor(context: Context, record: RunRecord, takenAt: Date) {
    this.#context = context;
    this.#record = record;
    this.#watch = new Watch(context, record, takenAt);
    this.#beatAt = takenAt.getTime();
    // The sleep rejects when the heartbeat is stopped.
    this.#stopped = this.#keepBeating().catch(() => undefined);
  }

  /**
   * Returns if this run still has the lock.
   * @throws JetsError `lock_lost` if another run has taken over, and AWS's refusal if that cannot be read
   */
  async confirm(): Promise<void> {
    // A beat or a look may be old when it ends: this machine may have slept meanwhile, or AWS have been away. Then it
    // takes another one, and what came before may be old as well.
    for (let left = attempts; left > 0 && this.#watch.lost === undefined; left -= 1) {
      if (isOlder(this.#context, this.#beatAt, beatCountsMs)) await this.#beat.run();
      else if (this.#watch.isDue) await this.#watch.look();
      else return;
    }
    throw this.#watch.lost ?? unconfirmed();
  }

  /**
   * Resolves when no beat is on its way any more: a late one would overwrite the release.
   * @throws JetsError `lock_lost`
   */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#stopped;
    await this.#beat.settled();
    if (this.#watch.lost !== undefined) throw this.#watch.lost;
  }

  async #keepBeating(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted && this.#watch.lost === undefined) {
      await this.#context.clock.sleep(beatEveryMs, signal);
      await this.#beat.run().catch((error: unknown) => {
        this.#reportOnce(error);
      });
    }
  }

  async #beatNow(): Promise<void> {
    const { stack, clock, parameters } = this.#context;
    const startedAt = clock.now().getTime();
    await this.#watch.look();
    if (!this.#watch.isOwnThere) return;
    await parameters.uninterrupted.put(runName(stack, this.#record.run), sealRun(this.#record));
    this.#watch.countWrite();
    this.#beatAt = startedAt;
    this.#isReported = false;
  }

  /** A beat that fails does not end the run: each change waits for a confirmation of its own. */
  #reportOnce(error: unknown): void {
    const message = `The lock could not be renewed: ${messageOf(error)}`;
    if (!this.#isReported) this.#context.report({ type: "warning", message });
    this.#isReported = true;
  }
}

const unconfirmed = (): JetsError =>
  new JetsError(
    "unreachable",
    `AWS took too long, ${attempts} times, to confirm that this run still has the lock.`,
    "Repeat the command when the connection is better.",
  );
