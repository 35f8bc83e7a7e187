import type { AccountRegion } from "../../fleet/accounts.js";
import type { Application } from "../../fleet/applications.js";
import { listInMaintenance, type InMaintenance } from "../../fleet/in-maintenance.js";
import { messageOf } from "../../maintenance/errors.js";
import { mapBounded } from "../../maintenance/bounded.js";
import { commandLine } from "../../run/command-line.js";
import { about } from "../../terminal/terminal.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { nameOfApplication } from "../../terminal/views/fleet/outcomes.js";
import { titleOf } from "../../terminal/views/role.js";
import { rolesOf } from "../options/role.js";
import type { Fleet } from "./fleet.js";
import { whereabouts, type PluralOptions } from "./target.js";

/**
 * The applications that the fleet of this name has turned on and that it no longer names: the configuration file or the
 * stack has changed since. What else is in maintenance there is said, and left alone: nothing outside of the targets is
 * changed. What keeps that from being found out is said, too.
 */
export async function findLeft(fleet: Fleet, options: PluralOptions): Promise<readonly Application[]> {
  const { places, applications } = fleet;
  const left: Application[] = [];
  for (const one of (await mapBounded(places, (at) => foundAt(at, fleet))).flat()) {
    const isTarget = [...applications, ...left].some(({ at, stack }) => at === one.at && stack === one.stack);
    if (isTarget || !rolesOf(options).includes(one.role)) continue;
    const isOurs = options.fleet !== undefined && one.fleet === options.fleet;
    if (isOurs && (options.stack === undefined || options.stack === one.stack))
      left.push({ at: one.at, stack: one.stack });
    else sayForeign(one, options, fleet);
  }
  return left;
}

/** Where a place cannot be looked at, the others still are; of one that could not be reached at all, that is known. */
async function foundAt(at: AccountRegion, { session, troubles }: Fleet): Promise<readonly InMaintenance[]> {
  try {
    return await listInMaintenance(at, session.signal);
  } catch (error) {
    if (troubles.some(({ account, region }) => account === at.account && region === at.region)) return [];
    sayFinding(
      "warning",
      [`What else is in maintenance was not found out. ${messageOf(error)}`],
      about(`${at.account} ${at.region}`, session.terminal),
    );
    return [];
  }
}

function sayForeign({ at, stack, role }: InMaintenance, options: PluralOptions, { session }: Fleet): void {
  const line = commandLine("off", { role, ...whereabouts({ at, stack }, options) });
  sayFinding(
    "warning",
    [`${titleOf(role)} maintenance is on, but this is none of the targets.`, `To turn it off, run: ${line}`],
    about(nameOfApplication({ at, stack }), session.terminal),
  );
}
