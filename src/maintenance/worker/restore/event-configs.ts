import { JetsError, throwIfInterrupted } from "../../errors.js";
import { costOf } from "../../plan.js";
import type { EventConfig } from "../../ports/functions.js";
import type { WorkerFailure } from "../../result.js";
import { eventConfigLine } from "../by-hand.js";
import { doAll, orByHand } from "../do-all.js";
import { forEachWorker, isOfOneWorker } from "../for-each.js";
import { configInWords } from "../keep/event-configs.js";
import { awaitSettled } from "../keep/settle.js";
import type { RestorePlan } from "./plan.js";
import type { Restore } from "./restore.js";

/**
 * Puts back what was configured for the events of workers that are back, and waits before: where a 0 still counts, the
 * queue still takes the events.
 * @returns those for which AWS refuses that
 */
export async function restoreEventConfigs(
  restore: Restore,
  plans: ReadonlyMap<string, RestorePlan>,
): Promise<readonly WorkerFailure[]> {
  const { context } = restore;
  const due = new Map([...plans].filter(([, { eventConfigs }]) => eventConfigs.size > 0));
  if (due.size === 0) return [];
  await awaitSettled(context, "Waiting until workers take events again", context.clock.now());
  throwIfInterrupted(context.signal);
  const calls = [...due.values()].reduce((sum, { eventConfigs }) => sum + eventConfigs.size, 0);
  const stage = { stage: "Restoring failure destinations", seconds: costOf(calls, 0).seconds };
  const { failures } = await forEachWorker(context, stage, due, (name, { eventConfigs }) =>
    doAll([...eventConfigs].map((one) => () => restoreEventConfig(restore, name, one))),
  );
  return failures;
}

async function restoreEventConfig(
  { context, lock }: Restore,
  name: string,
  [qualifier, config]: readonly [string, EventConfig | null],
): Promise<void> {
  const put = lock.change((functions) => functions.putEventConfig(name, qualifier, config));
  const outcome = await put.catch((error: unknown) => {
    throw isOfOneWorker(error) ? orByHand(error, eventConfigLine(name, qualifier, config)) : error;
  });
  if (outcome === "written") return;
  if (outcome !== "missing") throw destinationDenied(name, qualifier, config);
  const message = `${name} has no ${qualifier} any more: what was configured for its events was not restored.`;
  context.report({ type: "warning", message });
}

const destinationDenied = (name: string, qualifier: string, config: EventConfig | null): JetsError =>
  new JetsError(
    "access_denied",
    `What was configured for the events of ${name}:${qualifier} was not restored: its execution role may not send to a destination any more: ${configInWords(config)}.`,
    `Give the role back that permission, and repeat the command. By hand: ${eventConfigLine(name, qualifier, config)}`,
  );
