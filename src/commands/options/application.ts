import type { Command } from "commander";
import { parseText } from "./parse.js";

/** Which application, and how to reach it. What is left out is found by itself. */
export interface ApplicationOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
  /** No progress and no notes. */
  readonly quiet?: boolean;
  /** Every AWS call on stderr. */
  readonly verbose?: boolean;
}

/** Adds the options that say which application, and how to reach it. */
export function addApplicationOptions(command: Command): Command {
  return addOutputOptions(
    addPlaceOptions(command).option("--json", "print one JSON document on stdout (see docs/json.md)"),
  );
}

/** The same for a command whose stdout belongs to another program. */
export const addSilentApplicationOptions = (command: Command): Command =>
  addOutputOptions(addPlaceOptions(command));

const addPlaceOptions = (command: Command): Command =>
  command
    .option("--stack <name>", "CloudFormation stack of the application", parseText)
    .option("--region <region>", "AWS region", parseText)
    .option("--profile <profile>", "AWS profile; other credentials are ignored", parseText);

const addOutputOptions = (command: Command): Command =>
  command
    .option("--quiet", "hide progress and notes, but not warnings and errors")
    .option("--verbose", "print each AWS call with its time, status and request ID on stderr");
