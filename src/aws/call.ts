import { interrupted, type Clock, type JetsError } from "../maintenance/index.js";
import { toJetsError } from "./errors.js";
import type { Limiter } from "./limiter.js";
import { traced, type Trace } from "./trace.js";
import { isThrottling, isTimeout, isTransient, parseSdkError, type SdkError } from "./sdk-error.js";

/**
 * Makes one AWS call: repeats it as long as AWS asks for that, then throws a JetsError. `check` is made before every
 * attempt, and ends the call when it throws.
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
  /** For how many milliseconds after that a call is made and repeated all the same; 0 when left out. */
  readonly grace?: number;
  /** The AWS profile in force, for what is said of credentials. */
  readonly profile?: string;
  readonly trace?: Trace;
}

/** How often, and how long apart, a kind of failure is tried again. Milliseconds. */
interface Patience {
  readonly attempts: number;
  readonly base: number;
  readonly cap: number;
}

const throttled: Patience = { attempts: 12, base: 500, cap: 8_000 };
const failing: Patience = { attempts: 6, base: 100, cap: 5_000 };
const refusing: Patience = { attempts: 3, base: 100, cap: 1_000 };
// Each attempt has already waited for half a minute.
const silent: Patience = { attempts: 2, base: 100, cap: 1_000 };
// Updates of a function and state changes of a mapping take up to a minute or two.
const busy: Patience = { attempts: 40, base: 250, cap: 5_000 };
const contended: Patience = { attempts: 8, base: 200, cap: 3_000 };

/** The one loop around every AWS call. The SDK's own retries are switched off: they know too few errors. */
export function createCall(options: CallOptions, limiter: Limiter): Call {
  const { clock, random, profile, trace } = options;
  const { signal, isOver } = interruptionOf(options);
  return async (action, resource, send, check) => {
    let refused: JetsError | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const turn = await limiter.start(action, signal);
      if (isOver()) throw refusedInGrace(options, refused) ?? interrupted();
      try {
        await check?.();
        if (trace === undefined) return await send();
        return await traced({ action, resource, attempt }, send, clock, trace);
      } catch (error) {
        const refusal = parseSdkError(error);
        if (isThrottling(refusal)) turn.refuse(retryAfter(refusal));
        const patience = patienceWith(refusal);
        refused = toJetsError(error, action, resource, profile);
        if (patience === undefined || attempt >= patience.attempts) throw refused;
        // Ends early when the run is interrupted, which the next round says.
        await clock.sleep(delay(patience, attempt, refusal, random()), signal).catch(() => undefined);
      }
    }
  };
}

/** A call that may go on after Ctrl-C has made its attempts by then: what came of them says more than the key. */
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

function patienceWith(sdk: SdkError): Patience | undefined {
  if (isThrottling(sdk)) return throttled;
  if (sdk.name === "TooManyUpdates") return contended;
  if (isBusy(sdk)) return busy;
  if (isTimeout(sdk)) return silent;
  if (sdk.code === "ECONNREFUSED" || sdk.code === "ENOTFOUND") return refusing;
  return isTransient(sdk) ? failing : undefined;
}

/** A 409 about aliases that share a version does not pass by waiting; other texts hold the function's name. */
function isBusy({ name, message }: SdkError): boolean {
  if (name === "ResourceInUseException" || name === "OperationInProgressException") return true;
  return name === "ResourceConflictException" && !message.includes("Provisioned Concurrency");
}

function delay({ base, cap }: Patience, attempt: number, sdk: SdkError, random: number): number {
  const ceiling = Math.min(cap, base * 2 ** (attempt - 1));
  return retryAfter(sdk) + ceiling * (0.5 + random / 2);
}

/** What AWS asks for with a throttled call, in milliseconds; half a minute at most, whatever a server says. */
const retryAfter = ({ retryAfterSeconds = 0 }: SdkError): number => Math.min(retryAfterSeconds, 30) * 1_000;
