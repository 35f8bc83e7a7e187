import type { Outcome } from "../../fleet/outcome.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { inWords } from "../../maintenance/in-words.js";
import type { Fleet } from "./fleet.js";

/** Whether new targets may still be started on the way in. */
export interface Gate {
  readonly isOpen: () => boolean;
  /** Counts the targets that are not as asked. */
  readonly count: (ended: readonly Outcome[]) => void;
  /** Says that it was closed by failures. */
  readonly sayClosed: () => void;
}

/** Closes after more failures than are allowed, and when the run is interrupted. What could not be reached counts. */
export function createGate({ troubles, maxFailures, session }: Fleet): Gate {
  let failures = troubles.length;
  const isFull = (): boolean => failures > maxFailures;
  return {
    isOpen: () => !session.signal.aborted && !isFull(),
    count: (ended) => {
      failures += ended.filter(({ isAsAsked, state }) => !isAsAsked && state !== "skipped").length;
    },
    sayClosed: () => {
      if (!isFull() || session.signal.aborted) return;
      const fact = `No new target was started after ${inWords(failures, "failure")}: --max-failures is ${maxFailures}.`;
      sayFinding(
        "error",
        [fact, "Repeat the command once the cause is gone: it finishes the job."],
        session.terminal,
      );
    },
  };
}
