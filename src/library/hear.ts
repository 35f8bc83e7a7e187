import type { Context } from "../maintenance/context.js";
import { heedReport } from "../run/heeded-report.js";
import type { RunOptions } from "./options.js";

/** Something that was thrown. */
export interface Fault {
  readonly error: unknown;
}

/** What is heard of the caller. */
export interface Heard {
  /** Aborted by the caller on the way in, and by a `report` that throws then. */
  readonly signal: AbortSignal;
  /** Never throws. */
  readonly report: Context["report"];
  /** From now on neither ends anything: a lock that is kept must be renewed, and maintenance be turned off. */
  readonly endWayIn: () => void;
  /** What `report` has thrown. */
  readonly reportFault: () => Fault | undefined;
}

/** Hears an abort by the caller, and what `report` throws, until the way in has ended. */
export function hear({
  signal: asked,
  report: reporter = () => undefined,
}: Pick<RunOptions, "signal" | "report">): Heard {
  const interruption = new AbortController();
  const abort = (): void => {
    interruption.abort();
  };
  let stop: () => void = abort;
  if (asked?.aborted === true) abort();
  asked?.addEventListener("abort", abort);
  const { report, verify } = heedReport(reporter, () => {
    stop();
  });
  return {
    signal: interruption.signal,
    report,
    endWayIn: () => {
      stop = () => undefined;
      asked?.removeEventListener("abort", abort);
    },
    reportFault: () => faultOf(verify),
  };
}

function faultOf(verify: () => void): Fault | undefined {
  try {
    verify();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** A signal that is never aborted. */
export const unheard = (): AbortSignal => new AbortController().signal;
