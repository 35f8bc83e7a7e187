import { defined } from "../../defined.js";
import { stateAfter, stateOf, type Outcome } from "../../fleet/outcome.js";
import type { Application } from "../../fleet/applications.js";
import type { Role } from "../../maintenance/context.js";
import { JetsError } from "../../maintenance/errors.js";
import { about } from "../../terminal/terminal.js";
import { printError } from "../../terminal/views/error.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { nameOfApplication, type Told } from "../../terminal/views/fleet/outcomes.js";
import { sayResult } from "../../terminal/views/turn.js";
import type { Turn } from "../maintenance/turn.js";
import type { Session } from "../session.js";
import { reportLeftOut, saysNoWorkers } from "./no-workers.js";
import { inApplicationOf, turnsIn } from "./target.js";
import type { FleetTurn } from "./turn.js";

/** A target that was turned, or not. */
export interface Ended extends Told {
  readonly turn?: Turn;
  readonly changed?: boolean;
}

/** Going in, a role that is not as asked keeps the next one from being tried; coming back, all are tried. */
export async function turnOne(
  application: Application,
  session: Session,
  way: FleetTurn,
): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  const roles = way.rolesOf(application);
  try {
    await inApplicationOf(application, way.asked, session, async (reached) => {
      for (const turn of await turnsIn(reached, way.to, roles)) {
        if (way.to === "on" && ended.some(({ isAsAsked }) => !isAsAsked)) break;
        ended.push(await turnRole(turn, application, way));
      }
    });
  } catch (error) {
    printError(error, about(nameOfApplication(application), session.terminal));
    return [...ended, ...restOf(roles, ended).map((role) => failed({ application, role }, error))];
  }
  return [...ended, ...restOf(roles, ended).map((role) => notTried({ application, role }))];
}

const restOf = (roles: readonly Role[], ended: readonly Ended[]): readonly Role[] =>
  roles.filter((role) => !ended.some((one) => one.role === role));

async function turnRole(turn: Turn, application: Application, { to, secret }: FleetTurn): Promise<Ended> {
  const { options, context, session } = turn;
  const { role } = options;
  const target = { application, role };
  try {
    const { turnOn, turnOff } = await session.loadUseCases();
    const asked = { ...options, ...defined({ bypassHash: role === "web" ? secret?.hash : undefined }) };
    const result = await (to === "on" ? turnOn : turnOff)(role, context, asked);
    const isAsAsked = sayResult(turn, result) === 0;
    const document = { ...result, ...defined({ bypass: role === "web" ? secret?.secret : undefined }) };
    const state = stateOf(result.state, result.failures.length);
    return { ...target, turn, state, isAsAsked, document, changed: result.changed };
  } catch (error) {
    if (saysNoWorkers(error)) {
      reportLeftOut(context, error);
      return { ...target, state: "skipped", isAsAsked: true };
    }
    sayFailed(error, target, session);
    return { ...failed(target, error), turn };
  }
}

/** What finishes the job after an interruption is said once, of all targets. */
function sayFailed(error: unknown, { application, role }: Target, { terminal }: Session): void {
  const own = about(`${nameOfApplication(application)} ${role}`, terminal);
  if (error instanceof JetsError && error.code === "interrupted") sayFinding("error", [error.message], own);
  else printError(error, own);
}

type Target = Pick<Outcome, "application" | "role">;

const failed = (target: Target, error: unknown): Ended => ({
  ...target,
  state: stateAfter(error),
  isAsAsked: false,
  error,
});

const notTried = (target: Target): Ended => ({ ...target, state: "skipped", isAsAsked: false });

/** The targets of an application that was not tried. */
export const skipped = (application: Application, { rolesOf }: FleetTurn): readonly Ended[] =>
  rolesOf(application).map((role) => notTried({ application, role }));
