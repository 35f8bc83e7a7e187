import { defined } from "../../defined.js";
import type { Application } from "../../fleet/applications.js";
import type { Outcome, TargetState } from "../../fleet/outcome.js";
import type { Role } from "../../maintenance/context.js";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import type { Begun } from "../../maintenance/begun.js";
import { goIn, type Started } from "../../run/during.js";
import { about } from "../../terminal/terminal.js";
import { printError } from "../../terminal/views/error.js";
import { nameOfApplication } from "../../terminal/views/fleet/outcomes.js";
import { sayBegun } from "../maintenance/run.js";
import type { Turn } from "../maintenance/turn.js";
import type { Fleet } from "./fleet.js";
import { findNoWorkers, reportLeftOut } from "./no-workers.js";
import { inApplicationOf, turnsIn } from "./target.js";
import type { FleetTurn } from "./turn.js";

/** An application that is in maintenance for as long as a command runs, or half-way there. */
export interface Entered {
  readonly application: Application;
  readonly started: readonly Started<Turn>[];
  readonly outcomes: readonly Outcome[];
  /** Lets go of AWS. */
  readonly leave: () => Promise<void>;
}

/** Of an application that was not begun. */
export const notTried = (application: Application, { rolesOf }: FleetTurn): Entered => ({
  application,
  started: [],
  outcomes: rolesOf(application).map((role) => ({ application, role, state: "skipped", isAsAsked: false })),
  leave: () => Promise.resolve(),
});

/** Takes an application in. AWS stays within reach until {@link Entered.leave}: the lock's heartbeat needs it. */
export async function enter(application: Application, { session }: Fleet, way: FleetTurn): Promise<Entered> {
  const latch = createLatch();
  const roles = way.rolesOf(application);
  const faultOf = (error: unknown): number =>
    printError(error, about(nameOfApplication(application), session.terminal));
  let tell = (_: Gone): void => undefined;
  const gone = new Promise<Gone>((resolve) => (tell = resolve));
  const whole = inApplicationOf(application, way.asked, session, async (reached) => {
    const { turns, idle } = await withWorkers(await turnsIn(reached, "on", roles));
    const begin = (turn: Turn): Promise<Begun> => beginOne(turn, way);
    const faultIn = (one: Started<Turn>): number | undefined => sayBegun(one, undoneLater);
    tell({ idle, ...(await goIn(turns, { begin, faultIn, faultOf, signal: session.signal })) });
    await latch.opened;
  }).catch((error: unknown) => {
    tell({ idle: [], started: [], fault: error instanceof JetsError ? error.exitCode : exitCodes.failed });
    faultOf(error);
  });
  const { started, idle, fault } = await gone;
  const outcomes = roles
    .filter((role) => !idle.includes(role))
    .map((role, index): Outcome => ({ application, role, ...stateAt(index, started, fault) }));
  const leave = (): Promise<void> => {
    latch.open();
    return whole;
  };
  const leftOut = idle.map((role): Outcome => ({ application, role, state: "skipped", isAsAsked: true }));
  return { application, started, outcomes: [...outcomes, ...leftOut], leave };
}

/** What has begun, the roles that have no workers, and the exit code of what went wrong then. */
interface Gone {
  readonly started: readonly Started<Turn>[];
  readonly idle: readonly Role[];
  readonly fault?: number;
}

const undoneLater = "What was begun is undone.";

/** Without the checks before, only this finds out that a role has no workers. */
async function withWorkers(
  turns: readonly Turn[],
): Promise<{ readonly turns: readonly Turn[]; readonly idle: readonly Role[] }> {
  const idle: Role[] = [];
  for (const { options, context, session } of turns) {
    if (options.role === "web") continue;
    const none = await findNoWorkers(context, session);
    if (none === undefined) continue;
    reportLeftOut(context, none);
    idle.push(options.role);
  }
  return { turns: turns.filter(({ options }) => !idle.includes(options.role)), idle };
}

/** A role that could not be begun comes after those that were; one that was begun with a fault is the last of them. */
function stateAt(
  index: number,
  started: readonly Started<Turn>[],
  fault: number | undefined,
): Pick<Outcome, "state" | "isAsAsked"> {
  const result = started.at(-1)?.begun.result;
  const isLastWhole = result === undefined ? started.length === 0 : result.failures.length === 0;
  const at = fault === undefined ? Infinity : started.length - (isLastWhole ? 0 : 1);
  if (index < at) return { state: "on", isAsAsked: true };
  return { state: index === at ? stateBy(fault) : "skipped", isAsAsked: false };
}

function stateBy(fault: number | undefined): TargetState {
  if (fault === exitCodes.partial) return "partial";
  return fault === exitCodes.locked ? "held" : "failed";
}

/** Something to wait for until it is opened. */
function createLatch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    opened,
    open: () => {
      open();
    },
  };
}

async function beginOne({ options, context, session }: Turn, { secret }: FleetTurn): Promise<Begun> {
  const { begin } = await session.loadUseCases();
  const bypassHash = options.role === "web" ? secret?.hash : undefined;
  return begin(options.role, context, { ...options, ...defined({ bypassHash }) });
}
