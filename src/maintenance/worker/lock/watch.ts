import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import type { Parameter } from "../../ports/parameters.js";
import { pauses } from "../../sleep.js";
import { runName } from "../journal/names.js";
import { runInWords, unsealRun, type RunRecord } from "./run-record.js";

/** Milliseconds that a look at the records counts for. */
const lookCountsMs = 3_000;

/** Looks at a run's own record and at that of the run after it, which takes over by creating it. */
export class Watch {
  readonly #context: Context;
  readonly #record: RunRecord;
  readonly #look = new Shared(() => this.#lookNow());
  #lookedAt: number;
  /** How often the run has written its record since it was created, and had when the last look began. */
  #writes = 0;
  #writesSeen = 0;
  /** How many looks in a row did not find the run's own record. */
  #absences = 0;
  #lost: JetsError | undefined;

  /** @param takenAt when the record was created, by this machine's clock */
  constructor(context: Context, record: RunRecord, takenAt: Date) {
    this.#context = context;
    this.#record = record;
    this.#lookedAt = takenAt.getTime();
  }

  /** The error of a run that has lost the lock, as soon as a look has shown it. */
  get lost(): JetsError | undefined {
    return this.#lost;
  }

  /** Whether the last look found the run's own record: one that may have been deleted must not be written again. */
  get isOwnThere(): boolean {
    return this.#lost === undefined && this.#absences === 0;
  }

  /**
   * Whether a change needs another look first. A look from before the record was written may miss a run that saw it
   * stale.
   */
  get isDue(): boolean {
    return this.#writesSeen < this.#writes || isOlder(this.#context, this.#lookedAt, lookCountsMs);
  }

  /** Counts one write of the record. */
  countWrite(): void {
    this.#writes += 1;
  }

  /** Looks, or waits for the look that is under way. */
  look(): Promise<void> {
    return this.#look.run();
  }

  async #lookNow(): Promise<void> {
    const { stack, clock, parameters } = this.#context;
    const { run, token } = this.#record;
    const [startedAt, writes] = [clock.now().getTime(), this.#writes];
    const [own, next] = [runName(stack, run), runName(stack, run + 1)];
    const found = await parameters.uninterrupted.get(own, next);
    const successor = found.find(({ name }) => name === next);
    if (successor !== undefined) this.#lost = overtakenBy(this.#context, successor);
    if (found.some(({ name, value }) => name === own && value.includes(token))) {
      this.#absences = 0;
      [this.#lookedAt, this.#writesSeen] = [startedAt, writes];
      return;
    }
    // After many later runs both are gone. SSM is eventually consistent: an absence that does not last proves nothing.
    const pause = pauses[this.#absences];
    this.#absences += 1;
    if (pause === undefined) this.#lost ??= forgotten(this.#context, own);
    else await clock.sleep(pause);
  }
}

/** Work that runs once at a time: callers that ask for it meanwhile share it. */
export class Shared {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Resolves once none is under way, however that ends. */
  async settled(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }
}

/**
 * Whether a time is longer ago than so many milliseconds. If the clock was set back, that is unknown, and counts as
 * yes.
 */
export function isOlder({ clock }: Pick<Context, "clock">, time: number, limitMs: number): boolean {
  const age = clock.now().getTime() - time;
  return age > limitMs || age < 0;
}

function overtakenBy({ stack, commandLine }: Context, successor: Parameter): JetsError {
  const who = runInWords(unsealRun(stack, successor));
  return new JetsError(
    "lock_lost",
    `Another run took over from this one: ${who}.`,
    `Wait for it, then run \`${commandLine("status")}\` to see the current state.`,
  );
}

const forgotten = ({ commandLine }: Context, own: string): JetsError =>
  new JetsError(
    "lock_lost",
    `The record of this run is gone (${own}): others have taken over and ended since.`,
    `Run \`${commandLine("status")}\` to see the current state.`,
  );
