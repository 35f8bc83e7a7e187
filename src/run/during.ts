import { defined } from "../defined.js";
import type { Begun } from "../maintenance/begun.js";
import type { Context, TurnOptions } from "../maintenance/context.js";
import { interrupted, JetsError } from "../maintenance/errors.js";

/** One role that goes into maintenance for as long as something else takes, and comes back. */
export interface Passage {
  readonly context: Context;
  readonly options: TurnOptions;
}

/** A role that is in maintenance now, or half-way there. */
export interface Started<Turn extends Passage> {
  readonly turn: Turn;
  readonly begun: Begun;
}

/** How each role goes in; what is called a fault keeps the work from being started. */
export interface WayIn<Turn extends Passage, Fault> {
  readonly begin: (turn: Turn) => Promise<Begun>;
  /** What is wrong with a result that is not all that was asked for. */
  readonly faultIn: (started: Started<Turn>) => Fault | undefined;
  readonly faultOf: (error: unknown) => Fault;
  readonly signal: AbortSignal;
}

/**
 * Turns one after the other on, until one has a fault. What was started then is for {@link comeBack} to end, with a
 * fault too.
 */
export async function goIn<Turn extends Passage, Fault>(
  turns: readonly Turn[],
  { begin, faultIn, faultOf, signal }: WayIn<Turn, Fault>,
): Promise<{ readonly started: readonly Started<Turn>[]; readonly fault?: Fault }> {
  const started: Started<Turn>[] = [];
  for (const turn of turns) {
    try {
      const one = { turn, begun: await begin(turn) };
      started.push(one);
      const { result, error, wasOn } = one.begun;
      const fault = result === undefined ? faultOf(wasOn ? error : undone(error)) : faultIn(one);
      if (fault !== undefined) return { started, fault };
    } catch (error) {
      return { started, fault: faultOf(error) };
    }
  }
  return signal.aborted ? { started, fault: faultOf(interruptedBefore()) } : { started };
}

/** What an interrupted `on` says to type is what the way back does. */
const undone = (error: unknown): unknown =>
  error instanceof JetsError && error.code === "interrupted" ? interruptedBefore(error) : error;

const interruptedBefore = (cause?: JetsError): JetsError =>
  interrupted(
    "Interrupted: what was to run during maintenance was not started.",
    "What was begun is undone.",
    { cause },
  );

/** How each role comes back. */
export interface WayBack<Turn extends Passage, Fault> {
  /** Reaches the same application anew: what ran meanwhile may have taken hours. */
  readonly reach: (use: (context: Context) => Promise<void>) => Promise<void>;
  /** Resolves to what is wrong. Never rejects. */
  readonly end: (started: Started<Turn>) => Promise<Fault | undefined>;
  /** Where AWS could not be reached at all. */
  readonly faultOf: (error: unknown) => Fault;
  /** Whether to wait until it has taken full effect. */
  readonly wait: boolean;
}

/** Ends what was started, the last one first, each whatever becomes of the others. Resolves to what is wrong. */
export async function comeBack<Turn extends Passage, Fault>(
  started: readonly Started<Turn>[],
  { reach, end, faultOf, wait }: WayBack<Turn, Fault>,
): Promise<readonly Fault[]> {
  if (started.length === 0) return [];
  const faults: Fault[] = [];
  try {
    await reach(async (context) => {
      for (const { turn, begun } of started.toReversed()) {
        const fault = await end({ turn: returning(turn, context, wait), begun });
        if (fault !== undefined) faults.push(fault);
      }
    });
  } catch (error) {
    faults.push(faultOf(error));
  }
  return faults;
}

/** The turn back. No other run's lock is broken for it. */
function returning<Turn extends Passage>(turn: Turn, context: Context, wait: boolean): Turn {
  const { commandLine, selection, webFlag } = turn.context;
  return {
    ...turn,
    options: { ...defined({ ...turn.options, reason: undefined, breakLock: undefined }), wait },
    context: { ...context, commandLine, ...defined({ selection, webFlag }) },
  };
}
