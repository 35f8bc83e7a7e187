import { InvalidArgumentError, Option } from "commander";
import { defined } from "../../defined.js";
import { JetsError, messageOf } from "../../maintenance/errors.js";
import { sayFinding } from "../../terminal/views/finding.js";
import type { Terminal } from "../../terminal/terminal.js";
import type { Session } from "../session.js";
import { parseDuration } from "../../application/time.js";
import { configurationFor } from "./configured.js";
import { rolesOf, type RoleOptions } from "./role.js";
import type { WebFlagOptions } from "./web-flag.js";

/** `--for`, and what becomes of it. */
export interface ExpiryOptions {
  /** As it was typed; {@link withExpiry} makes {@link expires} of it. */
  readonly for?: string;
  /** ISO 8601. */
  readonly expires?: string;
  /** ISO 8601: the same from the configuration file, which does not count for what is on already. */
  readonly defaultExpires?: string;
}

/** `--for`. */
export const forOption = (): Option =>
  new Option(
    "--for <duration>",
    "web: end by itself after this time: 90m, 2h, 1d; visitors see this time unless --until is given",
  ).argParser(checkedDuration);

function checkedDuration(value: string): string {
  if (parseDuration(value) !== undefined) return value;
  throw new InvalidArgumentError("It must be a duration like 90m, 2h, 1h30m or 1d.");
}

/**
 * The options with the time at which web maintenance ends by itself: `--for`, or `maxDuration` of the configuration
 * file, which is the ceiling too.
 * @throws JetsError `usage` for more than that, and where the file can't be read
 */
export async function withExpiry<Options extends ExpiryOptions & WebFlagOptions & RoleOptions>(
  options: Options,
  { terminal, clock }: Pick<Session, "terminal" | "clock">,
): Promise<Options> {
  if (!rolesOf(options).includes("web")) return options;
  const longest = await longestAllowed(options, terminal);
  const ends = (duration: string | undefined): string | undefined => {
    const ms = duration === undefined ? undefined : parseDuration(duration);
    return ms === undefined ? undefined : new Date(clock.now().getTime() + ms).toISOString();
  };
  const [expires, defaultExpires] = [ends(options.for), ends(longest)];
  if (expires !== undefined && defaultExpires !== undefined && expires > defaultExpires)
    throw new JetsError(
      "usage",
      `--for ${options.for ?? ""} is longer than the configuration file allows: its maxDuration is ${longest ?? ""}.`,
      `Give ${longest ?? ""} or less, or change maxDuration.`,
    );
  return { ...options, ...defined({ expires, defaultExpires }) };
}

/** With `--web-flag`, web maintenance must work even if the file can't be read. */
async function longestAllowed({ webFlag }: WebFlagOptions, terminal: Terminal): Promise<string | undefined> {
  try {
    return (await configurationFor(terminal))?.maxDuration;
  } catch (error) {
    if (webFlag === undefined) throw error;
    sayFinding("warning", [`No maxDuration is in force. ${messageOf(error)}`], terminal);
    return undefined;
  }
}

/** Ruby on Jets reads a variable that nothing takes back. @throws JetsError `usage` */
export function verifyCanExpire(
  { expires, defaultExpires }: ExpiryOptions,
  webFlag: string | undefined,
): void {
  if (webFlag !== "env" || (expires ?? defaultExpires) === undefined) return;
  const [asked, way] =
    expires === undefined ? ["maxDuration", "Remove maxDuration from the file"] : ["--for", "Remove --for"];
  throw new JetsError(
    "usage",
    `${asked} does not work if the web flag is the environment variable: nothing ends it by itself.`,
    `${way}, or use the web flag "parameter".`,
  );
}
