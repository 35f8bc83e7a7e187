import type { System } from "../system.js";

const START_MS = 1_000;
const LIMIT_MS = 30_000;

/** Pauses after a failure, twice as long after each further one, at most 30 s. */
export class Backoff {
  #failures = 0;
  #from = 0;
  #pauseMs = 0;

  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
  }

  isOn(): boolean {
    const since = this.#system.now() - this.#from;
    return since >= 0 && since < this.#pauseMs;
  }

  /** Starts, or starts again for longer. Between half and all of the pause, so that a thousand containers drift apart. */
  extend(): void {
    this.#from = this.#system.now();
    this.#pauseMs = Math.min(START_MS * 2 ** this.#failures, LIMIT_MS) * (0.5 + this.#system.random() / 2);
    this.#failures += 1;
  }

  reset(): void {
    this.#failures = 0;
    this.#pauseMs = 0;
  }
}
