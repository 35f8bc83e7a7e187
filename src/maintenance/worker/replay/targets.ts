import type { Context } from "../../context.js";
import { messageOf } from "../../errors.js";
import { isOfOneWorker } from "../for-each.js";
import type { KeptEvent } from "./record.js";

/** The functions that events are sent to, each looked at once: one that is stopped would not process them. */
export class Targets {
  /** Why events of a function stay in the queue. */
  readonly reasons = new Map<string, string>();
  readonly #functions: Context["functions"];
  readonly #names: ReadonlySet<string>;
  readonly #looks = new Map<string, Promise<string | undefined>>();

  constructor({ functions }: Pick<Context, "functions">, names: ReadonlySet<string>) {
    this.#functions = functions;
    this.#names = names;
  }

  /** Why this event cannot be sent; `undefined` if it can. */
  async whyNot(event: KeptEvent): Promise<string | undefined> {
    const { functionName: name } = event;
    let looked = this.#looks.get(name);
    if (looked === undefined) {
      looked = this.#look(name);
      this.#looks.set(name, looked);
    }
    const reason = (await looked) ?? this.reasons.get(placeOf(event));
    if (reason !== undefined) this.reasons.set(name, reason);
    return reason;
  }

  /** Sends no more to this alias or version. */
  giveUp(event: KeptEvent, reason: string): void {
    this.reasons.set(placeOf(event), reason);
    this.reasons.set(event.functionName, reason);
  }

  async #look(name: string): Promise<string | undefined> {
    if (!this.#names.has(name)) return `${name} is not among the functions that events are replayed to here`;
    try {
      const live = await this.#functions.get(name);
      if (live === undefined) return `${name} does not exist any more`;
      const reserved = live.reserved === undefined ? await this.#functions.getReserved(name) : live.reserved;
      return reserved === 0 ? `${name} is stopped: its reserved concurrency is 0` : undefined;
    } catch (error) {
      if (!isOfOneWorker(error)) throw error;
      return messageOf(error);
    }
  }
}

const placeOf = ({ functionName, qualifier }: KeptEvent): string => `${functionName}:${qualifier}`;
