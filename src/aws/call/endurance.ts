import { isoTime } from "../../maintenance/sleep.js";
import type { Clock, MaintenanceEvent } from "../../maintenance/index.js";

/** How long a run rides out what passes by itself, in all. */
const limitsMs = { unchanged: 30_000, changed: 300_000 };

/** No attempt and no wait between two takes longer: where one does, this machine has slept. */
const longestStepMs = 40_000;

/** Anything shorter is not reported. */
const reportAfterMs = 1_000;

/** What {@link Endurance} needs from the outside. */
export interface EnduranceOptions {
  readonly clock: Clock;
  /** Reports once what the run waits for, and until when. */
  readonly report?: (event: MaintenanceEvent) => void;
  /** Whether this is the way back of a run that has changed something already. */
  readonly hasChanged?: boolean;
}

/**
 * The one limit of a run for riding out what passes by itself. It counts the time in which at least one call was in
 * trouble, over all outages of the run. So neither many calls nor an AWS that comes and goes make it longer.
 */
export class Endurance {
  readonly #options: EnduranceOptions;
  readonly #troubled = new Set<object>();
  #limit: number;
  #spent = 0;
  #countedAt = 0;
  #since = 0;
  #reportedUntil = -Infinity;

  constructor(options: EnduranceOptions) {
    this.#options = options;
    this.#limit = options.hasChanged === true ? limitsMs.changed : limitsMs.unchanged;
  }

  /** Whether the run has changed something: from then on it is more patient. */
  get hasChanged(): boolean {
    return this.#limit === limitsMs.changed;
  }

  /** Says that AWS has carried out a change. */
  noteChange(): void {
    this.#limit = limitsMs.changed;
  }

  /** How many milliseconds are left to ride things out. */
  left(): number {
    this.#count();
    return Math.max(0, this.#limit - this.#spent);
  }

  /** Says that a call has been in trouble since that time; `fact` says what is wrong. */
  suffer(call: object, since: number, fact: string): void {
    if (this.#troubled.size === 0) {
      this.#since = since;
      this.#countedAt = Math.max(since, this.#countedAt);
    }
    this.#troubled.add(call);
    const left = this.left();
    const now = this.#now();
    if (left === 0 || now - this.#since < reportAfterMs || now <= this.#reportedUntil) return;
    this.#reportedUntil = now + left;
    const until = isoTime(new Date(this.#reportedUntil));
    this.#options.report?.({
      type: "warning",
      message: `${fact} Waiting until ${until} at the latest for that to pass.`,
    });
  }

  /** Says that a call is out of trouble, one way or the other. */
  recover(call: object): void {
    if (!this.#troubled.has(call)) return;
    this.#count();
    this.#troubled.delete(call);
  }

  #count(): void {
    if (this.#troubled.size === 0) return;
    const now = this.#now();
    this.#spent += Math.min(longestStepMs, Math.max(0, now - this.#countedAt));
    this.#countedAt = now;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
