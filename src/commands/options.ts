import { InvalidArgumentError, Option, type Command } from "commander";
import { roles, type Role } from "../maintenance/roles.js";

/** Which application, and how to reach it. What is left out is found by itself. */
export interface ApplicationOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** The options of `maintenance:on` and `maintenance:off`. */
export interface TurnOptions extends ApplicationOptions {
  readonly role: Role;
  readonly yes?: boolean;
}

/** The options of `maintenance:status`. */
export interface StatusOptions extends ApplicationOptions {
  readonly role: Role;
  readonly all?: boolean;
  readonly exitCode?: boolean;
}

/** `-r, --role`, which is `web` unless given. */
export function roleOption(): Option {
  return new Option("-r, --role <role>", "which half of the application").choices(roles).default("web");
}

/** Adds the options that say which application, and how to reach it. */
export function addApplicationOptions(command: Command): Command {
  return command
    .option("--stack <name>", "the application's CloudFormation stack", parseText)
    .option("--region <region>", "AWS region, instead of the SDK's own choice", parseText)
    .option("--profile <profile>", "AWS profile, instead of the SDK's own choice", parseText);
}

/** An empty text comes from a variable that a script forgot to set; it must not mean "the default". */
export function parseText(value: string): string {
  if (value === "") throw new InvalidArgumentError("It is empty.");
  return value;
}
