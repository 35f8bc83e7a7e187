import { InvalidArgumentError, Option } from "commander";
import { faultOfReason } from "../../maintenance/text.js";
import { JetsError } from "../../maintenance/errors.js";
import type * as maintenance from "../../maintenance/context.js";
import { roles, type Role } from "../../maintenance/context.js";
import type { ApplicationOptions } from "./application.js";
import type { ExpiryOptions } from "./expiry.js";
import type { PageOptions } from "./page.js";
import type { SelectionOptions } from "./selection.js";
import type { WebFlagOptions } from "./web-flag.js";

/** The options of `maintenance:on` and `maintenance:off`. */
export interface TurnOptions
  extends
    ApplicationOptions,
    SelectionOptions,
    PageOptions,
    ExpiryOptions,
    WebFlagOptions,
    maintenance.TurnOptions {
  readonly role: Role;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly withSecret?: boolean;
}

/** The options of `maintenance:status`. */
export interface StatusOptions extends ApplicationOptions, WebFlagOptions {
  readonly role: Role;
  readonly all?: boolean;
  readonly exitCode?: boolean;
}

/** `-r, --role`, which is `web` unless given. */
export function roleOption(): Option {
  return new Option("-r, --role <role>", "which part of the application").choices(roles).default("web");
}

/** `-r, --role` of a command that is about both roles unless it is given. */
export function eitherRoleOption(): Option {
  return new Option("-r, --role <role>", "only this part of the application").choices(roles);
}

/** Options of `maintenance:on` and `maintenance:off` that mean something to one role only. */
const ownOptions = {
  worker: [
    ["--force", "force"],
    ["--salvage", "salvage"],
    ["--during-deployment", "duringDeployment"],
    ["--break-lock", "breakLock"],
    ["--on-event-loss", "onEventLoss"],
    ["--include", "include"],
    ["--exclude", "exclude"],
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

/** No option is accepted and then ignored. @throws JetsError `usage` */
export function verifyOptionsOfRole(options: TurnOptions): void {
  const other = options.role === "web" ? "worker" : "web";
  const idle = ownOptions[other].find(([, key]) => options[key] !== undefined);
  if (idle === undefined) return;
  throw new JetsError(
    "usage",
    `${idle[0]} is for the ${other} role only, but the role is ${options.role}.`,
    `Remove ${idle[0]}, or add --role ${other}.`,
  );
}

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
