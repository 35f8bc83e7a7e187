import { InvalidArgumentError, Option, type Command } from "commander";
import { faultOfReason } from "../../maintenance/text.js";
import { JetsError } from "../../maintenance/errors.js";
import type * as maintenance from "../../maintenance/context.js";
import { roles, type Role } from "../../maintenance/context.js";
import type { PageOptions } from "./page.js";
import type { SelectionOptions } from "./selection.js";
import type { WebFlagOptions } from "./web-flag.js";

/** Which application, and how to reach it. What is left out is found by itself. */
export interface ApplicationOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
  /** Only what is asked, warnings, errors and what became of it. */
  readonly quiet?: boolean;
  /** Every AWS call on stderr. */
  readonly verbose?: boolean;
}

/** The options of `maintenance:on` and `maintenance:off`. */
export interface TurnOptions
  extends ApplicationOptions, SelectionOptions, PageOptions, WebFlagOptions, maintenance.TurnOptions {
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
  return new Option("-r, --role <role>", "which half of the application").choices(roles).default("web");
}

/** `-r, --role` of a command that is about both roles unless it is given. */
export function eitherRoleOption(): Option {
  return new Option("-r, --role <role>", "only this half of the application").choices(roles);
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
    `${idle[0]} is for ${other === "worker" ? "workers" : "the web role"} only, and the role is ${options.role}.`,
    `Leave ${idle[0]} out, or add --role ${other}.`,
  );
}

/** `--wait`, for both directions. */
export const waitOption = (): Option =>
  new Option("--wait", "return only when it has really taken effect; Ctrl-C ends the wait, nothing else");

/** `--during-deployment`, for both directions. */
export const duringDeploymentOption = (): Option =>
  new Option("--during-deployment", "worker: go on even while a deployment is running");

/** `--break-lock`, for both directions. */
export const breakLockOption = (): Option =>
  new Option(
    "--break-lock",
    "worker: take over at once from a run that died; one that is alive after all is ended by it",
  );

/** `--reason`. */
export function reasonOption(): Option {
  return new Option("--reason <text>", "why; shown by status").argParser((value: string) => {
    const fault = faultOfReason(value);
    if (fault === undefined) return value;
    throw new InvalidArgumentError(`It ${fault}.`);
  });
}

/** Adds the options that say which application, and how to reach it. */
export function addApplicationOptions(command: Command): Command {
  return command
    .option("--stack <name>", "the application's CloudFormation stack", parseText)
    .option("--region <region>", "AWS region, instead of the SDK's own choice", parseText)
    .option("--profile <profile>", "AWS profile, and no other credentials than its own", parseText)
    .option("--json", "print one JSON document on stdout: see docs/json.md")
    .option("--quiet", "print neither progress nor notes on stderr; warnings and errors stay")
    .option("--verbose", "print every AWS call with its time, status and request id on stderr");
}

/** An empty text comes from a variable that a script forgot to set; it must not mean "the default". */
export function parseText(value: string): string {
  if (value === "") throw new InvalidArgumentError("It is empty.");
  return value;
}

/** A TCP port; 0 is any free one. */
export function parsePort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) < 65_536) return Number(value);
  throw new InvalidArgumentError("It is not a port from 0 to 65535.");
}

/** Of an option that may be given several times. */
export function parseMore(value: string, before: readonly string[] = []): string[] {
  return [...before, parseText(value)];
}
