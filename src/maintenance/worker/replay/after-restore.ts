import { defined } from "../../../defined.js";
import type { JetsError } from "../../errors.js";
import type { Context, TurnOptions } from "../../context.js";
import type { TurnResult } from "../../result.js";
import { keepsEvents } from "../journal/settings.js";
import { eventsLeft } from "../journal/journal.js";
import type { Lock } from "../lock/lock.js";
import { listDeployed } from "../selection/selection.js";
import { replayQueue } from "./replay-queue.js";

/** What came of restoring workers, and then of their events. */
interface AfterRestore<Restored> {
  readonly done: Restored;
  /** The error of a replay that was interrupted: the workers are back all the same. */
  readonly ended?: JetsError;
}

/**
 * Replays the events that were kept for the workers of the journal, as far as they are back, and those that an earlier
 * replay has left. What does not end well leaves the workers as they are: the queue is the record of what still waits.
 * @throws JetsError `lock_lost`
 */
export async function replayAfter<Restored extends { readonly result: TurnResult }>(
  context: Context,
  lock: Lock,
  restored: Restored,
  { stackId, options }: { readonly stackId: string; readonly options: TurnOptions },
): Promise<AfterRestore<Restored>> {
  const { entries } = lock.journal;
  const isLeft = eventsLeft(lock.journal) > 0;
  if (!keepsEvents(entries) && !isLeft) return { done: restored };
  // What an earlier maintenance has left may be for functions that this one did not stop.
  const deployed = isLeft ? await listDeployed(context) : [];
  const functions = new Set([...entries.keys(), ...deployed.map(({ name }) => name)]);
  const { events, ended } = await replayQueue(context, lock, { stackId, functions, options });
  return { done: { ...restored, result: { ...restored.result, events } }, ...defined({ ended }) };
}
