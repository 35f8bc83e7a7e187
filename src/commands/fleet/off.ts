import { exitCodes } from "../../maintenance/errors.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { sayTroubles } from "../../terminal/views/fleet/outcomes.js";
import type { AskedTurn } from "../maintenance/turn.js";
import type { FleetOptions } from "../options/fleet.js";
import { rolesOf } from "../options/role.js";
import type { Session } from "../session.js";
import { rehearseAll } from "./dry-run.js";
import { verifyExpected } from "./expected.js";
import { inFleet } from "./fleet.js";
import { findLeft, verifyFound } from "./left.js";
import { turnAll, type FleetTurn } from "./turn.js";

/** Turns maintenance off in many applications: all that can be brought back is. Resolves to the exit code. */
export function turnFleetOff(asked: AskedTurn & FleetOptions, session: Session): Promise<number> {
  return inFleet(asked, session, async (fleet) => {
    sayTroubles(fleet.troubles, session.terminal);
    const roles = rolesOf(asked).toReversed();
    const left = untilInterrupted(findLeft(fleet, asked), fleet.session.signal);
    // Nothing waits for it while the others are turned.
    left.catch(() => undefined);
    const way: FleetTurn = { to: "off", asked, rolesOf: () => roles, leftOut: [], left };
    if (asked.dryRun !== true && asked.expect === undefined && fleet.applications.length > 0)
      return turnAll(fleet, fleet.applications, way);
    const { named, ...others } = await left;
    verifyFound(fleet, asked, { named, ...others });
    const rolesAt: FleetTurn["rolesOf"] = (one) => named.get(one) ?? roles;
    const applications = [...fleet.applications, ...named.keys()];
    // What could not be reached may hold the others: all that can be brought back is.
    if (fleet.troubles.length === 0) verifyExpected(asked, applications.flatMap(rolesAt).length);
    const known = { ...way, rolesOf: rolesAt };
    if (asked.dryRun !== true)
      return turnAll(fleet, applications, {
        ...known,
        left: Promise.resolve({ named: new Map(), ...others }),
      });
    const troubles = [...fleet.troubles, ...others.troubles];
    const code = await rehearseAll({ ...fleet, applications, troubles }, known);
    return code === 0 && others.ours > 0 ? exitCodes.partial : code;
  });
}
