import { defined } from "../../defined.js";
import { openedIn, type TurnResult } from "../result.js";
import type { StackFunction } from "../ports/stacks.js";
import type { Context, TurnOptions } from "../context.js";
import { duringStage } from "../events.js";
import { reportReplacement, verifyNotDeploying } from "./deployment.js";
import { awaitDrained } from "./stop/drain.js";
import { endRefused, keepJournal } from "./journal/endings.js";
import { queueIfKept } from "./keep/queue.js";
import { reportEventLoss } from "./events/report.js";
import { withProblems } from "./live/function-status.js";
import type { Ending, Lock } from "./lock/lock.js";
import type { AcquireOptions } from "./lock/new-record.js";
import type { LiveWorker } from "./live/read-workers.js";
import { awaitReady } from "./live/ready.js";
import { listWorkers, reportServing } from "./selection/selection.js";
import { stopAll, type Stopped } from "./stop/stop-all.js";
import { withLock } from "./lock/with-lock.js";

/** Stops every worker, each once its own settings are saved. */
export async function turnOn(context: Context, options: TurnOptions): Promise<TurnResult> {
  const ready = await prepareToStop(context, "on", options);
  const stopped = await withLock(context, ready.asked, (lock) =>
    stopUnderLock(context, lock, ready, options),
  );
  if (stopped.refused !== undefined) throw stopped.refused.error;
  return settle(context, stopped, options);
}

/** The workers that are about to be stopped, and what the lock is asked for. */
export interface Ready {
  readonly workers: ReadonlyMap<string, StackFunction>;
  readonly asked: AcquireOptions;
}

/** Reads the stack, and refuses what can be refused before anything is changed. */
export async function prepareToStop(
  context: Context,
  command: "on" | "run",
  options: TurnOptions,
): Promise<Ready> {
  const [workers, stack] = await duringStage(context, { stage: "Reading the stack" }, () =>
    Promise.all([listWorkers(context), context.stacks.get(context.stack)]),
  );
  verifyNotDeploying(stack, options);
  reportServing(context, workers);
  if (options.onEventLoss === "fail" && options.eventsNamed !== true)
    await reportEventLoss(context, workers, { ...options, queue: queueIfKept(context, stack.id, options) });
  const { selection } = context;
  return { workers, asked: { command, stackId: stack.id, ...options, ...defined({ selection }) } };
}

/** Stops them, and says how the journal is left if the lock is released then. */
export async function stopUnderLock(
  context: Context,
  lock: Lock,
  { workers, asked }: Ready,
  options: TurnOptions,
): Promise<{ readonly result: Stopped; readonly ending: Ending }> {
  reportReplacement(context, lock.journal, asked.stackId);
  const queue = queueIfKept(context, asked.stackId, options, lock.journal.entries);
  if (queue !== undefined && options.keepEvents === false)
    context.report({ type: "warning", message: goesOnKeeping(context) });
  const stopped = await stopAll(context, lock, { workers, options, queue });
  if (stopped.refused !== undefined)
    return { result: stopped, ending: endRefused(lock, stopped.refused.isUndone) };
  const ending = await keepJournal(context, lock, stopped.result.state);
  const result = { ...stopped.result, ...openedIn(ending.opened) };
  return { result: { ...stopped, result }, ending };
}

const goesOnKeeping = ({ commandLine }: Context): string =>
  `Maintenance keeps events since it was turned on, and goes on doing so until \`${commandLine("off")}\`.`;

/** Names the events at risk and when the last work ends, and waits for that where it is asked for. */
export async function settle(
  context: Context,
  { result, inFlight, running, nameEvents }: Stopped,
  options: TurnOptions,
): Promise<TurnResult> {
  await nameEvents();
  // What failed is said at once: there is no use in waiting for the rest.
  const wait = options.wait === true && result.failures.length === 0;
  await awaitDrained(context, inFlight, { wait });
  return wait ? whenDisabled(context, result, running) : result;
}

/** `on` gives a mapping two minutes to be `Disabled`; a run that waits names those that take longer. */
async function whenDisabled(
  context: Context,
  result: TurnResult,
  running: ReadonlyMap<string, LiveWorker>,
): Promise<TurnResult> {
  const polled = [...running].flatMap(([name, { mappings }]) =>
    mappings.size === 0 ? [] : [[name, { provisioned: new Map<string, number>(), mappings }] as const],
  );
  const failures = await awaitReady(context, "stopped", new Map(polled));
  return { ...result, failures, functions: withProblems(result.functions, failures) };
}
