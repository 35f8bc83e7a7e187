import type { Command } from "commander";
import { parseCommas, parseStacks } from "./fleet.js";
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
export const addApplicationOptions = (command: Command): Command =>
  addOutputOptions(addJsonOption(addPlaceOptions(command)));

/** The same for a command that takes many applications, too. */
export const addApplicationsOptions = (command: Command): Command =>
  addOutputOptions(addJsonOption(addPlacesOptions(command)));

/** The same where stdout belongs to another program. */
export const addSilentApplicationsOptions = (command: Command): Command =>
  addOutputOptions(addPlacesOptions(command));

const texts = {
  stack: "CloudFormation stack of the application",
  region: "AWS region",
  profile: "AWS profile; other credentials are ignored",
};

const addPlaceOptions = (command: Command): Command =>
  command
    .option("--stack <name>", texts.stack, parseText)
    .option("--region <region>", texts.region, parseText)
    .option("--profile <profile>", texts.profile, parseText);

const addPlacesOptions = (command: Command): Command =>
  command
    .option("--stack <name>", `${texts.stack}; many with a glob: 'shop-*'`, parseStacks)
    .option("--region <region>", `${texts.region}; several with commas`, parseCommas)
    .option("--profile <profile>", `${texts.profile}; several with commas`, parseCommas);

const addJsonOption = (command: Command): Command =>
  command.option("--json", "print one JSON document on stdout (see docs/json.md)");

const addOutputOptions = (command: Command): Command =>
  command
    .option("--quiet", "hide progress and notes, but not warnings and errors")
    .option("--verbose", "print each AWS call with its time, status and request ID on stderr");
