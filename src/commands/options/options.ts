import { InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../../application/time.js";
import { faultOfReason } from "../../maintenance/text.js";
import { JetsError } from "../../maintenance/errors.js";
import type * as maintenance from "../../maintenance/context.js";
import type { Role } from "../../maintenance/context.js";
import type { ApplicationOptions } from "./application.js";
import type { ExpiryOptions } from "./expiry.js";
import type { FleetOptions } from "./fleet.js";
import type { PageOptions } from "./page.js";
import { rolesOf, type RoleOptions } from "./role.js";
import type { SelectionOptions } from "./selection.js";
import type { WebFlagOptions } from "./web-flag.js";

/** The options of `maintenance:on` and `maintenance:off`. */
export interface OnOffOptions
  extends
    ApplicationOptions,
    SelectionOptions,
    PageOptions,
    ExpiryOptions,
    WebFlagOptions,
    FleetOptions,
    maintenance.TurnOptions {
  readonly role: Role;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly withSecret?: boolean;
  /** Milliseconds. */
  readonly lockTimeout?: number;
}

/** The options of `maintenance:status`. */
export interface StatusOptions extends ApplicationOptions, FleetOptions, WebFlagOptions, RoleOptions {
  readonly exitCode?: boolean;
}

/** Options of `maintenance:on` and `maintenance:off` that mean something to one role only. */
const ownOptions = {
  worker: [
    ["--force", "force"],
    ["--salvage", "salvage"],
    ["--during-deployment", "duringDeployment"],
    ["--break-lock", "breakLock"],
    ["--on-event-loss", "onEventLoss"],
    ["--keep-events", "keepEvents"],
    ["--replay-rate", "replayRate"],
    ["--replay-schedules", "replaySchedules"],
    ["--include", "include"],
    ["--exclude", "exclude"],
    ["--lock-timeout", "lockTimeout"],
  ],
  web: [
    ["--message", "message"],
    ["--until", "until"],
    ["--for", "for"],
    ["--retry-after", "retryAfter"],
    ["--with-secret", "withSecret"],
    ["--web-flag", "webFlag"],
  ],
} as const;

/** What nothing would keep for the workers. */
const webAlone = [["--for", "for"]] as const;

/** No option is accepted and then ignored. @throws JetsError `usage` */
export function verifyOptionsOfRole(options: Partial<Omit<OnOffOptions, "role">> & RoleOptions): void {
  const [role, second] = rolesOf(options);
  const other = second ?? (role === "web" ? "worker" : "web");
  const own = second === undefined ? ownOptions[other] : webAlone;
  // Without --no-replay, commander says `true`.
  const negated = [
    ["--no-replay", options.replay],
    ["--no-keep-events", options.keepEvents],
  ] as const;
  const idle =
    (own === ownOptions.worker ? negated.find(([, value]) => value === false) : undefined) ??
    own.find(([, key]) => options[key] !== undefined);
  if (idle === undefined) return;
  const [isFor, choice] = second === undefined ? [other, role] : ["web", "all"];
  throw new JetsError(
    "usage",
    `${idle[0]} is for the ${isFor} role only, but the role is ${choice}.`,
    `Remove ${idle[0]}, or use --role ${isFor}.`,
  );
}

/** `--lock-timeout`. */
export const lockTimeoutOption = (): Option =>
  new Option(
    "--lock-timeout <duration>",
    "worker: how long to wait for another run to end: 10m, 1h",
  ).argParser((value: string) => {
    const ms = parseDuration(value);
    if (ms !== undefined) return ms;
    throw new InvalidArgumentError("It must be a duration like 10m, 1h or 1h30m.");
  });

/** `--wait`, for both directions. */
export const waitOption = (): Option =>
  new Option("--wait", "return only once it has taken full effect; Ctrl-C ends only the wait");

/** `--during-deployment`, for both directions. */
export const duringDeploymentOption = (): Option =>
  new Option("--during-deployment", "worker: go on even if a deployment is running");

/** `--break-lock`, for both directions. */
export const breakLockOption = (): Option =>
  new Option("--break-lock", "worker: take over the lock now; a run that is still alive is stopped");

/** `--reason`. */
export function reasonOption(): Option {
  return new Option("--reason <text>", "why; shown by status and history").argParser((value: string) => {
    const fault = faultOfReason(value);
    if (fault === undefined) return value;
    throw new InvalidArgumentError(`It ${fault}.`);
  });
}
