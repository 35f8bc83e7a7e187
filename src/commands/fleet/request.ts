import { findApplication } from "../../application/index.js";
import type { Fleet, FleetAccount } from "../../application/fleets.js";
import { defined } from "../../defined.js";
import { partitionOf } from "../../fleet/partition.js";
import type { AccountRequest, FleetRequest } from "../../fleet/request.js";
import { isSet } from "../../is-set.js";
import { JetsError } from "../../maintenance/errors.js";
import { identifyOperator } from "../../run/operator.js";
import type { Terminal } from "../../terminal/terminal.js";
import type { ApplicationOptions } from "../options/application.js";
import { verifyPlural, type FleetOptions } from "../options/fleet.js";
import { listOf } from "../options/plural.js";

/** What the options of a command in the plural say of its applications. */
export type FleetCommandOptions = ApplicationOptions & FleetOptions;

/** How many regions of accounts are worked on side by side unless it is said. */
const concurrency = 8;

/** The fleet that the options mean, and how many of its targets may fail before no new one is started. */
export interface Asked {
  readonly request: FleetRequest;
  readonly maxFailures: number;
}

/**
 * Finds the fleet that the options mean: by its name in the configuration file, or by their own lists.
 * @throws JetsError `usage` where there is no such fleet, or a list is not one
 */
export async function askedOf(options: FleetCommandOptions, terminal: Terminal): Promise<Asked> {
  verifyPlural(options);
  return options.fleet === undefined ? unnamed(options, terminal) : named(options.fleet, options, terminal);
}

async function unnamed(options: FleetCommandOptions, terminal: Terminal): Promise<Asked> {
  const regions = listed(options.region);
  const profiles = listed(options.profile) ?? [undefined];
  const request = {
    accounts: profiles.map((profile) => defined({ profile, regions })),
    stacks: [options.stack ?? (await findApplication(undefined, terminal))],
    concurrency: options.concurrency ?? concurrency,
    isPart: false,
  };
  return { request, maxFailures: options.maxFailures ?? 0 };
}

async function named(name: string, options: FleetCommandOptions, terminal: Terminal): Promise<Asked> {
  const { findFleet } = await import("../../application/find-fleet.js");
  const fleet = await findFleet(name, terminal.cwd);
  const { stack: onlyStack, account: onlyAccounts } = options;
  const accounts = (fleet.accounts ?? [{}]).flatMap((account) =>
    requestsOf(account, fleet, options, terminal),
  );
  verifyRegions(name, options, fleet);
  const request = {
    accounts,
    stacks: fleet.stacks,
    concurrency: options.concurrency ?? fleet.concurrency ?? concurrency,
    isPart: (onlyStack ?? onlyAccounts ?? options.region) !== undefined,
    ...defined({ onlyStack, onlyAccounts }),
  };
  return { request, maxFailures: options.maxFailures ?? fleet.maxFailures ?? 0 };
}

/** @throws JetsError `usage` where `--region` names one that no account of the fleet has */
function verifyRegions(
  name: string,
  { region }: FleetCommandOptions,
  { accounts = [{}], regions }: Fleet,
): void {
  const all = accounts.map((one) => one.regions ?? regions);
  // Where there are none, it is the one in force, or the one that is given.
  if (all.includes(undefined)) return;
  const known = new Set(all.flatMap((some) => some ?? []));
  const idle = listed(region)?.find((one) => !known.has(one));
  if (idle === undefined) return;
  throw new JetsError(
    "usage",
    `The fleet ${name} has no region ${idle}.`,
    `Its regions: ${[...known].join(", ")}.`,
  );
}

/** None where the options leave it no region. */
function requestsOf(
  { profile, id, role, externalId, regions: own }: FleetAccount,
  { regions: ofFleet }: Fleet,
  options: FleetCommandOptions,
  terminal: Terminal,
): AccountRequest[] {
  const all = own ?? ofFleet;
  const only = listed(options.region);
  const regions =
    only === undefined || all === undefined ? (only ?? all) : all.filter((one) => only.includes(one));
  if (regions?.length === 0) return [];
  const sessionName = identifyOperator(terminal.env).by;
  const arn =
    role === undefined || role.startsWith("arn:")
      ? role
      : arnOf(role, id, regions?.[0] ?? regionIn(terminal.env));
  return [
    defined({
      profile: profile ?? options.profile,
      id: id ?? arn?.split(":")[4],
      regions,
      role: arn === undefined ? undefined : { arn, sessionName, ...defined({ externalId }) },
    }),
  ];
}

const arnOf = (role: string, id = "", region = ""): string =>
  `arn:${partitionOf(region)}:iam::${id}:role/${role}`;

const regionIn = ({ AWS_REGION, AWS_DEFAULT_REGION }: Terminal["env"]): string | undefined =>
  [AWS_REGION, AWS_DEFAULT_REGION].find(isSet);

const listed = (value: string | undefined): readonly string[] | undefined =>
  value === undefined ? undefined : listOf(value);
