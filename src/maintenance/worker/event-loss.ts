import { JetsError } from "../errors.js";
import { describeSources } from "../event-sources.js";
import { costOf, type EventsAtRisk } from "../plan.js";
import type { Context, TurnOptions } from "../roles.js";
import type { StagePlan } from "../stages.js";
import { forEachWorker, type Outcomes } from "./each-worker.js";

/** The workers with asynchronous sources, and those of which that could not be told. */
export type EventLoss = Outcomes<EventsAtRisk | undefined>;

/** Who sends these workers events, and where they go meanwhile. */
export const findEventsAtRisk = (
  context: Context,
  workers: ReadonlyMap<string, unknown>,
): Promise<EventLoss> =>
  forEachWorker(context, sourcesStage(workers.size), workers, (name) => readEventsAtRisk(context, name));

const sourcesStage = (workers: number): StagePlan => ({
  stage: "Reading event sources",
  seconds: costOf(workers, 0).seconds,
});

/**
 * At a reserved concurrency of 0, Lambda sends asynchronous events to the dead-letter queue or failure
 * destination at once, and drops them where there is none:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * @throws JetsError `events_at_risk` when events would be dropped and the options ask to refuse that
 */
export async function reportEventLoss(
  context: Context,
  workers: ReadonlyMap<string, unknown>,
  options: TurnOptions,
): Promise<void> {
  const loss = await findEventsAtRisk(context, workers);
  for (const { name, reason } of loss.failures) {
    context.report({ type: "warning", message: `The event sources of ${name} could not be read: ${reason}` });
  }
  for (const [name, risk] of loss.results) {
    if (risk !== undefined) context.report({ type: "warning", message: describe(name, risk) });
  }
  const refusal = refuseEventLoss(loss, options);
  if (refusal !== undefined) throw refusal;
}

/** The error of a run that must not lose events, where it would. */
export function refuseEventLoss(
  { results, failures }: EventLoss,
  { onEventLoss }: TurnOptions,
): JetsError | undefined {
  const dropping = [...results].flatMap(([name, risk]) => (risk?.destinations.length === 0 ? [name] : []));
  const names = [...dropping, ...failures.map(({ name }) => name)];
  if (onEventLoss !== "fail" || names.length === 0) return undefined;
  return new JetsError(
    "events_at_risk",
    `Events would be lost while these workers are stopped: ${names.join(", ")}. Nothing was changed.`,
    "Give them a dead-letter queue or a failure destination, or accept the loss with --on-event-loss warn.",
  );
}

async function readEventsAtRisk({ functions }: Context, name: string): Promise<EventsAtRisk | undefined> {
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
  const events = `Events from ${describeSources(sources)} to ${name}`;
  if (destinations.length === 0) {
    return `${events} will be dropped while it is stopped: it has neither a dead-letter queue nor a failure destination.`;
  }
  return `${events} will go to ${destinations.join(", ")} while it is stopped, and are not replayed.`;
}
