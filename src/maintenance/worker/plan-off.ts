import { defined } from "../../defined.js";
import { mapBounded } from "../bounded.js";
import { messageOf } from "../errors.js";
import { costOf, type FunctionPlan, type Plan, type PlannedChange } from "../plan.js";
import type { Context, TurnOptions } from "../context.js";
import { duringStage } from "../events.js";
import { lockedBy } from "./lock/stale.js";
import { verifyNotDeploying } from "./deployment.js";
import { byName } from "./live/function-status.js";
import { readSavedWorkers, type LiveWorker } from "./live/read-workers.js";
import { readSettledJournal } from "./journal/read.js";
import { gone, isStoppedWithin } from "./live/reach.js";
import { readRemains } from "./live/remains.js";
import { planRestore, type RestorePlan, type Stopped } from "./restore/plan.js";
import { listWorkers } from "./selection/selection.js";
import { findUnknown, reportDamages } from "./restore/salvage.js";
import { enabledWord, type Settings } from "./journal/settings.js";

const why = "its settings are in the journal";

/** What `off` would change. @throws JetsError `not_deployed`, `no_workers`, `deploy_in_progress`, `journal_damaged` */
export async function planOff(context: Context, options: TurnOptions): Promise<Plan> {
  const [stack, journal] = await duringStage(context, { stage: "Reading the journal" }, () =>
    Promise.all([context.stacks.get(context.stack), readSettledJournal(context, options)]),
  );
  const { entries, latest, asOf, damages } = journal;
  reportDamages(context, journal);
  if (entries.size === 0 && damages.length === 0 && latest?.record.state !== "running") {
    await listWorkers(context);
    return { ...nothingToDo, ...costOf(0, 0) };
  }
  verifyNotDeploying(stack, options);
  const refusal = lockedBy(context, latest, asOf, { command: "off", ...options });
  const { results, failures } = await readSavedWorkers(context, entries);
  const read = await mapBounded(
    [...entries].filter(([worker]) => results.has(worker)),
    ([worker, saved]) => planFunction(context, worker, { live: results.get(worker), saved }, options),
  );
  const unknown = damages.length === 0 ? [] : await findUnknown(context, journal);
  const unread = [...failures, ...unknown].map(({ name: worker, reason }) =>
    left(worker, unknown.some(({ name }) => name === worker) ? reason : `it could not be read: ${reason}`),
  );
  const untold = read.flatMap(({ plan: { name }, unread: refusals }) =>
    refusals.length === 0 ? [] : [{ name, reason: refusals.map(messageOf).join(" ") }],
  );
  const isOn =
    read.length === entries.size &&
    untold.length === 0 &&
    [...entries].every(([worker, saved]) => {
      const live = results.get(worker);
      return live === undefined || isStoppedWithin(live, saved);
    });
  const lambda = read.reduce((sum, { plan: { changes } }) => sum + changes.length, 0);
  return {
    role: "worker",
    state: stateOf(entries, isOn),
    to: "off",
    changes: [],
    functions: [...read.map(({ plan }) => plan), ...unread].sort(byName),
    failures: [
      ...failures,
      ...untold,
      ...unknown,
      ...damages.map(({ parameter, fact }) => ({ name: parameter, reason: fact })),
    ],
    ...defined({ refusal }),
    // The run's record is written when it starts and when it ends.
    ...costOf(lambda, 2),
  };
}

const nothingToDo = {
  role: "worker",
  state: "off",
  to: "off",
  changes: [],
  functions: [],
  failures: [],
} as const;

const stateOf = (entries: ReadonlyMap<string, Settings>, isOn: boolean): Plan["state"] => {
  if (entries.size === 0) return "off";
  return isOn ? "on" : "partial";
};

const left = (name: string, note: string): FunctionPlan => ({ name, isWorker: true, why, changes: [], note });

/** What `off` would do with one function, and what it would leave as it is since AWS refuses to tell of it. */
interface Planned {
  readonly plan: FunctionPlan;
  readonly unread: RestorePlan["unread"];
}

async function planFunction(
  context: Context,
  name: string,
  { live, saved }: { readonly live: LiveWorker | undefined; readonly saved: Settings },
  { force }: TurnOptions,
): Promise<Planned> {
  if (live !== undefined) return planned(live, planRestore(live, saved, force === true));
  const remains = await readRemains(context, name, saved);
  return planned(remains.live, planRestore(remains.live, remains.saved, force === true), gone);
}

function planned(live: Stopped, plan: RestorePlan, note?: string): Planned {
  const changes: PlannedChange[] = [
    ...(plan.reserved === undefined
      ? []
      : [{ setting: "reserved", from: live.reserved, to: plan.reserved } as const]),
    ...[...plan.provisioned].map(([of, to]): PlannedChange => {
      return { setting: "provisioned", of, from: live.provisioned.get(of) ?? null, to };
    }),
    ...[...plan.mappings].map(([of, enabled]): PlannedChange => {
      return { setting: "mapping", of, from: enabledWord(!enabled), to: enabledWord(enabled) };
    }),
    ...[...plan.eventConfigs].map(([of, config]): PlannedChange => ({
      setting: "failure destination",
      of,
      from: live.events?.configs.get(of)?.onFailure ?? null,
      to: config?.onFailure ?? null,
    })),
  ];
  const kept = plan.kept.map(
    ({ what, live: now, saved: before }) => `${what} stays ${now}, saved is ${before}`,
  );
  const overwritten = plan.overwritten.map(
    ({ what, live: now, saved: before }) =>
      `${what}, which was changed to ${now}, is overwritten with ${before}`,
  );
  const unread = plan.unread.map(({ message }) => message);
  const notes = [...(note === undefined ? [] : [note]), ...kept, ...overwritten, ...unread];
  return {
    plan: {
      name: live.name,
      isWorker: true,
      why,
      changes,
      ...defined({ note: notes.length === 0 ? undefined : notes.join("; ") }),
    },
    unread: plan.unread,
  };
}
