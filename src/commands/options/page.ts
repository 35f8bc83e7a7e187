import { InvalidArgumentError, type Command } from "commander";
import { cleanMessage, faultOfMessage } from "../../maintenance/text.js";
import { JetsError } from "../../maintenance/errors.js";
import type { Clock } from "../../maintenance/ports/clock.js";
import { parseTime } from "../../application/time.js";

/** What visitors see while web maintenance is on. */
export interface PageOptions {
  readonly message?: string;
  /** As it was typed; {@link resolveUntil} makes ISO 8601 of it. */
  readonly until?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** `--message`, `--until` and `--retry-after`. */
export function addPageOptions(command: Command): Command {
  return command
    .option("--message <text>", "web: message on the page", parseMessage)
    .option(
      "--until <time>",
      "web: expected end, shown on the page: 2026-11-23T22:00Z, or 90m, 2h, 1d",
      checkedTime,
    )
    .option(
      "--retry-after <seconds>",
      "web: Retry-After, without --until or once it has passed (default: 120)",
      parseSeconds,
    );
}

/** The options with the end as ISO 8601. @throws JetsError `usage` when it has passed */
export function resolveUntil<Options extends PageOptions>(options: Options, clock: Clock): Options {
  if (options.until === undefined) return options;
  const now = clock.now();
  const end = parseTime(options.until, now);
  if (end !== undefined && end > now) return { ...options, until: end.toISOString() };
  throw new JetsError(
    "usage",
    `--until is in the past: ${options.until}.`,
    "Give a time in the future, or remove --until.",
  );
}

function parseMessage(value: string): string {
  const fault = faultOfMessage(value);
  if (fault === undefined) return cleanMessage(value);
  throw new InvalidArgumentError(`It ${fault}.`);
}

function checkedTime(value: string): string {
  if (parseTime(value, new Date(0)) !== undefined) return value;
  throw new InvalidArgumentError(
    "It must be a time like 2026-11-23T22:00Z or a duration like 90m, 2h or 1d.",
  );
}

function parseSeconds(value: string): number {
  if (/^[1-9]\d{0,7}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It must be a whole number of seconds from 1 to 99999999.");
}
