import type { Context, FunctionStatus } from "../roles.js";
import { forEachWorker } from "./each-worker.js";
import { whyLeftAlone, whyNeverStopped } from "./function-status.js";
import type { Journal } from "./journal.js";
import { observe, requestedOf, type LiveWorker } from "./observe.js";
import { isStopped, type Settings } from "./settings.js";

/** How each of these workers stands while the journal is open. */
export async function readStatuses(
  context: Context,
  { entries }: Journal,
  workers: readonly string[],
): Promise<FunctionStatus[]> {
  const sights = new Map(workers.map((name) => [name, { provisioned: false }]));
  const observed = await observe(context, sights, workers.length > 0);
  const stage = { stage: "Reading provisioned concurrency" };
  const read = await forEachWorker(context, stage, observed.results, async (name, live) =>
    statusOf(name, await withProvisioned(context, live), entries.get(name)),
  );
  const unread = [...observed.failures, ...read.failures].map(({ name, reason }): FunctionStatus => ({
    name,
    state: "partial",
    problem: `could not be read: ${reason}`,
  }));
  return [...read.results.values(), ...unread];
}

/** Beside a reservation of 0 there is no provisioned concurrency: only the others need be asked. */
async function withProvisioned(
  { functions }: Context,
  live: LiveWorker | undefined,
): Promise<LiveWorker | undefined> {
  if (live === undefined || live.reserved === 0 || whyLeftAlone(live) !== undefined) return live;
  const configs = await functions.listProvisioned(live.name);
  return { ...live, provisioned: requestedOf(configs) };
}

function statusOf(name: string, live: LiveWorker | undefined, saved: Settings | undefined): FunctionStatus {
  const note = saved === undefined ? whyLeftAlone(live) : whyNeverStopped(live, saved);
  const values = { ...(saved && { saved }), ...(live && { present: settingsOf(live) }) };
  if (live === undefined || note !== undefined)
    return { name, state: "off", ...(note === undefined ? {} : { note }), ...values };
  if (saved === undefined) {
    const problem = "is not in maintenance: it was deployed later or left out.";
    return { name, state: "off", problem, ...values };
  }
  if (isStopped(live)) return { name, state: "on", ...values };
  return { name, state: "partial", problem: differenceOf(live), ...values };
}

const settingsOf = ({ reserved, provisioned, mappings }: Settings): Settings => ({
  reserved,
  provisioned,
  mappings,
});

function differenceOf(live: Settings): string {
  const reserved =
    live.reserved === null ? "it is unreserved" : `its reserved concurrency is ${live.reserved}`;
  const mappings = [...live.mappings]
    .filter(([, on]) => on)
    .map(([uuid]) => `its mapping ${uuid} is enabled`);
  return `is not stopped: ${[...(live.reserved === 0 ? [] : [reserved]), ...mappings].join(", ")}.`;
}
