import { isSkewed, isThrottling, isTimeout, isTransient, type SdkError } from "./sdk-error.js";

/** How often, and how many milliseconds apart, a call is repeated after a kind of failure. */
export interface Patience {
  /** How often a call is made, the first time included, before it is given up. */
  readonly attempts: number;
  readonly base: number;
  readonly cap: number;
  /**
   * What passes by itself; the call is repeated for as long as the run rides such things out. `outage` (no answer)
   * counts from the first failure on, `quota` only once the attempts above are used up.
   */
  readonly rides?: "outage" | "quota";
}

const throttled: Patience = { attempts: 12, base: 500, cap: 8_000, rides: "quota" };
const failing: Patience = { attempts: 6, base: 100, cap: 5_000, rides: "outage" };
// Each attempt has already waited for half a minute.
const silent: Patience = { ...failing, attempts: 1 };
const skewed: Patience = { attempts: 6, base: 100, cap: 5_000 };
// Updates of a function and state changes of a mapping take up to a minute or two.
const busy: Patience = { attempts: 40, base: 250, cap: 5_000 };
const contended: Patience = { attempts: 8, base: 200, cap: 3_000 };

/** How patient to be with what AWS or the network said; `undefined` where waiting cannot help. */
export function patienceWith(sdk: SdkError): Patience | undefined {
  if (isThrottling(sdk)) return throttled;
  if (sdk.name === "TooManyUpdates") return contended;
  if (isBusy(sdk)) return busy;
  if (isTimeout(sdk)) return silent;
  if (isTransient(sdk)) return failing;
  return isSkewed(sdk) ? skewed : undefined;
}

/** Milliseconds to wait after this attempt, counted from 1; `random` is from 0 to 1. */
export function delayAfter(
  attempt: number,
  { base, cap }: Pick<Patience, "base" | "cap">,
  random: number,
): number {
  return Math.min(cap, base * 2 ** (attempt - 1)) * (0.5 + random / 2);
}

/** What AWS asks for with a throttled call, in milliseconds; half a minute at most, whatever a server says. */
export const retryAfter = ({ retryAfterSeconds = 0 }: SdkError): number =>
  Math.min(retryAfterSeconds, 30) * 1_000;

/** A 409 about aliases that share a version does not pass by waiting; other texts hold the function's name. */
function isBusy({ name, message }: SdkError): boolean {
  if (name === "ResourceInUseException" || name === "OperationInProgressException") return true;
  return name === "ResourceConflictException" && !message.includes("Provisioned Concurrency");
}
