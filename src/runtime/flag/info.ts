import { defined } from "../../defined.js";
import { isObject, reasonOf, textOf } from "../json.js";

/** What `<parameter>/info` says to visitors about the maintenance that is on. */
export interface Info {
  /** The page shows it instead of the stock sentence. */
  readonly message?: string;
  /** When it should be over, in milliseconds since 1970. */
  readonly until?: number;
  /** When maintenance ends by itself, in milliseconds since 1970. */
  readonly expires?: number;
  /** Seconds after which clients should try again, where `until` is not known or has passed. */
  readonly retryAfter?: number;
  /** What a bypass token must hash to; see `bypass.ts`. */
  readonly bypassHash?: string;
}

const DEFAULT_RETRY_SECONDS = 120;

/** Parses the info parameter. Leaves out what can't be used, and says so to `log`: the page must still be served. */
export function parseInfo(text: string | undefined, log: (line: string) => void): Info {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return pick(value);
    log("The info parameter is not a JSON object and is ignored.");
  } catch (error) {
    log(`The info parameter is not JSON and is ignored (${reasonOf(error)}).`);
  }
  return {};
}

function pick({ message, until, expires, retryAfter, bypass }: Readonly<Record<string, unknown>>): Info {
  return defined({
    message: textOf(message),
    until: timeOf(until),
    expires: timeOf(expires),
    retryAfter: isWholeSeconds(retryAfter) ? retryAfter : undefined,
    bypassHash: isObject(bypass) ? textOf(bypass.hash) : undefined,
  });
}

function timeOf(value: unknown): number | undefined {
  const ms = Date.parse(textOf(value) ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

const isWholeSeconds = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** Seconds until clients should try again: to `until` if that lies ahead, else as `info` says, else 120. */
export function retrySeconds(info: Info, now: number): number {
  const left = Math.ceil(((info.until ?? now) - now) / 1000);
  return left > 0 ? left : (info.retryAfter ?? DEFAULT_RETRY_SECONDS);
}

/** Whether maintenance has ended by itself, by this machine's clock. */
export const isOver = ({ expires }: Info, now: number): boolean => expires !== undefined && now >= expires;
