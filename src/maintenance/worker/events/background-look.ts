import { messageOf } from "../../errors.js";
import type { StackFunction } from "../../ports/stacks.js";
import type { Context, TurnOptions } from "../../context.js";
import { duringStage } from "../../events.js";
import { openAside } from "./aside.js";
import { findEventLoss } from "./loss.js";
import { isThorough, warnOfEventLoss } from "./report.js";
import { lookAmong } from "./receivers.js";
import { findSenders } from "./senders.js";
import type { LiveWorker } from "../live/read-workers.js";
import { stopped, type Entries } from "../journal/settings.js";

/**
 * Begins to look for who sends these workers events, while they are being stopped: the calls have a quota of their own.
 * The returned function reports the result. It never fails, and does not wait for an outage to pass: this is not part
 * of the job.
 */
export function lookInBackground(
  context: Context,
  workers: ReadonlyMap<string, StackFunction>,
  { running, entries }: { readonly running: ReadonlyMap<string, LiveWorker>; readonly entries: Entries },
  options: TurnOptions,
): () => Promise<void> {
  const fed = new Set([...running].flatMap(([name, { feeds }]) => (feeds.some(isStream) ? [name] : [])));
  const concerned = [...workers].filter(([name]) => {
    const live = running.get(name);
    return fed.has(name) || (live !== undefined && live.reserved !== stopped.reserved);
  });
  if (concerned.length === 0 || options.onEventLoss === "fail" || options.eventsNamed === true)
    return () => Promise.resolve();
  const seek = openAside(context);
  const seeking = findSenders(seek.context, new Map(concerned), isThorough(options));
  // If the run itself fails, the result is not needed.
  seeking.catch(() => undefined);
  const tell = openAside(context);
  return async () => {
    try {
      const loss = await duringStage(context, { stage: "Reading event sources" }, async () => {
        const senders = await seek.await(seeking);
        return tell.await(
          findEventLoss(tell.context, senders, lookAmong(running, entries), { ...isThorough(options), fed }),
        );
      });
      warnOfEventLoss(context, loss, options);
    } catch (error) {
      const message = `Which events are lost meanwhile is not known: ${messageOf(error)}`;
      context.report({ type: "warning", message });
    }
  };
}

const isStream = ({ stream }: LiveWorker["feeds"][number]): boolean => stream !== undefined;
