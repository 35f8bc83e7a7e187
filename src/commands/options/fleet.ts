import { InvalidArgumentError, Option, type Command } from "commander";
import { faultOfGlob } from "../../fleet/glob.js";
import { JetsError } from "../../maintenance/errors.js";
import { parseText } from "./parse.js";
import { isPlural, listOf, pluralOption, type PlaceOptions } from "./plural.js";

/** What only many applications take. */
export interface FleetOptions {
  /** The name of a fleet in the configuration file. */
  readonly fleet?: string;
  /** IDs of accounts of that fleet. */
  readonly account?: readonly string[];
  /** How many targets there must be. */
  readonly expect?: number;
  readonly maxFailures?: number;
  /** Regions of accounts at the same time. */
  readonly concurrency?: number;
  /** Without `--no-preflight`, commander says `true`. */
  readonly preflight?: boolean;
}

/** Adds what every command takes that works on many applications, and these options of its own. */
export function addFleetOptions(command: Command, own: readonly Option[] = []): Command {
  const shared = [
    new Option("--fleet <name>", "the applications of this fleet in the configuration file").argParser(
      parseText,
    ),
    new Option("--account <ids>", "with --fleet: only these of its accounts; several with commas").argParser(
      parseAccounts,
    ),
    new Option(
      "--concurrency <n>",
      "how many regions to work on at the same time, over all accounts (default: 8)",
    ).argParser(parseConcurrency),
  ];
  for (const option of [...shared, ...own]) command.addOption(option.helpGroup("Many applications:"));
  return command;
}

/** `--expect`, for what changes something. */
export const expectOption = (): Option =>
  new Option(
    "--expect <n>",
    "exit with 2 unless this many targets are found; an application and a role are one",
  ).argParser(parseCount);

/** `--max-failures` and `--no-preflight`, for the way in. */
export const cautionOptions = (): readonly Option[] => [
  new Option(
    "--max-failures <n>",
    "start no new target once more than this many have failed (default: 0)",
  ).argParser(parseCount),
  new Option("--no-preflight", "do not check all targets before the first is changed"),
];

/** A stack's name, or a glob of such. */
export function parseStacks(value: string): string {
  const fault = isPlural({ stack: value }) ? faultOfGlob(value) : undefined;
  if (fault === undefined) return parseText(value);
  throw new InvalidArgumentError(`A glob ${fault}.`);
}

/** One value, or several with commas between them. */
export function parseCommas(value: string): string {
  if (value === "" || !listOf(value).includes("")) return parseText(value);
  throw new InvalidArgumentError("It must have something before and after each comma.");
}

function parseAccounts(value: string): readonly string[] {
  const ids = listOf(value);
  if (ids.every((id) => /^\d{12}$/.test(id))) return ids;
  throw new InvalidArgumentError("It must be account IDs of 12 digits, with commas between them.");
}

function parseConcurrency(value: string): number {
  const count = Number(value);
  if (/^\d{1,3}$/.test(value) && count >= 1 && count <= 100) return count;
  throw new InvalidArgumentError("It must be a whole number from 1 to 100.");
}

function parseCount(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It must be a whole number from 0 to 999999.");
}

/** No option is accepted and then ignored. @throws JetsError `usage` where these options do not go together */
export function verifyPlural({ fleet, account, profile }: FleetOptions & PlaceOptions): void {
  if (fleet === undefined && account !== undefined)
    throw new JetsError("usage", "--account needs --fleet.", "Add --fleet NAME, or remove --account.");
  if (fleet !== undefined && profile?.includes(",") === true)
    throw new JetsError(
      "usage",
      `--fleet takes one profile, but --profile is ${profile}.`,
      "Name the one that may assume the roles of the fleet.",
    );
}

/**
 * Verifies that one application is meant, and that no option is given that would be ignored for it.
 * @throws JetsError `usage`
 */
export function verifySingular(command: string, options: FleetOptions & PlaceOptions): void {
  const plural = pluralOption(options);
  if (plural !== undefined)
    throw new JetsError(
      "usage",
      `${command} takes one application, but the command line has ${plural}.`,
      "Name one stack, one region and one profile.",
    );
  const idle = ownOptions.find(([, isGiven]) => isGiven(options));
  if (idle === undefined) return;
  throw new JetsError(
    "usage",
    `${idle[0]} is for many applications, but the command line has one.`,
    `Remove ${idle[0]}, or name many: with --fleet, a glob in --stack, or commas in --region or --profile.`,
  );
}

const ownOptions: readonly (readonly [name: string, isGiven: (options: FleetOptions) => boolean])[] = [
  ["--account", ({ account }) => account !== undefined],
  ["--expect", ({ expect }) => expect !== undefined],
  ["--max-failures", ({ maxFailures }) => maxFailures !== undefined],
  ["--concurrency", ({ concurrency }) => concurrency !== undefined],
  ["--no-preflight", ({ preflight }) => preflight === false],
];
