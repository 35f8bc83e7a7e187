import pLimit from "p-limit";
import type { Account, Place } from "../aws/account.js";
import { defined } from "../defined.js";
import { JetsError } from "../maintenance/errors.js";
import type { AccountRequest, FleetRequest, Trouble } from "./request.js";

/** One region of one account. */
export interface AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly place: Place;
  /** How the account was reached. */
  readonly by: AccountRequest;
}

/** The regions of the accounts of a fleet, each once, and what could not be reached. */
export interface Reached {
  readonly places: readonly AccountRegion[];
  readonly troubles: readonly Trouble[];
}

/** What reaching accounts needs from the outside. */
export interface Reach {
  readonly open: (request: AccountRequest) => Promise<Account>;
  readonly note: (message: string) => void;
}

/**
 * Finds out which account each request is about. Two that are about the same account count once for each region.
 * @throws JetsError `usage` where an account is another one than the request says, `region_missing`
 */
export async function reachAccounts(
  { accounts, onlyAccounts, concurrency }: FleetRequest,
  reach: Reach,
): Promise<Reached> {
  const bounded = pLimit(concurrency);
  const isMeant = (id: string): boolean => onlyAccounts?.includes(id) ?? true;
  const asked = accounts.filter(({ id }) => id === undefined || isMeant(id));
  const found = await Promise.all(asked.map((request) => bounded(() => reachOne(request, reach))));
  const failed = found.flatMap((one) => ("error" in one ? [one] : []));
  const reached = found.flatMap((one) => ("error" in one || !isMeant(one.id) ? [] : [one]));
  const missing = onlyAccounts?.find((id) => !reached.some((one) => one.id === id));
  if (missing !== undefined && failed.length === 0) throw notInFleet(missing, accounts);
  // Those that are meant are reached: it is another one that is not.
  const isOther = onlyAccounts !== undefined && missing === undefined;
  return { places: placesOf(reached, reach), troubles: isOther ? [] : failed };
}

interface ReachedAccount {
  readonly id: string;
  readonly regions: readonly string[];
  readonly account: Account;
  readonly by: AccountRequest;
}

async function reachOne(by: AccountRequest, { open }: Reach): Promise<ReachedAccount | Trouble> {
  try {
    const account = await open(by);
    const regions = by.regions ?? [await account.region()];
    const id = await account.id();
    if (by.id !== undefined && id !== by.id) throw anotherAccount(by.id, id, by);
    return { id, regions, account, by };
  } catch (error) {
    if (error instanceof JetsError && (error.exitCode === 2 || error.code === "interrupted")) throw error;
    return { ...defined({ account: by.id, profile: by.profile }), error };
  }
}

function placesOf(reached: readonly ReachedAccount[], { note }: Reach): AccountRegion[] {
  const places = new Map<string, AccountRegion>();
  for (const { id, regions, account, by } of reached) {
    const again = regions.filter((region) => places.has(`${id} ${region}`));
    if (again.length > 0) {
      const first = places.get(`${id} ${again[0] ?? ""}`);
      note(
        `${sentenceStart(nameOf(by))} reaches account ${id}, as ${nameOf(first?.by ?? {})} does: ${again.join(", ")} ${again.length === 1 ? "counts" : "count"} once`,
      );
    }
    for (const region of new Set(regions)) {
      if (places.has(`${id} ${region}`)) continue;
      places.set(`${id} ${region}`, { account: id, region, place: account.in(region), by });
    }
  }
  return [...places.values()];
}

/** How a request reaches its account, for people. */
export function nameOf({ role, profile }: AccountRequest): string {
  if (role !== undefined) return `the role ${role.arn}`;
  return profile === undefined ? "what the environment gives as credentials" : `the profile ${profile}`;
}

const sentenceStart = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const anotherAccount = (asked: string, found: string, by: AccountRequest): JetsError =>
  new JetsError(
    "usage",
    `${sentenceStart(nameOf(by))} reaches account ${found}, but the fleet says that it is ${asked}.`,
    "Nothing was changed. Correct the account or the credentials in the configuration file.",
  );

const notInFleet = (id: string, accounts: readonly AccountRequest[]): JetsError =>
  new JetsError(
    "usage",
    `The fleet has no account ${id}.`,
    `Its accounts: ${[...new Set(accounts.map((one) => one.id ?? `that of ${nameOf(one)}`))].join(", ")}.`,
  );
