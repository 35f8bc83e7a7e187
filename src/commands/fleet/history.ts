import type { Application } from "../../fleet/applications.js";
import { exitCodeOf, stateAfter, type Outcome } from "../../fleet/outcome.js";
import { exitCodes } from "../../maintenance/errors.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { about } from "../../terminal/terminal.js";
import { printError } from "../../terminal/views/error.js";
import { answerHistories, type HistoryTold } from "../../terminal/views/fleet/history.js";
import { nameOfApplication, sayTroubles } from "../../terminal/views/fleet/outcomes.js";
import type { ApplicationOptions } from "../options/application.js";
import type { FleetOptions } from "../options/fleet.js";
import { rolesOf, type RoleOptions } from "../options/role.js";
import type { Session } from "../session.js";
import { inFleet, type Fleet } from "./fleet.js";
import { verifyFound } from "./left.js";
import { inApplicationOf } from "./target.js";

/** The options of `history` in the plural. */
type Options = ApplicationOptions & FleetOptions & RoleOptions;

/** Prints what is on record of each application. Resolves to the exit code. */
export function showFleetHistory(options: Options, session: Session): Promise<number> {
  return inFleet(options, session, async (fleet) => {
    const { applications, troubles } = fleet;
    verifyFound(fleet, options);
    const { terminal, signal } = fleet.session;
    sayTroubles(troubles, terminal);
    const reading = fleet.forEach("Reading", applications, (application) =>
      readOne(application, options, fleet),
    );
    const told = await untilInterrupted(reading, signal);
    answerHistories({ told, troubles }, options.json === true, terminal);
    const code = exitCodeOf(
      told.flatMap(({ outcomes }) => outcomes),
      troubles,
      signal,
    );
    const isDamaged = told.some(({ history }) => (history?.damages.length ?? 0) > 0);
    return code === 0 && isDamaged ? exitCodes.journal_damaged : code;
  });
}

async function readOne(application: Application, options: Options, { session }: Fleet): Promise<HistoryTold> {
  const roles = rolesOf(options);
  try {
    return await inApplicationOf(application, options, session, async ({ context }) => {
      const { getHistory } = await session.loadUseCases();
      const history = await getHistory(roles, context);
      const outcomes = roles.map((role): Outcome => {
        const isOn = history.entries.some(
          (one) => one.role === role && one.opened && one.closed === undefined,
        );
        return { application, role, state: isOn ? "on" : "off", isAsAsked: true };
      });
      return { application, history, outcomes };
    });
  } catch (error) {
    printError(error, about(nameOfApplication(application), session.terminal));
    const state = stateAfter(error);
    return {
      application,
      error,
      outcomes: roles.map((role) => ({ application, role, state, isAsAsked: false, error })),
    };
  }
}
