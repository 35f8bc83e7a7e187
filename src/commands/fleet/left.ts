import { noMatch, type Application } from "../../fleet/applications.js";
import type { AccountRegion } from "../../fleet/accounts.js";
import { stackMatcher } from "../../fleet/glob.js";
import { listInMaintenance, type InMaintenance } from "../../fleet/in-maintenance.js";
import type { Trouble } from "../../fleet/request.js";
import { mapBounded } from "../../maintenance/bounded.js";
import type { Role } from "../../maintenance/context.js";
import { JetsError } from "../../maintenance/errors.js";
import { commandLine } from "../../run/command-line.js";
import { about, say } from "../../terminal/terminal.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { nameOfApplication, sayTroubles } from "../../terminal/views/fleet/outcomes.js";
import { titleOf } from "../../terminal/views/role.js";
import { rolesOf } from "../options/role.js";
import type { Fleet } from "./fleet.js";
import { whereabouts, type PluralOptions } from "./target.js";

/** What the fleet of this name has turned on and no longer names, and the places where that is not known. */
export interface Left {
  readonly roles: ReadonlyMap<Application, readonly Role[]>;
  readonly troubles: readonly Trouble[];
}

/** Where no fleet is named, nothing remembers that it was turned on together. */
const nothing: Left = { roles: new Map(), troubles: [] };

/**
 * What the fleet of this name has turned on and that it no longer names: the configuration file or the stack has changed
 * since. So is what `--stack` names by its whole name. What else is in maintenance there is said, and left alone: nothing
 * outside of the targets is changed. Never rejects.
 */
export async function findLeft(fleet: Fleet, options: PluralOptions): Promise<Left> {
  if (options.fleet === undefined) return nothing;
  const known = fleet.places.filter(
    ({ account, region }) =>
      !fleet.troubles.some((trouble) => trouble.account === account && trouble.region === region),
  );
  const looks = await mapBounded(known, (at) => lookAt(at, fleet, options));
  const troubles = looks.flatMap((look) => ("error" in look ? [look] : []));
  sayTroubles(troubles, fleet.session.terminal);
  const isNamed = options.stack === undefined ? () => true : await stackMatcher(options.stack);
  const roles = new Map<Application, Role[]>();
  for (const one of looks.flatMap((look) => ("error" in look ? [] : look))) {
    if (!rolesOf(options).includes(one.role) || isTarget(one, fleet)) continue;
    const isOurs = one.fleet === options.fleet && isNamed(one.stack);
    if (isOurs || one.stack === options.stack) add(roles, one);
    else if (!fleet.isPart) sayForeign(one, options, fleet);
  }
  return { roles, troubles };
}

async function lookAt(
  at: AccountRegion,
  { reach, session }: Fleet,
  { quiet = false }: PluralOptions,
): Promise<readonly InMaintenance[] | Trouble> {
  const { account, region } = at;
  try {
    return await listInMaintenance(at, reach);
  } catch (error) {
    if (!(error instanceof JetsError && error.code === "access_denied")) return { account, region, error };
    const name = about(`${account} ${region}`, session.terminal);
    if (!quiet)
      say(
        name,
        "What the fleet has turned on and no longer names is not known: that takes ssm:GetParametersByPath on /jets",
      );
    return [];
  }
}

const isTarget = ({ at, stack }: InMaintenance, { applications }: Fleet): boolean =>
  applications.some((one) => one.at === at && one.stack === stack);

function add(roles: Map<Application, Role[]>, { at, stack, role }: InMaintenance): void {
  const known = [...roles.keys()].find((one) => one.at === at && one.stack === stack);
  const application = known ?? { at, stack };
  roles.set(application, [...(roles.get(application) ?? []), role]);
}

function sayForeign({ at, stack, role }: InMaintenance, options: PluralOptions, { session }: Fleet): void {
  const { webFlag } = options;
  const line = commandLine("off", {
    role,
    ...whereabouts({ at, stack }, options),
    ...(webFlag && { webFlag }),
  });
  sayFinding(
    "warning",
    [`${titleOf(role)} maintenance is on, but this is none of the targets.`, `To turn it off, run: ${line}`],
    about(nameOfApplication({ at, stack }), session.terminal),
  );
}

/** @throws JetsError `usage` where the options name a part of a fleet, and there is nothing of it */
export function verifyFound(
  { isPart, applications, troubles }: Fleet,
  options: PluralOptions,
  left = nothing,
): void {
  if (!isPart || applications.length + left.roles.size + troubles.length + left.troubles.length > 0) return;
  throw noMatch(options.stack ?? `the fleet ${options.fleet ?? ""}`);
}
