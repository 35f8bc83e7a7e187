import { messageOf } from "../../errors.js";
import type { StackFunction } from "../../ports/stacks.js";
import type { Context, TurnOptions } from "../../context.js";
import { duringStage } from "../../events.js";
import { openAside } from "./aside.js";
import type { FateOptions } from "./fates.js";
import { findEventLoss } from "./loss.js";
import { isThorough, unclearSenders, warnOfEventLoss } from "./report.js";
import { lookAmong } from "./receivers.js";
import { searchSenders } from "./senders.js";
import type { LiveWorker } from "../live/read-workers.js";
import { stopped, type Entries } from "../journal/settings.js";

/** A look for who sends workers events, while they are being stopped: the calls have a quota of their own. */
export interface BackgroundLook {
  /** Begins to look for a worker that is about to be stopped. */
  readonly add: (worker: StackFunction, live: LiveWorker) => void;
  /** Names what came of it. Never fails and waits for no outage to pass: it is no part of the job. */
  readonly tell: () => Promise<void>;
}

/** Begins to look; `entries` is what was saved before. */
export function lookInBackground(
  context: Context,
  entries: Entries,
  options: TurnOptions & Pick<FateOptions, "queue">,
): BackgroundLook {
  const fateOptions = { ...isThorough(options), queue: options.queue };
  const isKnown = options.onEventLoss === "fail" || options.eventsNamed === true;
  const running = new Map<string, LiveWorker>();
  const fed = new Set<string>();
  const seek = openAside(context);
  const search = searchSenders(seek.context, isThorough(options));
  return {
    add(worker, live) {
      const isFed = live.feeds.some(isStream);
      if (isKnown || (!isFed && live.reserved === stopped.reserved)) return;
      running.set(live.name, live);
      if (isFed) fed.add(live.name);
      search.add(worker);
    },
    async tell() {
      if (running.size === 0) return;
      const aside = openAside(context);
      const look = lookAmong(running, entries);
      try {
        const loss = await duringStage(context, { stage: "Reading event sources" }, async () => {
          const senders = await seek.await(search.end());
          const known = { ...senders, unclear: unclearSenders(senders, fateOptions) };
          return aside.await(findEventLoss(aside.context, known, look, { ...fateOptions, fed }));
        });
        warnOfEventLoss(context, loss, options);
      } catch (error) {
        const message = `Which events are lost meanwhile is not known: ${messageOf(error)}`;
        context.report({ type: "warning", message });
      }
    },
  };
}

const isStream = ({ stream }: LiveWorker["feeds"][number]): boolean => stream !== undefined;
