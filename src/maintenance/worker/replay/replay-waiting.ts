import { defined } from "../../../defined.js";
import type { Context, ReplayOptions } from "../../context.js";
import type { EventsResult, TurnResult } from "../../result.js";
import { closeJournal, countsOf, outcomeWith } from "../journal/endings.js";
import { readSettledJournal } from "../journal/read.js";
import { findQueue } from "../keep/queue.js";
import { withLock } from "../lock/with-lock.js";
import { listDeployed } from "../selection/selection.js";
import { replayQueue } from "./replay-queue.js";
import { verifyOff } from "./verify-off.js";

/**
 * Replays the events that an `off` has left in the queue, to the functions of the stack.
 * @throws JetsError `failed` while the workers are stopped, `not_deployed`, `locked`, `journal_damaged`, `interrupted`
 */
export async function replayWaiting(context: Context, options: ReplayOptions): Promise<EventsResult> {
  const stack = await context.stacks.get(context.stack);
  const [deployed, journal] = await Promise.all([
    listDeployed(context),
    readSettledJournal(context),
    findQueue(context),
  ]);
  // Before it is on record that there was a run.
  verifyOff(context, journal);
  const functions = new Set(deployed.map(({ name }) => name));
  const asked = { command: "events", stackId: stack.id } as const;
  const { result, ended } = await withLock(context, asked, async (lock) => {
    verifyOff(context, lock.journal);
    const { events, ended } = await replayQueue(context, lock, { stackId: stack.id, functions, options });
    const ending = { ...closeJournal(outcomeWith(events, ended)), ...defined({ events: countsOf(events) }) };
    return { result: { result: { ...worker, events }, ...defined({ ended }) }, ending };
  });
  if (ended !== undefined) throw ended;
  return result.events;
}

const worker = {
  role: "worker",
  state: "off",
  changed: false,
  failures: [],
  functions: [],
} as const satisfies TurnResult;
