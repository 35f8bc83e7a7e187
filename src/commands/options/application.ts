import type { Command } from "commander";
import { parseText } from "./parse.js";

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
