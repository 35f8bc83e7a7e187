import { JetsError } from "../errors.js";
import type { Context, TurnOptions } from "../roles.js";
import { forEachWorker } from "./each-worker.js";

/** A worker with asynchronous sources, whose events don't wait while it is stopped. */
interface EventsAtRisk {
  readonly sources: readonly string[];
  /** Where the events go; none: they are dropped. */
  readonly destinations: readonly string[];
}

/**
 * At a reserved concurrency of 0, Lambda sends asynchronous events to the dead-letter queue or failure
 * destination at once, and drops them where there is none:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * @throws JetsError `events_at_risk` when events would be dropped and the options ask to refuse that
 */
export async function reportEventLoss(
  context: Context,
  workers: ReadonlyMap<string, unknown>,
  { onEventLoss }: TurnOptions,
): Promise<void> {
  const { results, failures } = await forEachWorker(context, workers, (name) =>
    findEventsAtRisk(context, name),
  );
  const atRisk = [...results].flatMap(([name, risk]) => (risk === undefined ? [] : [{ name, risk }]));
  for (const { name, reason } of failures) {
    context.report({ type: "warning", message: `The event sources of ${name} could not be read: ${reason}` });
  }
  for (const { name, risk } of atRisk) context.report({ type: "warning", message: describe(name, risk) });
  const dropping = atRisk.filter(({ risk }) => risk.destinations.length === 0).map(({ name }) => name);
  if (onEventLoss !== "fail" || dropping.length + failures.length === 0) return;
  throw new JetsError(
    "events_at_risk",
    `Events would be lost while these workers are stopped: ${[...dropping, ...failures.map(({ name }) => name)].join(", ")}. Nothing was changed.`,
    "Give them a dead-letter queue or a failure destination, or accept the loss with --on-event-loss warn.",
  );
}

async function findEventsAtRisk({ functions }: Context, name: string): Promise<EventsAtRisk | undefined> {
  const sources = await functions.listAsyncSources(name);
  if (sources.length === 0) return undefined;
  const [live, destinations] = await Promise.all([
    functions.get(name),
    functions.listFailureDestinations(name),
  ]);
  const { deadLetterTarget } = live ?? {};
  return {
    sources,
    destinations: [...(deadLetterTarget === undefined ? [] : [deadLetterTarget]), ...destinations],
  };
}

function describe(name: string, { sources, destinations }: EventsAtRisk): string {
  const events = `Events from ${sources.join(", ")} to ${name}`;
  if (destinations.length === 0) {
    return `${events} will be dropped while it is stopped: it has neither a dead-letter queue nor a failure destination.`;
  }
  return `${events} will go to ${destinations.join(", ")} while it is stopped, and are not replayed.`;
}
