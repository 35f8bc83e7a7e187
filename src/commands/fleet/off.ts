import { untilInterrupted } from "../../run/with-aws.js";
import { sayTroubles } from "../../terminal/views/fleet/outcomes.js";
import type { AskedTurn } from "../maintenance/turn.js";
import type { FleetOptions } from "../options/fleet.js";
import { rolesOf } from "../options/role.js";
import type { Session } from "../session.js";
import { rehearseAll } from "./dry-run.js";
import { verifyExpected } from "./expected.js";
import { inFleet, type Fleet } from "./fleet.js";
import { findLeft, verifyFound, type Left } from "./left.js";
import { turnAll, type FleetTurn } from "./turn.js";

/** Turns maintenance off in many applications: all that can be brought back is. Resolves to the exit code. */
export function turnFleetOff(asked: AskedTurn & FleetOptions, session: Session): Promise<number> {
  return inFleet(asked, session, async (fleet) => {
    sayTroubles(fleet.troubles, session.terminal);
    const { signal } = fleet.session;
    const left = untilInterrupted(findLeft(fleet, asked), signal);
    // Nobody waits for it while the others are turned.
    left.catch(() => undefined);
    const way = wayBack(asked, left);
    const isAwaited = asked.dryRun === true || asked.expect !== undefined || fleet.applications.length === 0;
    if (!isAwaited) return turnAll(fleet, fleet.applications, way);
    const found = await left;
    verifyFound(fleet, asked, found);
    verifyExpected(asked, countOf(fleet, found, way));
    if (asked.dryRun !== true) return turnAll(fleet, fleet.applications, way);
    const all = { ...fleet, applications: [...fleet.applications, ...found.roles.keys()] };
    return rehearseAll(all, { ...way, rolesOf: (one) => found.roles.get(one) ?? way.rolesOf(one) });
  });
}

function wayBack(asked: AskedTurn & FleetOptions, left: Promise<Left>): FleetTurn {
  const roles = rolesOf(asked).toReversed();
  return { to: "off", asked, rolesOf: () => roles, leftOut: [], left };
}

const countOf = ({ applications }: Fleet, { roles }: Left, { rolesOf: rolesAt }: FleetTurn): number =>
  applications.flatMap(rolesAt).length + [...roles.values()].flat().length;
