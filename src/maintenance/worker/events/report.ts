import type { Context, TurnOptions } from "../../context.js";
import { JetsError, messageOf } from "../../errors.js";
import type { Reporter } from "../../events.js";
import type { EventSourceMapping } from "../../ports/functions.js";
import type { StackFunction } from "../../ports/stacks.js";
import { isOfOneWorker } from "../for-each.js";
import type { FateOptions } from "./fates.js";
import { findEventLoss, type EventLoss } from "./loss.js";
import { lookAnew } from "./receivers.js";
import { findSenders, type Senders } from "./senders.js";
import { lossSentences } from "./sentences.js";

/** Looks at everything only for a run that must not lose events: that takes calls of the quota that stopping needs. */
export const isThorough = ({ onEventLoss }: TurnOptions): { readonly thorough: boolean } => ({
  thorough: onEventLoss === "fail",
});

/**
 * Names the events that would be lost, before anything is changed.
 * @throws JetsError `events_at_risk` when there are such, or may be, and the options ask to refuse that
 */
export async function reportEventLoss(
  context: Context,
  workers: ReadonlyMap<string, StackFunction>,
  options: TurnOptions & Pick<FateOptions, "queue">,
): Promise<void> {
  const [senders, { mappings, unclear }] = await Promise.all([
    findSenders(context, workers, isThorough(options)),
    listMappings(context),
  ]);
  const fed = new Set(
    mappings.flatMap(({ functionName, stream }) => (stream === undefined ? [] : [functionName])),
  );
  const known = { ...senders, unclear: [...unclearSenders(senders, options), ...unclear] };
  const look = lookAnew(context, mappings);
  const loss = await findEventLoss(context, known, look, {
    ...isThorough(options),
    queue: options.queue,
    fed,
  });
  warnOfEventLoss(context, loss, options);
  const atRisk = eventsAtRiskError(loss, options);
  if (atRisk !== undefined) throw atRisk;
}

/** What is not clear of senders is no matter where a queue takes the events of whatever sends them. */
export const unclearSenders = (
  { unclear }: Senders,
  { queue }: Pick<FateOptions, "queue">,
): Senders["unclear"] => (queue === undefined ? unclear : []);

/** The run itself cannot go on without these, and says so in a moment. */
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

/** Reports each worker's events, and what could not be found out, as warnings. */
export function warnOfEventLoss({ report }: Reporter, loss: EventLoss, { onEventLoss }: TurnOptions): void {
  for (const message of lossSentences(loss)) report({ type: "warning", message });
  if (loss.queue !== undefined) report({ type: "note", message: kept(loss.queue) });
  if (onEventLoss !== undefined) report({ type: "note", message: unseen });
}

const kept = (queue: string): string =>
  `Asynchronous events that come while workers are stopped are kept in ${queue}, and replayed by off`;

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html: a function does not know who calls it by a role. */
const unseen =
  "Not visible from here: what calls a worker by a role and is not a schedule, a pipe or a rule of this stack (state machines, AppSync, the application itself), and how long queues and streams keep their messages";

/** The error of a run that must not lose events, where it would or might. */
export function eventsAtRiskError(
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
        : [`It is not known whether events would be lost for ${unknown.join(", ")}.`]),
      ...unclear,
      "Nothing was changed.",
    ].join(" "),
    isUnsure
      ? "Give them a dead-letter queue or a failure destination, fix each reason, or accept the loss with --on-event-loss warn."
      : "Give them a dead-letter queue or a failure destination, or accept the loss with --on-event-loss warn.",
  );
}
