import pLimit from "p-limit";
import type { Aws } from "../aws/index.js";
import { JetsError } from "../maintenance/errors.js";
import type { AccountRegion, Reached } from "./accounts.js";
import { stackMatcher } from "./glob.js";
import type { FleetRequest, Trouble } from "./request.js";

/** One application of a fleet. */
export interface Application {
  readonly at: AccountRegion;
  readonly stack: string;
}

/** What is known of a fleet. */
export interface Found {
  readonly applications: readonly Application[];
  readonly places: readonly AccountRegion[];
  readonly troubles: readonly Trouble[];
  /** Every stack of these places, whatever is meant. */
  readonly deployed: readonly Application[];
}

/** What finding applications needs from the outside. */
interface Look {
  readonly reach: (at: AccountRegion) => Pick<Aws, "stacks">;
  readonly note: (message: string) => void;
}

/**
 * Lists the stacks in each place and finds those that are meant, in the order of account, region and name. Of a part of a
 * fleet there may be none.
 * @throws JetsError `usage` where a glob matches nothing anywhere, `interrupted`
 */
export async function findApplications(
  request: FleetRequest,
  { places, troubles }: Reached,
  { reach, note }: Look,
): Promise<Found> {
  const bounded = pLimit(request.concurrency);
  const listed = await Promise.all(places.map((at) => bounded(() => listOne(at, reach))));
  const all = listed.flatMap((one) => ("error" in one ? [] : one));
  const failed = [...troubles, ...listed.flatMap((one) => ("error" in one ? [one] : []))];
  const meant = await choose(request, all, failed.length > 0);
  if (!request.isPart) {
    for (const name of request.stacks.filter(isName)) sayWhereMissing(name, { places, listed, note });
    for (const at of places)
      if (!meant.some((one) => one.at === at) && isKnown(at, failed))
        note(`No stack of those that are meant is in ${at.account} ${at.region}`);
  }
  return { applications: [...meant].sort(byPlace), places, troubles: failed, deployed: all };
}

/** Whether a place is none of those that could not be reached. */
export const isKnown = ({ account, region }: AccountRegion, troubles: readonly Trouble[]): boolean =>
  !troubles.some((trouble) => trouble.account === account && trouble.region === region);

/** Without a wildcard it is one name, which is expected everywhere. */
const isName = (glob: string): boolean => !/[*?{}]/.test(glob);

/** Says in which places there is no stack of this name, as far as their stacks are known. */
function sayWhereMissing(
  name: string,
  {
    places,
    listed,
    note,
  }: Pick<Reached, "places"> & {
    readonly listed: readonly Listed[];
    readonly note: (message: string) => void;
  },
): void {
  for (const [index, { account, region }] of places.entries()) {
    const there = listed[index] ?? [];
    if (!("error" in there) && !there.some(({ stack }) => stack === name))
      note(`There is no stack ${name} in ${account} ${region}`);
  }
}

/** The stacks of a place, or why they are not known. */
type Listed = readonly Application[] | Trouble;

async function listOne(at: AccountRegion, reach: Look["reach"]): Promise<Listed> {
  const { account, region } = at;
  try {
    const stacks = await reach(at).stacks.list();
    return stacks.map((stack) => ({ at, stack }));
  } catch (error) {
    if (error instanceof JetsError && error.code === "interrupted") throw error;
    return { account, region, error };
  }
}

async function choose(
  { stacks, onlyStack, isPart }: FleetRequest,
  all: readonly Application[],
  isIncomplete: boolean,
): Promise<readonly Application[]> {
  const named = await Promise.all(stacks.map(async (glob) => ({ glob, isMatch: await stackMatcher(glob) })));
  const isMeant = onlyStack === undefined ? () => true : await stackMatcher(onlyStack);
  const idle = named.find(({ isMatch }) => !all.some(({ stack }) => isMatch(stack)));
  if (idle !== undefined && !isPart && !isIncomplete) throw noMatch(idle.glob);
  return all.filter(({ stack }) => isMeant(stack) && named.some(({ isMatch }) => isMatch(stack)));
}

/** The error of a glob that matches nothing. */
export const noMatch = (glob: string): JetsError =>
  new JetsError(
    "usage",
    `No stack that is meant matches ${glob} in any of the accounts and regions.`,
    "Nothing was changed. Correct the name, or name other regions or accounts.",
  );

/** Compares by account, region and name. */
export const byPlace = (one: Application, other: Application): number =>
  keyOf(one) < keyOf(other) ? -1 : Number(keyOf(one) > keyOf(other));

const keyOf = ({ at: { account, region }, stack }: Application): string => `${account} ${region} ${stack}`;
