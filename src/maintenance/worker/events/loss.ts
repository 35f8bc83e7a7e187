import { JetsError, messageOf } from "../../errors.js";
import type { EventsAtRisk } from "../../plan.js";
import type { EventSourceMapping } from "../../ports/functions.js";
import type { StackFunction } from "../../ports/stacks.js";
import type { Context, TurnOptions } from "../../context.js";
import type { WorkerFailure } from "../../result.js";
import { mapBounded } from "../../bounded.js";
import { isOfOneWorker } from "../for-each.js";
import { tellFates } from "./fates.js";
import { lookAnew, type Look } from "./receivers.js";
import { findSenders, type Senders } from "./senders.js";
import { describeLoss } from "./sentences.js";
import { stopped } from "../journal/settings.js";

/** What becomes of the workers' events while they are stopped. */
export interface EventLoss {
  /** Of the workers that have senders. */
  readonly risks: ReadonlyMap<string, EventsAtRisk>;
  /** Those of which it could not be found out. */
  readonly unread: readonly WorkerFailure[];
  /** Sentences about what concerns no worker alone. */
  readonly unclear: readonly string[];
}

type Workers = ReadonlyMap<string, StackFunction>;

/** Only who must not lose events has everything looked at: it takes calls of the quota that stopping takes. */
export const isThorough = ({ onEventLoss }: TurnOptions): { readonly thorough: boolean } => ({
  thorough: onEventLoss === "fail",
});

/**
 * Names the events that would be lost, before anything is changed.
 * @throws JetsError `events_at_risk` when there are such, or may be, and the options ask to refuse that
 */
export async function reportEventLoss(
  context: Context,
  workers: Workers,
  options: TurnOptions,
): Promise<void> {
  const [senders, { mappings, unclear }] = await Promise.all([
    findSenders(context, workers, isThorough(options)),
    listMappings(context),
  ]);
  const fed = new Set(
    mappings.flatMap(({ functionName, stream }) => (stream === undefined ? [] : [functionName])),
  );
  const known = { ...senders, unclear: [...senders.unclear, ...unclear] };
  const look = lookAnew(context, mappings);
  const loss = await tellEventLoss(context, known, look, { ...isThorough(options), fed });
  sayEventLoss(context, loss, options);
  const refusal = refuseEventLoss(loss, options);
  if (refusal !== undefined) throw refusal;
}

/** The run itself cannot go on without these; that it says so in a moment is soon enough. */
async function listMappings({ functions }: Context): Promise<{
  readonly mappings: readonly EventSourceMapping[];
  readonly unclear: readonly string[];
}> {
  try {
    return { mappings: await functions.listMappings(), unclear: [] };
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
    return { mappings: [], unclear: [`The event source mappings could not be read: ${messageOf(error)}`] };
  }
}

/** What becomes of the events of these senders, and of the streams that feed the workers named in `fed`. */
export async function tellEventLoss(
  context: Context,
  { of, unclear }: Senders,
  look: Look,
  { thorough, fed }: { readonly thorough: boolean; readonly fed: ReadonlySet<string> },
): Promise<EventLoss> {
  const risks = new Map<string, EventsAtRisk>();
  const unread: WorkerFailure[] = [];
  await mapBounded([...of], async ([name, { senders, unread: reason }]) => {
    if (senders.length === 0 && reason === undefined && !fed.has(name)) return;
    try {
      const worker = await look(name);
      if (worker === undefined) return;
      if (reason !== undefined && worker.reserved !== stopped.reserved) unread.push({ name, reason });
      const fates = await tellFates(context, worker, senders, { thorough });
      if (fates.length > 0) risks.set(name, { ...summaryOf(fates), fates });
    } catch (error) {
      if (!isOfOneWorker(error)) throw error;
      unread.push({ name, reason: messageOf(error) });
    }
  });
  const sorted = new Map([...risks].sort(([a], [b]) => (a < b ? -1 : 1)));
  const isIdle = unclear.length > 0 && !(await isAnyRunning(of.keys(), look));
  return { risks: sorted, unread, unclear: isIdle ? [] : unclear };
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

/** Reports each worker's events, and what could not be found out, as warnings. */
export function sayEventLoss(
  { report }: Pick<Context, "report">,
  loss: EventLoss,
  { onEventLoss }: TurnOptions,
): void {
  for (const message of describeLoss(loss)) report({ type: "warning", message });
  if (onEventLoss !== undefined) report({ type: "note", message: unseen });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html: a function does not know who calls it by a role. */
const unseen =
  "Not to be seen from here: what calls a worker by a role and is not a schedule, a pipe or a rule of this stack (state machines, AppSync, the application itself), and how long queues and streams keep their messages";

/** The error of a run that must not lose events, where it would or might. */
export function refuseEventLoss(
  { risks, unread, unclear }: EventLoss,
  { onEventLoss }: TurnOptions,
): JetsError | undefined {
  const lost = [...risks].flatMap(([name, { fates }]) =>
    fates.some(({ fate }) => fate === "lost") ? [name] : [],
  );
  const untold = [...risks].flatMap(([name, { fates }]) =>
    fates.flatMap(({ fate, source, reason = "" }) =>
      fate === "unknown" ? [`${name} (${source}: ${reason})`] : [],
    ),
  );
  const unknown = [...untold, ...unread.map(({ name, reason }) => `${name} (${reason})`)];
  if (onEventLoss !== "fail" || lost.length + unknown.length + unclear.length === 0) return undefined;
  const isUnsure = unknown.length + unclear.length > 0;
  return new JetsError(
    "events_at_risk",
    [
      ...(lost.length === 0
        ? []
        : [`Events would be lost while these workers are stopped: ${lost.join(", ")}.`]),
      ...(unknown.length === 0
        ? []
        : [`Whether events would be lost cannot be told of ${unknown.join(", ")}.`]),
      ...unclear,
      "Nothing was changed.",
    ].join(" "),
    isUnsure
      ? "Give them a dead-letter queue or a failure destination, see to each reason, or accept the loss with --on-event-loss warn."
      : "Give them a dead-letter queue or a failure destination, or accept the loss with --on-event-loss warn.",
  );
}
