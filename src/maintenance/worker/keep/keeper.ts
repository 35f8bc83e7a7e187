import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import { costOf } from "../../plan.js";
import { forEachWorker, isOfOneWorker } from "../for-each.js";
import { keepsEvents } from "../journal/settings.js";
import type { LiveWorker } from "../live/read-workers.js";
import type { Lock } from "../lock/lock.js";
import type { Diversion } from "./event-configs.js";
import { prepareQueue } from "./queue.js";
import { roleDenied } from "./role-denied.js";
import { reportElsewhere } from "./report.js";
import { putBack } from "./put-back.js";
import { Putting } from "./putting.js";
import { awaitSettled } from "./settle.js";

/** A worker that may be stopped once its events are kept. */
export interface Diverted {
  readonly live: LiveWorker;
  readonly diversion: Diversion;
  /** Whether it is to be stopped; it may be already. */
  readonly isRunning: boolean;
  /** Resolves once its settings are durable. */
  readonly saved: Promise<void>;
}

/** Why no worker may be stopped. */
export interface KeepingRefused {
  readonly error: JetsError;
  /** Whether everything is as it was. */
  readonly isUndone: boolean;
}

interface Kept {
  readonly refused?: KeepingRefused;
  readonly failed: ReadonlyMap<string, unknown>;
}

/** Makes a queue the failure destination of workers before any of them is stopped, for the run that has the lock. */
export class EventKeeper {
  readonly #context: Context;
  readonly #lock: Lock;
  readonly #queue: string;
  readonly #startedAt: Date;
  readonly #workers = new Map<string, Diverted & { readonly settle: Waiting }>();
  readonly #all = waiting();

  /** @param queue the queue's ARN */
  constructor(context: Context, lock: Lock, queue: string) {
    this.#context = context;
    this.#lock = lock;
    this.#queue = queue;
    this.#startedAt = context.clock.now();
  }

  /** Takes a worker; resolves once it may be stopped, and rejects with why its events cannot be kept. */
  add(worker: Diverted): Promise<void> {
    const settle = waiting();
    this.#workers.set(worker.live.name, { ...worker, settle });
    return settle.promise;
  }

  /**
   * For a worker whose events are not kept: resolves once `saved` does and no other worker is in the way. What is done
   * to it before could not be undone where nothing may be stopped.
   */
  async after(saved: Promise<void>): Promise<void> {
    await saved;
    await this.#all.promise;
  }

  /**
   * To be called once all workers are added. Resolves with why nothing may be stopped, where that is so; whatever was
   * changed is as it was then, or is named.
   */
  async end(): Promise<KeepingRefused | undefined> {
    try {
      const { refused, failed } = await this.#keep();
      this.#settle(refused?.error, failed);
      return refused;
    } catch (error) {
      this.#settle(error);
      throw error;
    }
  }

  #settle(ofAll: unknown, failed: ReadonlyMap<string, unknown> = new Map()): void {
    settleWith(this.#all, ofAll);
    for (const [name, { settle }] of this.#workers) settleWith(settle, ofAll ?? failed.get(name));
  }

  async #keep(): Promise<Kept> {
    const failed = new Map<string, unknown>();
    for (const [name, { saved }] of this.#workers)
      await saved.catch((error: unknown) => failed.set(name, error));
    const workers = new Map([...this.#workers].filter(([name]) => !failed.has(name)));
    if (workers.size === 0) return { failed };
    try {
      const roles = new Set([...workers.values()].map(({ live }) => live.role));
      const isInUse = keepsEvents(this.#lock.journal.entries);
      await prepareQueue(this.#context, this.#queue, { roles, isInUse });
    } catch (error) {
      if (!isOfOneWorker(error)) throw error;
      return { failed, refused: { error: notPrepared(this.#queue, error), isUndone: true } };
    }
    reportElsewhere(this.#context, [...workers.values()]);
    return this.#putAll(workers, failed);
  }

  async #putAll(workers: ReadonlyMap<string, Diverted>, failed: Map<string, unknown>): Promise<Kept> {
    const putting = new Putting(this.#context, this.#lock);
    const stage = { stage: "Keeping events", seconds: costOf(changesOf(workers), 0).seconds };
    const outcomes = await forEachWorker(this.#context, stage, workers, (_, worker) =>
      putting.putAll(worker),
    );
    for (const { name, reason } of outcomes.failures)
      failed.set(
        name,
        new JetsError("aws_refused", `Its events cannot be kept: ${reason}`, "It was not stopped."),
      );
    if (putting.denied.length > 0) {
      const isUndone = await putBack(this.#context, this.#lock, putting.put);
      const error = roleDenied(this.#context, this.#queue, putting.denied, isUndone);
      return { failed, refused: { error, isUndone } };
    }
    // One that was there already may have been put a moment before it was read, by a run that was interrupted.
    const isAnyRunning = [...workers.values()].some(({ isRunning }) => isRunning);
    const changedAt = putting.lastAt ?? (isAnyRunning ? this.#startedAt : undefined);
    if (changedAt !== undefined)
      await awaitSettled(this.#context, "Waiting until events are kept", changedAt);
    return { failed };
  }
}

const changesOf = (workers: ReadonlyMap<string, Diverted>): number =>
  [...workers.values()].reduce((sum, { diversion }) => sum + diversion.toPut.size, 0);

const notPrepared = (queue: string, cause: JetsError): JetsError =>
  new JetsError(
    cause.code,
    `Events cannot be kept in ${queue}: ${cause.message} Nothing was changed.`,
    cause.hint,
    {
      cause,
    },
  );

interface Waiting {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function settleWith(waiting: Waiting, error: unknown): void {
  if (error === undefined) waiting.resolve();
  else waiting.reject(error);
}

function waiting(): Waiting {
  let resolve = (): void => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
