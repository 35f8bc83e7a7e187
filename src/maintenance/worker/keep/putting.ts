import type { Context } from "../../context.js";
import type { EventConfig, RoleDenied } from "../../ports/functions.js";
import type { LiveWorker } from "../live/read-workers.js";
import type { Lock } from "../lock/lock.js";
import type { Diverted } from "./keeper.js";

/** How long what IAM and SQS were told may take to be known to Lambda, and how long to wait between two attempts. */
const iam = { settlesInMs: 10_000, pauseMs: 2_000 };

/** A configuration that this run has replaced. */
export interface PutConfig {
  readonly name: string;
  readonly qualifier: string;
  readonly before: EventConfig | null;
}

/** What an execution role may not, and the workers that have this role. */
export interface Denied extends RoleDenied {
  /** The role's ARN. */
  readonly role: string;
  readonly workers: readonly string[];
}

/** Puts the configurations of all workers. AWS checks each time whether the execution role may send to the queue. */
export class Putting {
  readonly #put = new Set<PutConfig>();
  readonly #denied = new Map<string, Denied>();
  readonly #context: Context;
  readonly #lock: Lock;
  #patienceEndsAt: number | undefined;
  #lastAt: Date | undefined;

  constructor(context: Context, lock: Lock) {
    this.#context = context;
    this.#lock = lock;
  }

  /** What was replaced, or may have been. */
  get put(): readonly PutConfig[] {
    return [...this.#put];
  }

  get denied(): readonly Denied[] {
    return [...this.#denied.values()];
  }

  /** When the last one was put. */
  get lastAt(): Date | undefined {
    return this.#lastAt;
  }

  async putAll({ live, diversion }: Diverted): Promise<void> {
    for (const [qualifier, config] of diversion.toPut) {
      // Once it is known that a role may not send, all of it is undone.
      if (this.#denied.size > 0) return;
      const change = { name: live.name, qualifier, before: live.events?.configs.get(qualifier) ?? null };
      this.#put.add(change);
      const denied = await this.#putOne(change, config);
      if (denied !== undefined) {
        this.#put.delete(change);
        this.#deny(live, denied);
        return;
      }
      this.#lastAt = this.#context.clock.now();
    }
  }

  async #putOne({ name, qualifier }: PutConfig, config: EventConfig): Promise<RoleDenied | undefined> {
    const { clock, signal } = this.#context;
    for (;;) {
      const outcome = await this.#lock.change((functions) =>
        functions.putEventConfig(name, qualifier, config),
      );
      // An alias that is gone gets no events.
      if (outcome === "written" || outcome === "missing") return undefined;
      this.#patienceEndsAt ??= clock.now().getTime() + iam.settlesInMs;
      if (this.#denied.size > 0 || clock.now().getTime() >= this.#patienceEndsAt) return outcome;
      await clock.sleep(iam.pauseMs, signal).catch(() => undefined);
    }
  }

  #deny({ role, name }: LiveWorker, denied: RoleDenied): void {
    const key = `${role} ${denied.resource ?? ""}`;
    const workers = [...(this.#denied.get(key)?.workers ?? []), name].sort();
    this.#denied.set(key, { ...denied, role, workers });
  }
}
