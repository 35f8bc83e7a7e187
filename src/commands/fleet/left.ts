import { isKnown, noMatch, type Application } from "../../fleet/applications.js";
import type { AccountRegion } from "../../fleet/accounts.js";
import { listInMaintenance, type InMaintenance } from "../../fleet/in-maintenance.js";
import type { Trouble } from "../../fleet/request.js";
import { mapBounded } from "../../maintenance/bounded.js";
import type { Role } from "../../maintenance/context.js";
import { JetsError } from "../../maintenance/errors.js";
import { infoName, flagName } from "../../maintenance/web/flag.js";
import { commandLine } from "../../run/command-line.js";
import { about, say } from "../../terminal/terminal.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { nameOfApplication, sayTroubles } from "../../terminal/views/fleet/outcomes.js";
import { titleOf } from "../../terminal/views/role.js";
import { rolesOf } from "../options/role.js";
import type { Fleet } from "./fleet.js";
import { whereabouts, type PluralOptions } from "./target.js";

/** What is in maintenance in the places of a fleet, and is none of its applications. */
export interface Left {
  /** What `--stack` names by its whole name: then it is meant. */
  readonly named: ReadonlyMap<Application, readonly Role[]>;
  /** How many roles a fleet of this name has turned on. They may be another's, which has the same name elsewhere. */
  readonly ours: number;
  /** The places that could not be looked at. */
  readonly troubles: readonly Trouble[];
}

/** Where no fleet is named, nothing remembers that applications were turned on together. */
const nothing: Left = { named: new Map(), ours: 0, troubles: [] };

/**
 * Looks for what a fleet of this name has turned on and does not name now: the configuration file may have changed since.
 * That is said with the command that turns it off, and so is what else is in maintenance there: nothing outside of the
 * targets is changed. Rejects only when it is interrupted.
 */
export async function findLeft(fleet: Fleet, options: PluralOptions): Promise<Left> {
  if (options.fleet === undefined) return nothing;
  // Of the others it is said already that they are not known.
  const known = fleet.places.filter((at) => isKnown(at, fleet.troubles));
  const looks = await mapBounded(known, (at) => lookAt(at, fleet));
  const troubles = looks.flatMap((look) => ("error" in look ? [look] : []));
  sayTroubles(troubles, fleet.session.terminal);
  const others = looks
    .flatMap((look) => ("error" in look ? [] : look))
    .filter((one) => rolesOf(options).includes(one.role) && !isAmong(one, fleet.applications));
  const named = new Map<Application, Role[]>();
  for (const one of others) if (one.stack === options.stack) add(named, one);
  if (fleet.isPart) return { named, ours: 0, troubles };
  const there = others.filter((one) => isAmong(one, fleet.deployed));
  for (const one of others) {
    if (there.includes(one)) sayOther(one, options, fleet);
    else sayGone(one, fleet);
  }
  return { named, ours: there.filter((one) => one.fleet === options.fleet).length, troubles };
}

async function lookAt(
  at: AccountRegion,
  { reach, session }: Fleet,
): Promise<readonly InMaintenance[] | Trouble> {
  const { account, region } = at;
  try {
    return await listInMaintenance(at, reach);
  } catch (error) {
    if (!(error instanceof JetsError)) throw error;
    if (error.code === "interrupted") throw error;
    if (error.code !== "access_denied") return { account, region, error };
    say(
      about(`${account} ${region}`, session.terminal),
      "What else is in maintenance is not known: that takes ssm:GetParametersByPath on /jets",
    );
    return [];
  }
}

const isAmong = ({ at, stack }: InMaintenance, applications: readonly Application[]): boolean =>
  applications.some((one) => one.at === at && one.stack === stack);

function add(named: Map<Application, Role[]>, { at, stack, role }: InMaintenance): void {
  const known = [...named.keys()].find((one) => one.at === at && one.stack === stack);
  const application = known ?? { at, stack };
  named.set(application, [...(named.get(application) ?? []), role]);
}

function sayOther(
  { at, stack, role, fleet: by }: InMaintenance,
  options: PluralOptions,
  { session }: Fleet,
): void {
  const { fleet = "", webFlag } = options;
  const line = commandLine("off", {
    role,
    ...whereabouts({ at, stack }, options),
    ...(webFlag && { webFlag }),
  });
  const fact =
    by === fleet
      ? `${titleOf(role)} maintenance was turned on by a fleet ${fleet}, and this one does not name it.`
      : `${titleOf(role)} maintenance is on, and the fleet ${fleet} does not name it.`;
  sayFinding(
    "warning",
    [fact, `To turn it off, run: ${line}`],
    about(nameOfApplication({ at, stack }), session.terminal),
  );
}

/** Nothing can be brought back of a stack that was deleted. */
function sayGone({ at, stack, role }: InMaintenance, { session }: Fleet): void {
  const names = role === "web" ? `${flagName(stack)} ${infoName(stack)}` : undefined;
  const remedy = names === undefined ? "" : `; remove it with aws ssm delete-parameters --names ${names}`;
  say(
    about(nameOfApplication({ at, stack }), session.terminal),
    `The stack is gone, and a record of its ${role} maintenance is left${remedy}`,
  );
}

/** @throws JetsError `usage` where the options name a part of a fleet, and there is nothing of it */
export function verifyFound(
  { isPart, applications, troubles }: Fleet,
  options: PluralOptions,
  left = nothing,
): void {
  if (!isPart || applications.length + left.named.size + troubles.length + left.troubles.length > 0) return;
  throw noMatch(options.stack ?? `the fleet ${options.fleet ?? ""}`);
}
