import type { FunctionPlan, Plan, PlannedChange } from "../../maintenance/index.js";
import { sourceNames } from "../../maintenance/event-sources.js";
import { tableLines } from "../table.js";
import { say, type Terminal } from "../terminal.js";

/** Prints what a run would change on stderr, function by function. */
export function sayPlan(plan: Plan, terminal: Terminal): void {
  const headings = ["function", "reserved", "provisioned", "mappings", "events", "note", "why"];
  const workers = plan.functions.filter(({ isWorker }) => isWorker).map(rowOf);
  const others = plan.functions.filter(({ isWorker }) => !isWorker).map(({ name, why }) => [name, why]);
  const { stderr } = terminal;
  say(
    terminal,
    ...plan.changes.map((change) => `${nameOf(change)}: ${fromTo(change)}`),
    ...(workers.length === 0 ? [] : tableLines(headings, workers, stderr)),
    ...(others.length === 0 ? [] : ["Left alone:", ...tableLines(["function", "why"], others, stderr)]),
    ...(plan.refusal === undefined ? [costLine(plan)] : []),
  );
}

/** What a run would change in each role, as JSON. */
export function planDocument(stack: string, region: string, plans: readonly Plan[]): object {
  return { stack, region, roles: Object.fromEntries(plans.map((plan) => [plan.role, planOf(plan)])) };
}

function planOf({ role, state, to, calls, seconds, changes, functions }: Plan): object {
  const concerned = role === "web" ? { changes } : { functions: functions.map(plannedFunction) };
  return { state, plan: { to, calls, seconds, ...concerned } };
}

const plannedFunction = ({ isWorker, ...rest }: FunctionPlan): object => ({ worker: isWorker, ...rest });

function rowOf({ name, changes, eventsAtRisk, note, why }: FunctionPlan): string[] {
  const cell = (setting: PlannedChange["setting"]): string =>
    changes.flatMap((change) => (change.setting === setting ? [changeText(change)] : [])).join(", ");
  return [
    name,
    cell("reserved"),
    cell("provisioned"),
    cell("mapping"),
    eventsAtRisk === undefined ? "" : eventsLine(eventsAtRisk),
    note ?? (changes.length === 0 ? "nothing to change" : ""),
    why,
  ];
}

/** A UUID's first part tells mappings of one function apart. */
function changeText(change: PlannedChange): string {
  const of = change.setting === "mapping" ? change.of?.split("-")[0] : change.of;
  return `${of === undefined ? "" : `${of} `}${fromTo(change)}`;
}

const nameOf = ({ setting, of = "" }: PlannedChange): string =>
  setting === "variable" ? `JETS_MAINTENANCE of ${of}` : of;

const fromTo = ({ setting, from, to }: PlannedChange): string => {
  const absent = setting === "reserved" ? "unreserved" : "none";
  return `${from ?? absent} -> ${to ?? absent}`;
};

/** Senders whose events fare alike are named together. */
function eventsLine({ fates }: NonNullable<FunctionPlan["eventsAtRisk"]>): string {
  const groups = new Map<string, string[]>();
  for (const { source, qualifier, fate, destinations, reason = "" } of fates) {
    const of = qualifier === undefined ? "" : ` to ${qualifier}`;
    const what = {
      kept: `to ${destinations.join(", ")}`,
      lost: "dropped",
      unknown: `cannot be told: ${reason}`,
    }[fate];
    const key = `${of}: ${what}`;
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  return [...groups]
    .map(([what, sources]) => `from ${sourceNames([...new Set(sources)].sort())}${what}`)
    .join("; ");
}

function costLine({ calls: { lambda, ssm }, seconds }: Plan): string {
  if (lambda + ssm === 0) return "Nothing to change";
  const time = seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `Write calls: ${lambda} to Lambda, ${ssm} to Parameter Store, at least ${time} at AWS's quotas`;
}
