import { defined } from "../../../defined.js";
import type { Context } from "../../context.js";
import { messageOf } from "../../errors.js";
import type { FunctionStatus } from "../../result.js";
import { switchLine } from "../by-hand.js";
import { forEachWorker } from "../for-each.js";
import type { Journal } from "../journal/journal.js";
import { readWorkers, requestedOf, savedEvents, type LiveWorker } from "./read-workers.js";
import { cannotBeStopped, gone, isStoppedWithin, onlyMappings, reachOf, whyLeftAlone } from "./reach.js";
import { readRemains } from "./remains.js";
import { planRestore } from "../restore/plan.js";
import type { Settings } from "../journal/settings.js";
import { divertedNoMore } from "../keep/event-configs.js";

/** The status of each of these workers while the journal is open. */
export async function readStatuses(
  context: Context,
  { entries }: Journal,
  workers: readonly string[],
): Promise<FunctionStatus[]> {
  const toRead = new Map(
    workers.map((name) => [
      name,
      { provisioned: false, ...defined({ events: savedEvents(entries.get(name)) }) },
    ]),
  );
  const observed = await readWorkers(context, toRead, workers.length > 0);
  const stage = { stage: "Reading provisioned concurrency" };
  const read = await forEachWorker(context, stage, observed.results, async (name, live) => {
    const saved = entries.get(name);
    if (live === undefined && saved !== undefined) return statusOfGone(context, name, saved);
    return statusOf(name, await withProvisioned(context, live), saved);
  });
  const unread = [...observed.failures, ...read.failures].map(({ name, reason }): FunctionStatus => ({
    name,
    state: "partial",
    problem: `could not be read: ${reason}`,
  }));
  return [...read.results.values(), ...unread];
}

/** A function with a reservation of 0 has no provisioned concurrency: only that of the others is read. */
async function withProvisioned(
  { functions }: Context,
  live: LiveWorker | undefined,
): Promise<LiveWorker | undefined> {
  if (live === undefined || live.reserved === 0 || whyLeftAlone(live) !== undefined) return live;
  if (reachOf(live).stops !== "everything") return live;
  const configs = await functions.listProvisioned(live.name);
  return { ...live, provisioned: requestedOf(configs) };
}

/** A mapping outlives its function, and has to come back. */
async function statusOfGone(context: Context, name: string, saved: Settings): Promise<FunctionStatus> {
  const { live, saved: before } = await readRemains(context, name, saved);
  const { mappings, unread } = planRestore(live, before, false);
  const due = [...mappings.keys()];
  const one = due.length === 1;
  const left = `but its event source mapping${one ? "" : "s"} ${due.join(", ")} ${one ? "is" : "are"} still disabled`;
  const lines = due.map((uuid) => switchLine(uuid, true)).join("; ");
  const note = due.length === 0 ? gone : `${gone}, ${left}. By hand: ${lines}`;
  if (unread.length === 0) return { name, state: "off", note, saved };
  return { name, state: "partial", note, problem: unread.map(messageOf).join(" "), saved };
}

function statusOf(name: string, live: LiveWorker | undefined, saved: Settings | undefined): FunctionStatus {
  const values = defined({ saved, present: live && settingsOf(live) });
  if (live === undefined) return { name, state: "off", note: gone, ...values };
  // A worker in the journal was stopped before it was tagged.
  const note = saved === undefined ? whyLeftAlone(live) : undefined;
  if (note !== undefined) return { name, state: "off", note, ...values };
  const reach = reachOf(live, saved);
  if (reach.stops === "nothing")
    return { name, state: "off", problem: `${cannotBeStopped(name, reach.why)}.`, ...values };
  if (saved === undefined) {
    const problem = "is not in maintenance: it was deployed later or left out.";
    return { name, state: "off", problem, ...values };
  }
  if (!isStoppedWithin(live, saved)) {
    const isReserving = reach.stops === "everything";
    return { name, state: "partial", problem: differenceOf(live, isReserving), ...values };
  }
  const lost =
    saved.eventConfigs === undefined || live.events === undefined
      ? []
      : divertedNoMore(live.events, saved.eventConfigs);
  if (lost.length > 0) return { name, state: "partial", problem: notKept(lost), ...values };
  return {
    name,
    state: "on",
    ...defined({ note: reach.stops === "mappings" ? onlyMappings(reach.why) : undefined }),
    ...values,
  };
}

const notKept = (qualifiers: readonly string[]): string =>
  `is stopped, but its events are not kept any more: a deployment may have reset what was configured for ${qualifiers.join(", ")}.`;

const settingsOf = ({ reserved, provisioned, mappings }: Settings): Settings => ({
  reserved,
  provisioned,
  mappings,
});

function differenceOf(live: Settings, isReserving: boolean): string {
  const reserved =
    live.reserved === null ? "it is unreserved" : `its reserved concurrency is ${live.reserved}`;
  const mappings = [...live.mappings]
    .filter(([, on]) => on)
    .map(([uuid]) => `its mapping ${uuid} is enabled`);
  return `is not stopped: ${[...(live.reserved === 0 || !isReserving ? [] : [reserved]), ...mappings].join(", ")}.`;
}
