import { defined } from "../../../defined.js";
import { mapBounded } from "../../bounded.js";
import type { Context } from "../../context.js";
import { messageOf } from "../../errors.js";
import type { EventsAtRisk } from "../../plan.js";
import type { WorkerFailure } from "../../result.js";
import { isOfOneWorker } from "../for-each.js";
import { stopped } from "../journal/settings.js";
import { findFates, type FateOptions } from "./fates.js";
import type { Look } from "./receivers.js";
import type { Senders } from "./senders.js";

/** What becomes of the workers' events while they are stopped. */
export interface EventLoss {
  /** Of the workers that have senders. */
  readonly risks: ReadonlyMap<string, EventsAtRisk>;
  /** Those of which it could not be found out. */
  readonly unread: readonly WorkerFailure[];
  /** Sentences about what concerns no worker alone. */
  readonly unclear: readonly string[];
  /** The ARN of the queue that is to keep events, where they are kept. */
  readonly queue?: string;
}

/** What becomes of the events of these senders, and of the streams that feed the workers named in `fed`. */
export async function findEventLoss(
  context: Context,
  { of, unclear }: Senders,
  look: Look,
  { fed, ...options }: FateOptions & { readonly fed: ReadonlySet<string> },
): Promise<EventLoss> {
  const { queue } = options;
  const risks = new Map<string, EventsAtRisk>();
  const unread: WorkerFailure[] = [];
  await mapBounded([...of], async ([name, { senders, unread: reason }]) => {
    if (senders.length === 0 && reason === undefined && !fed.has(name)) return;
    try {
      const worker = await look(name);
      if (worker === undefined) return;
      // The queue takes events of whatever sends them.
      const isNoMatter = queue !== undefined || worker.reserved === stopped.reserved;
      if (reason !== undefined && !isNoMatter) unread.push({ name, reason });
      const fates = await findFates(context, worker, senders, options);
      if (fates.length > 0) risks.set(name, { ...summaryOf(fates), fates });
    } catch (error) {
      if (!isOfOneWorker(error)) throw error;
      unread.push({ name, reason: messageOf(error) });
    }
  });
  const sorted = new Map([...risks].sort(([a], [b]) => (a < b ? -1 : 1)));
  const isIdle = unclear.length > 0 && !(await isAnyRunning(of.keys(), look));
  return { risks: sorted, unread, unclear: isIdle ? [] : unclear, ...defined({ queue }) };
}

/** Nothing is at risk where all workers are stopped already. */
async function isAnyRunning(names: Iterable<string>, look: Look): Promise<boolean> {
  for (const name of names) {
    const worker = await look(name);
    if (worker !== undefined && worker.reserved !== stopped.reserved) return true;
  }
  return false;
}

const summaryOf = (fates: EventsAtRisk["fates"]): Pick<EventsAtRisk, "sources" | "destinations"> => ({
  sources: [...new Set(fates.map(({ source }) => source))].sort(),
  destinations: [...new Set(fates.flatMap(({ destinations }) => destinations))],
});
