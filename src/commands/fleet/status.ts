import type { Application } from "../../fleet/applications.js";
import { exitCodeOf, stateAfter } from "../../fleet/outcome.js";
import type { Role } from "../../maintenance/context.js";
import { mapBounded } from "../../maintenance/bounded.js";
import { exitCodes } from "../../maintenance/errors.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { about, say } from "../../terminal/terminal.js";
import { printError } from "../../terminal/views/error.js";
import {
  nameOfApplication,
  sayTroubles,
  type FleetTold,
  type Told,
} from "../../terminal/views/fleet/outcomes.js";
import { answerStatuses } from "../../terminal/views/fleet/status.js";
import { statusNotes } from "../../terminal/views/status.js";
import { commandLine } from "../../run/command-line.js";
import { stateExitCodes } from "../maintenance/status.js";
import { configured } from "../options/configured.js";
import type { FleetOptions } from "../options/fleet.js";
import type { StatusOptions } from "../options/options.js";
import { rolesOf } from "../options/role.js";
import type { Session } from "../session.js";
import { inFleet, type Fleet } from "./fleet.js";
import { findLeft, verifyFound } from "./left.js";
import { findNoWorkers } from "./no-workers.js";
import { inApplicationOf } from "./target.js";

/** The options of `status` in the plural. */
type FleetStatusOptions = StatusOptions & FleetOptions;

/** Prints the state of each target on stdout. Resolves to the exit code. */
export function showFleetStatus(options: FleetStatusOptions, session: Session): Promise<number> {
  return inFleet(options, session, async (fleet) => {
    const { terminal, signal } = fleet.session;
    sayTroubles(fleet.troubles, terminal);
    const { told, troubles } = await untilInterrupted(readAll(fleet, options), signal);
    answerStatuses({ told, troubles }, options.json === true, terminal);
    const code = exitCodeOf(told, troubles, signal);
    if (code !== 0 || options.exitCode !== true) return code;
    return stateCodeOf(await untilInterrupted(withoutIdle(told, options, fleet), signal));
  });
}

/** Those that the fleet names, and those that only maintenance remembers. */
async function readAll(fleet: Fleet, options: FleetStatusOptions): Promise<FleetTold> {
  const looking = findLeft(fleet, options);
  const told = await fleet.forEach("Reading", fleet.applications, (application) =>
    readOne(application, rolesOf(options), options, fleet),
  );
  const left = await looking;
  verifyFound(fleet, options, left);
  const more = await fleet.forEach("Reading", [...left.named.keys()], (application) =>
    readOne(application, left.named.get(application) ?? [], options, fleet),
  );
  return { told: [...told, ...more].flat(), troubles: [...fleet.troubles, ...left.troubles] };
}

/** The targets without those that `on` leaves out: next to others that are on, workers that are off may be none. */
async function withoutIdle(
  told: readonly Told[],
  options: FleetStatusOptions,
  { session }: Fleet,
): Promise<readonly Told[]> {
  if (!told.some(({ state }) => state === "on")) return told;
  const hasWorkers = ({ application }: Told): Promise<boolean> =>
    inApplicationOf(
      application,
      { ...options, quiet: true },
      session,
      async ({ context }) => (await findNoWorkers(context, session)) === undefined,
    );
  const kept = await mapBounded(told, async (one) =>
    one.role === "web" || one.state !== "off" || (await hasWorkers(one)) ? [one] : [],
  );
  return kept.flat();
}

function stateCodeOf(told: readonly Told[]): number {
  const [state, ...others] = new Set(told.map((one) => one.state));
  const isOne = others.length === 0 && (state === "on" || state === "off");
  return isOne ? stateExitCodes[state] : exitCodes.partial;
}

async function readOne(
  application: Application,
  roles: readonly Role[],
  options: FleetStatusOptions,
  { session }: Fleet,
): Promise<readonly Told[]> {
  const terminal = about(nameOfApplication(application), session.terminal);
  try {
    return await inApplicationOf(application, options, session, async ({ context, options: own }) => {
      const { getStatus } = await session.loadUseCases();
      const chosen = await configured(
        context,
        roles.filter((role) => role === "web"),
        own,
        terminal,
      );
      const statuses = await Promise.all(roles.map((role) => getStatus(role, chosen)));
      return statuses.map((status): Told => {
        say(terminal, ...statusNotes(status, (to, role) => commandLine(to, { ...own, role })));
        return { application, role: status.role, state: status.state, isAsAsked: true, document: status };
      });
    });
  } catch (error) {
    printError(error, terminal);
    return roles.map((role) => ({ application, role, state: stateAfter(error), isAsAsked: false, error }));
  }
}
