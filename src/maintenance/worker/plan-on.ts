import { defined } from "../../defined.js";
import type { FunctionPlan, Plan, PlannedChange } from "../plan.js";
import { costOf } from "../plan.js";
import type { Context, TurnOptions } from "../context.js";
import { duringStage } from "../events.js";
import { lockedBy } from "./lock/stale.js";
import { verifyNotDeploying } from "./deployment.js";
import type { Outcomes } from "./for-each.js";
import { findEventLoss, type EventLoss } from "./events/loss.js";
import { eventsAtRiskError, isThorough, unclearSenders, warnOfEventLoss } from "./events/report.js";
import { lookAmong } from "./events/receivers.js";
import { findSenders } from "./events/senders.js";
import { byName } from "./live/function-status.js";
import type { Journal } from "./journal/journal.js";
import { sparesMissing } from "./journal/spares.js";
import { readWorkers, type LiveWorker } from "./live/read-workers.js";
import { sealBatch } from "./journal/parts.js";
import { inBatches } from "./journal/saving.js";
import {
  cannotBeStopped,
  diversionOf,
  isStoppedWithin,
  onlyMappings,
  reachOf,
  settingsToSave,
  whyLeftAlone,
} from "./live/reach.js";
import { readSettledJournal } from "./journal/read.js";
import { chooseWorkers, listDeployed, noWorkers, workersAmong, type Choice } from "./selection/selection.js";
import { stopped, type PartialSettings, type Settings } from "./journal/settings.js";
import { queueIfKept } from "./keep/queue.js";
import { isProbedAmong } from "./stop/probe.js";
import { toReadOf } from "./stop/stop-all.js";
import type { EventConfig } from "../ports/functions.js";
import { noneStoppable, unstoppableAmong } from "./selection/stoppable.js";

/** The workers that were read, and why the others could not be. */
interface Read extends Pick<Outcomes<LiveWorker | undefined>, "results"> {
  readonly unread: ReadonlyMap<string, string>;
}

/** What `on` would change. @throws JetsError `not_deployed`, `deploy_in_progress`, `journal_damaged` */
export async function planOn(context: Context, options: TurnOptions): Promise<Plan> {
  const { stack: name, stacks, selection } = context;
  const [deployed, stack, journal] = await duringStage(context, { stage: "Reading the stack" }, () =>
    Promise.all([listDeployed(context), stacks.get(name), readSettledJournal(context)]),
  );
  verifyNotDeploying(stack, options);
  const choices = await chooseWorkers(context, deployed, selection);
  const workers = workersAmong(choices);
  const queue = queueIfKept(context, stack.id, options, journal.entries);
  const toRead = new Map([...workers].map(([worker, fn]) => [worker, toReadOf(fn, queue)]));
  const [observed, senders] = await Promise.all([
    readWorkers(context, toRead, workers.size > 0),
    findSenders(context, workers, isThorough(options)),
  ]);
  const look = lookAmong(observed.results, journal.entries);
  const fed = new Set(workers.keys());
  const known = { ...senders, unclear: unclearSenders(senders, { queue }) };
  const loss = await findEventLoss(context, known, look, { ...isThorough(options), queue, fed });
  // The plan itself shows the others.
  warnOfEventLoss(context, { ...loss, risks: new Map() }, options);
  const unread = new Map(observed.failures.map(({ name: worker, reason }) => [worker, reason]));
  const read = { results: observed.results, unread };
  const functions = choices.map((choice) => planFunction(choice, journal, read, loss));
  const isIdle = observed.failures.length === 0 && [...observed.results].every(isUntouched(journal));
  // In the order in which the run comes upon them.
  const refusal =
    (workers.size === 0 ? noWorkers(name, selection) : undefined) ??
    eventsAtRiskError(loss, options) ??
    lockedBy(context, journal.latest, journal.asOf, { command: "on", ...options }) ??
    (isIdle ? noneStoppable(context) : undefined);
  return {
    role: "worker",
    to: "on",
    changes: [],
    functions: functions.sort(byName),
    failures: [...observed.failures, ...unstoppableAmong(read.results, journal.entries)],
    ...stateAndCost(context, journal, functions, { ...observed, queue }),
    ...defined({ refusal }),
  };
}

/** Whether the run would leave it as it is: of some it can stop nothing. */
const isUntouched =
  ({ entries }: Journal) =>
  ([name, live]: readonly [string, LiveWorker | undefined]): boolean =>
    live === undefined ||
    whyLeftAlone(live) !== undefined ||
    reachOf(live, entries.get(name)).stops === "nothing";

function stateAndCost(
  { stack }: Context,
  journal: Journal,
  functions: readonly FunctionPlan[],
  { results, queue }: Pick<Read, "results"> & { readonly queue: string | undefined },
): Pick<Plan, "state" | "calls" | "seconds"> {
  const lambda = functions.reduce((sum, { changes }) => sum + changes.length, 0);
  const unsaved = new Map<string, PartialSettings>();
  const toSave: LiveWorker[] = [];
  for (const [name, live] of results) {
    const fresh = live && settingsToSave(live, journal.entries.get(name), queue);
    if (live === undefined || fresh === undefined) continue;
    unsaved.set(name, fresh);
    toSave.push(live);
  }
  const isStopped = [...results].every(
    ([name, live]) =>
      live === undefined ||
      whyLeftAlone(live) !== undefined ||
      isStoppedWithin(live, journal.entries.get(name)),
  );
  const open = lambda + unsaved.size === 0 && isStopped ? "on" : "partial";
  const count = functions.filter(({ isWorker }) => isWorker).length;
  const isProbed = isProbedAmong(toSave, { count, queue });
  const parts = inBatches(unsaved, isProbed).flatMap((batch) => sealBatch(stack, "1-1", batch)).length;
  const spares = lambda + unsaved.size + journal.entries.size === 0 ? 0 : sparesMissing(stack, journal);
  // The run's record is written when it starts and when it ends.
  return { state: journal.entries.size === 0 ? "off" : open, ...costOf(lambda, parts + spares + 2) };
}

function planFunction(
  { function: { name }, isWorker, why }: Choice,
  { entries }: Journal,
  { results, unread }: Read,
  loss: EventLoss,
): FunctionPlan {
  if (!isWorker) return { name, isWorker, why, changes: [] };
  const reason = unread.get(name);
  const live = results.get(name);
  const note = reason === undefined ? whyLeftAlone(live) : `it could not be read: ${reason}`;
  if (live === undefined || note !== undefined) {
    return { name, isWorker, why, changes: [], ...defined({ note }) };
  }
  const saved = entries.get(name);
  const reach = reachOf(live, saved);
  if (reach.stops === "nothing")
    return { name, isWorker, why, changes: [], note: cannotBeStopped(name, reach.why) };
  const eventsAtRisk = loss.risks.get(name);
  return {
    name,
    isWorker,
    why,
    changes: [...keepingChanges(live, saved, loss.queue), ...stoppingChanges(live, saved)],
    ...defined({ note: reach.stops === "mappings" ? onlyMappings(reach.why) : undefined, eventsAtRisk }),
  };
}

/** What keeping a worker's events changes, each change in one call. */
function keepingChanges(
  live: LiveWorker,
  saved: Settings | undefined,
  queue: string | undefined,
): PlannedChange[] {
  const { toPut = new Map<string, EventConfig>() } = diversionOf(live, saved, queue) ?? {};
  return [...toPut.keys()].map((of) => ({
    setting: "failure destination",
    of,
    from: null,
    to: queue ?? null,
  }));
}

/** What stopping a worker changes, each change in one call. */
export function stoppingChanges(live: LiveWorker, saved?: PartialSettings): PlannedChange[] {
  const mappings = [...live.mappings]
    .filter(([, enabled]) => enabled)
    .map(([of]): PlannedChange => ({ setting: "mapping", of, from: "enabled", to: "disabled" }));
  if (reachOf(live, saved).stops !== "everything") return mappings;
  return [
    ...mappings,
    ...[...live.provisioned].map(([of, from]): PlannedChange => ({
      setting: "provisioned",
      of,
      from,
      to: null,
    })),
    ...(live.reserved === stopped.reserved
      ? []
      : [{ setting: "reserved", from: live.reserved, to: stopped.reserved } as const]),
  ];
}
