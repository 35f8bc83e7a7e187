import type { Context } from "../../context.js";
import { beginStage, type Reporter } from "../../events.js";

/** A pause longer than this, in milliseconds, is not made up for by sending faster. */
const longestDebtMs = 1_000;

/** Lets so many events a second be sent. */
export class ReplayPace {
  readonly #context: Pick<Context, "clock" | "signal">;
  readonly #rate: number;
  #from = 0;
  #count = 0;

  constructor(context: Pick<Context, "clock" | "signal">, rate: number) {
    this.#context = context;
    this.#rate = rate;
  }

  /** Resolves when the next event may be sent. Rejects when the run is interrupted meanwhile. */
  async next(): Promise<void> {
    const { clock, signal } = this.#context;
    const now = clock.now().getTime();
    if (this.#count === 0 || this.#dueAt() < now - longestDebtMs) {
      this.#from = now;
      this.#count = 0;
    }
    const wait = this.#dueAt() - now;
    this.#count += 1;
    if (wait > 0) await clock.sleep(wait, signal);
  }

  #dueAt(): number {
    return this.#from + (this.#count * 1_000) / this.#rate;
  }
}

/** Tells how far a replay has come: how many events there are is only known at its end. */
export class Progress {
  readonly #total: number;
  readonly #countOne: () => void;
  #done = 0;

  /** @param total about how many events there are @param seconds how long they take at least */
  constructor(context: Reporter, total: number, seconds: number) {
    this.#total = total;
    this.#countOne = beginStage(context, { stage: "Replaying events", seconds }, total);
  }

  /** So many more are done. */
  add(count: number): void {
    for (let left = count; left > 0 && this.#done < this.#total - 1; left -= 1) {
      this.#done += 1;
      this.#countOne();
    }
  }

  /** All are done. */
  end(): void {
    for (; this.#done < this.#total; this.#done += 1) this.#countOne();
  }
}
