import { Backoff } from "./backoff.js";
import { startDeadline } from "./deadline.js";
import { reasonOf } from "../json.js";
import { RefusedError } from "./reader.js";
import type { Info } from "./info.js";
import type { System } from "../system.js";

/** What a read of the flag found. */
export interface Reading {
  readonly on: boolean;
  readonly info: Info;
}

/** What a {@link Flag} is made of. */
interface FlagParts {
  /** One read; ends early when the signal is aborted. */
  readonly read: (signal: AbortSignal) => Promise<Reading>;
  readonly ttlMs: number;
  readonly timeoutMs: number;
  readonly system: System;
  /** Called once for each row of failed reads. */
  readonly onFailure: (reason: string, known: Reading | undefined) => void;
}

interface Known {
  readonly reading: Reading;
  /** When the read was sent: it says nothing about later changes, even if a freeze delayed the answer. */
  readonly at: number;
  readonly order: number;
  /** From this age on it is refreshed while a request goes on. */
  readonly refreshAge: number;
}

interface Read {
  readonly startedAt: number;
  readonly order: number;
  readonly abort: AbortController;
  /** Whether a request started it and waits for it, so that no freeze can have cut it short. */
  readonly isAwaited: boolean;
}

// A read may take longer than a request waits: a cold container with little CPU is slow at its first. Beyond this, the
// container was frozen meanwhile, and the connection may be gone.
const READ_LIMIT_MS = 2_000;

/** The flag, never older than its time to live as long as it can be read at all. */
export class Flag {
  #known: Known | undefined;
  #pending: (Read & { readonly done: Promise<void> }) | undefined;
  #reads = 0;
  #isReported = false;
  readonly #parts: FlagParts;
  readonly #backoff: Backoff;

  constructor(parts: FlagParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.system);
  }

  /** What a request may be answered on: at once where it is fresh. `undefined`: it was never read. */
  get(): Reading | undefined | Promise<Reading | undefined> {
    const known = this.#known;
    if (known !== undefined && this.#isYounger(known.refreshAge)) return known.reading;
    if (this.#backoff.isOn()) return known?.reading;
    if (known === undefined || !this.#isYounger(this.#parts.ttlMs)) return this.#wait();
    this.#join(false);
    return known.reading;
  }

  async #wait(): Promise<Reading | undefined> {
    const { system, timeoutMs } = this.#parts;
    const deadline = startDeadline(system, timeoutMs);
    const inherited = this.#pending;
    const joined = this.#join(true);
    await Promise.race([joined.done, deadline.over]);
    // A read from before this request may show too old a state, or a freeze may have cut it short.
    const isOutdated = joined === inherited && !this.#isYounger(this.#parts.ttlMs) && !this.#backoff.isOn();
    if (isOutdated) await Promise.race([this.#join(true).done, deadline.over]);
    if (deadline.isOver()) this.#report(`no answer within ${timeoutMs} ms`);
    deadline.cancel();
    return this.#known?.reading;
  }

  /** The read under way, or a new one. */
  #join(isAwaited: boolean): Read & { readonly done: Promise<void> } {
    const startedAt = this.#parts.system.now();
    if (this.#pending !== undefined && isBetween(startedAt - this.#pending.startedAt, READ_LIMIT_MS)) {
      return this.#pending;
    }
    this.#pending?.abort.abort();
    const read = { startedAt, order: ++this.#reads, abort: new AbortController(), isAwaited };
    this.#pending = { ...read, done: this.#run(read) };
    return this.#pending;
  }

  async #run(read: Read): Promise<void> {
    try {
      this.#learn(await this.#parts.read(read.abort.signal), read);
    } catch (error) {
      if (!read.abort.signal.aborted) this.#fail(error, read);
    } finally {
      if (this.#pending?.order === read.order) this.#pending = undefined;
    }
  }

  #learn(reading: Reading, { startedAt, order }: Read): void {
    if (this.#known !== undefined && this.#known.order > order) return;
    // From half the time to live on, spread over a quarter of it: containers that start together soon drift apart.
    const refreshAge = this.#parts.ttlMs * (0.5 + this.#parts.system.random() / 4);
    this.#known = { reading, at: startedAt, order, refreshAge };
    this.#isReported = false;
    this.#backoff.reset();
  }

  // A connection that broke while no request waited for it may only have been cut by a freeze: the next request simply tries again.
  #fail(error: unknown, { isAwaited }: Read): void {
    if (!isAwaited && !(error instanceof RefusedError)) return;
    this.#report(reasonOf(error));
    this.#backoff.extend();
  }

  #report(reason: string): void {
    if (this.#isReported) return;
    this.#isReported = true;
    this.#parts.onFailure(reason, this.#known?.reading);
  }

  #isYounger(limit: number): boolean {
    return this.#known !== undefined && isBetween(this.#parts.system.now() - this.#known.at, limit);
  }
}

// A negative age comes from a clock that was put back; it makes nothing fresh.
const isBetween = (age: number, limit: number): boolean => age >= 0 && age < limit;
