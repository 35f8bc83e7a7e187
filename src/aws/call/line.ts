import type { Clock } from "../../maintenance/index.js";
import { untilAborted } from "./until-aborted.js";
import { delayAfter } from "./patience.js";
import type { SdkError } from "./sdk-error.js";

/** How far apart the probes are while nothing is answered. Milliseconds. */
const probing = { base: 100, cap: 5_000 };

/** What is awaited at most, in milliseconds, and what ends that earlier. */
export interface Wait {
  readonly left: () => number;
  readonly signal: AbortSignal | undefined;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * The way to one service of AWS. While that answers, calls go their way; once one was not answered, one at a time
 * goes to see, further and further apart, and the first that is answered opens the way for all.
 */
export class Line {
  readonly #clock: Clock;
  #failures = 0;
  #failedAt = 0;
  #last: Promise<void> = Promise.resolve();
  /** How it failed when a call was given up, as long as nothing has got through since. */
  #givenUp: SdkError | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What the last call was given up over, where nothing has got through since. */
  get givenUp(): SdkError | undefined {
    return this.#givenUp;
  }

  /** Resolves when the caller may make an attempt, with what to call when that has ended. */
  async enter({ left, signal, random }: Wait): Promise<() => void> {
    if (this.#failures === 0) return () => undefined;
    const before = this.#last;
    let leave = (): void => undefined;
    this.#last = new Promise((resolve) => (leave = resolve));
    await untilAborted(before, signal, undefined);
    if (signal?.aborted === true) {
      // It makes no attempt. The calls of other runs still go one after the other.
      void before.then(leave);
      return () => undefined;
    }
    // Who waited for the first answer need not go alone.
    if (this.#failures === 0) {
      leave();
      return leave;
    }
    const due = this.#failedAt + delayAfter(this.#failures, probing, random()) - this.#clock.now().getTime();
    // Ends early when the run is interrupted: who asked looks at that.
    await this.#clock.sleep(Math.max(0, Math.min(due, probing.cap, left())), signal).catch(() => undefined);
    return leave;
  }

  /** Says that there was an answer, whatever it was. */
  noteAnswer(): void {
    this.#failures = 0;
    this.#givenUp = undefined;
  }

  /** Says that there was none, or that the service itself is broken. */
  noteFailure(): void {
    this.#failures += 1;
    this.#failedAt = this.#clock.now().getTime();
  }

  /** Says that a call was given up over it. */
  giveUp(error: SdkError): void {
    this.#givenUp = error;
  }
}

/** The lines to AWS's services, by IAM action: `lambda:GetFunction` and `lambda:GetPolicy` share one. */
export function createLines(clock: Clock): (action: string) => Line {
  const lines = new Map<string, Line>();
  return (action) => {
    const [service = ""] = action.split(":");
    const line = lines.get(service) ?? new Line(clock);
    lines.set(service, line);
    return line;
  };
}
