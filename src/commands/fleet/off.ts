import { untilInterrupted } from "../../run/with-aws.js";
import { sayTroubles } from "../../terminal/views/fleet/outcomes.js";
import type { AskedTurn } from "../maintenance/turn.js";
import type { FleetOptions } from "../options/fleet.js";
import { rolesOf } from "../options/role.js";
import type { Session } from "../session.js";
import { rehearseAll } from "./dry-run.js";
import { verifyExpected } from "./expected.js";
import { inFleet } from "./fleet.js";
import { findLeft } from "./left.js";
import { turnAll } from "./turn.js";

/** Turns maintenance off in many applications: all that can be brought back is. Resolves to the exit code. */
export function turnFleetOff(asked: AskedTurn & FleetOptions, session: Session): Promise<number> {
  return inFleet(asked, session, async (fleet) => {
    const roles = rolesOf(asked).toReversed();
    verifyExpected(asked, fleet.applications.length * roles.length);
    sayTroubles(fleet.troubles, session.terminal);
    const left = findLeft(fleet, asked);
    if (asked.dryRun !== true)
      return turnAll(fleet, fleet.applications, {
        to: "off",
        asked,
        rolesOf: () => roles,
        leftOut: [],
        left,
      });
    const applications = [...fleet.applications, ...(await untilInterrupted(left, fleet.session.signal))];
    return rehearseAll("off", asked, { ...fleet, applications });
  });
}
