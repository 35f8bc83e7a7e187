import type { FunctionPlan, Plan, PlannedChange } from "../../maintenance/index.js";
import { inWords } from "../../maintenance/in-words.js";
import { sourceNames } from "../../maintenance/event-sources.js";
import { tableLines } from "../table.js";
import { say, type Terminal } from "../terminal.js";
import { sayFinding } from "./finding.js";
import { answerJson } from "./json.js";

/** Says which run is rehearsed now. */
export function sayRehearsal(
  { to, role, stack }: Pick<Plan, "to" | "role"> & { readonly stack: string },
  terminal: Terminal,
): void {
  say(terminal, `Would ${to === "on" ? "enable" : "disable"} ${role} maintenance mode for ${stack}`);
}

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

/** What runs would change in each role of one application. */
interface PlansOf {
  readonly stack: string;
  readonly region: string;
  readonly plans: readonly Plan[];
}

/** Prints the plans on stdout where JSON is wanted, and on stderr what would fail and that nothing was changed. */
export function answerPlans(all: PlansOf, json: boolean, terminal: Terminal): void {
  if (json) answerJson(plansDocument(all), terminal);
  for (const plan of all.plans) sayPlannedFailures(plan, terminal);
  sayUnchanged(terminal);
}

/** Says that a rehearsal has changed nothing. */
export function sayUnchanged(terminal: Terminal): void {
  say(terminal, "Nothing was changed: this was a dry run");
}

/** Names what a run would leave undone. */
export function sayPlannedFailures({ failures }: Plan, terminal: Terminal): void {
  if (failures.length > 0) sayFailures(failures, terminal);
}

function sayFailures(failures: Plan["failures"], terminal: Terminal): void {
  const count = inWords(failures.length, "function");
  const reasons = failures.map(({ name, reason }) => `  ${name}: ${reason}`);
  sayFinding(
    "error",
    [`The run would be only partly done: ${count} would not be in the requested state`, ...reasons],
    terminal,
  );
}

/** The plans of one application as JSON. */
export const plansDocument = ({ stack, region, plans }: PlansOf): object => ({
  stack,
  region,
  roles: Object.fromEntries(plans.map((plan) => [plan.role, planOf(plan)])),
});

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
    eventsCell(changes, eventsAtRisk),
    note ?? (changes.length === 0 ? "nothing to change" : ""),
    why,
  ];
}

/** Where events go from then on; of those that a change concerns, nothing else has to be said. */
function eventsCell(changes: readonly PlannedChange[], atRisk: FunctionPlan["eventsAtRisk"]): string {
  const moved = changes.filter(({ setting }) => setting === "failure destination");
  const targets = [...new Set(moved.map(({ to }) => to))];
  const lines = targets.map((target) => {
    const of = moved.flatMap((change) => (change.to === target ? [change.of ?? ""] : []));
    return `${target === null ? "no failure destination" : `to ${String(target)}`}: ${of.join(", ")}`;
  });
  const fates = atRisk?.fates.filter(
    ({ destinations }) => !targets.some((to) => destinations.some((one) => one === to)),
  );
  return [...lines, ...(fates === undefined || fates.length === 0 ? [] : [eventsLine({ fates })])].join("; ");
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
function eventsLine({ fates }: Pick<NonNullable<FunctionPlan["eventsAtRisk"]>, "fates">): string {
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
  const time = inWords(seconds, "second");
  return `Write calls: ${lambda} to Lambda, ${ssm} to Parameter Store, at least ${time} at AWS's quotas`;
}
