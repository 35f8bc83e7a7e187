import { interrupted, type Clock, type JetsError, type MaintenanceEvent } from "../../maintenance/index.js";
import { Course } from "./course.js";
import type { Source } from "../credentials/source.js";
import { Endurance } from "./endurance.js";
import { createLimiter, type Limiter } from "./limiter.js";
import { createLines, type Line } from "./line.js";
import { retryAfter } from "./patience.js";
import { isThrottling, parseSdkError } from "./sdk-error.js";
import { traced, type Trace } from "./trace.js";

/**
 * Makes one AWS call. It repeats the call while AWS asks for that, and rides out what passes by itself for as long as
 * {@link Endurance} allows; then it throws a JetsError. `check` runs before every attempt, and ends the call if it
 * throws.
 */
export type Call = <Answer>(
  action: string,
  resource: string,
  send: () => Promise<Answer>,
  check?: () => Promise<void>,
) => Promise<Answer>;

/** What {@link createCall} needs from the outside. */
export interface CallOptions {
  readonly clock: Clock;
  /** From 0 to 1: spreads retries, so that many callers don't come back at once. */
  readonly random: () => number;
  /** Ends the waiting between attempts. A call that is on its way is never cut off: its effect would be unknown. */
  readonly signal?: AbortSignal;
  /** For how many milliseconds after that calls are still made and repeated; 0 when left out. */
  readonly grace?: number;
  /** Where credentials come from, for error messages. */
  readonly source?: () => Source | undefined;
  readonly trace?: Trace;
  /** Reports what the run waits for, and until when. */
  readonly report?: (event: MaintenanceEvent) => void;
  /** Whether this is the way back of a run that has already changed something: it is more patient from the start. */
  readonly hasChanged?: boolean;
}

/** What all calls to one region of one account share, whichever run makes them. */
export interface Ways {
  readonly limiter: Limiter;
  readonly lineOf: (action: string) => Line;
}

/** What all calls of one run share, whichever adapter makes them. */
export interface Shared extends Ways {
  readonly endurance: Endurance;
}

/** The ways to one region of one account, before the first call there. */
export const createWays = (clock: Clock): Ways => ({
  limiter: createLimiter(clock),
  lineOf: createLines(clock),
});

/** What the calls of one run share, before the first of them; `ways` where it shares them with other runs. */
export const createShared = (
  options: Pick<CallOptions, "clock" | "report" | "hasChanged">,
  ways = createWays(options.clock),
): Shared => ({ ...ways, endurance: new Endurance(options) });

/** The one loop around every AWS call. The SDK's own retries are switched off: they know too few errors. */
export function createCall(options: CallOptions, shared = createShared(options)): Call {
  const { clock, random, source, trace } = options;
  const { limiter, endurance, lineOf } = shared;
  const { signal, isOver } = interruptionOf(options);
  const wait = { left: () => endurance.left(), signal, random };
  return async (action, resource, send, check) => {
    const line = lineOf(action);
    const course = new Course({ action, resource, source }, { line, endurance, clock });
    const make = async (attempt: number): Promise<Awaited<ReturnType<typeof send>>> => {
      const turn = await limiter.start(action, signal);
      if (isOver()) throw refusedInGrace(options, course.refused) ?? interrupted();
      await check?.();
      course.start();
      try {
        if (trace === undefined) return await send();
        return await traced({ action, resource, attempt }, send, clock, trace);
      } catch (error) {
        const refusal = parseSdkError(error);
        if (isThrottling(refusal)) turn.refuse(retryAfter(refusal));
        throw error;
      }
    };
    try {
      for (let attempt = 1; ; attempt += 1) {
        const leave = await line.enter(wait);
        let delay: number;
        try {
          const answer = await make(attempt);
          course.succeed();
          return answer;
        } catch (error) {
          delay = course.fail(error, attempt, random());
        } finally {
          leave();
        }
        // Ends early when the run is interrupted, which the next round says.
        await clock.sleep(delay, signal).catch(() => undefined);
      }
    } finally {
      course.end();
    }
  };
}

/** A call that may go on after Ctrl-C has made its attempts by then. Their result says more than the interruption. */
const refusedInGrace = ({ grace = 0 }: CallOptions, refused?: JetsError): JetsError | undefined =>
  grace === 0 ? undefined : refused;

/** What cuts waits short, and when the time for calls is over. With a grace, waits are not cut short. */
function interruptionOf({ clock, signal, grace = 0 }: CallOptions): {
  readonly signal: AbortSignal | undefined;
  readonly isOver: () => boolean;
} {
  let endsAt = Number.POSITIVE_INFINITY;
  const interrupt = (): void => {
    endsAt = clock.now().getTime() + grace;
  };
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener("abort", interrupt);
  return {
    signal: grace === 0 ? signal : undefined,
    isOver: () => signal?.aborted === true && clock.now().getTime() >= endsAt,
  };
}
