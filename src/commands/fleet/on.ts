import type { Application } from "../../fleet/applications.js";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import type { Role } from "../../maintenance/context.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { printError } from "../../terminal/views/error.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { answerOutcomes, sayTroubles, type Told } from "../../terminal/views/fleet/outcomes.js";
import { sayTargets } from "../../terminal/views/fleet/targets.js";
import { createBypass } from "../maintenance/bypass.js";
import { prepared } from "../maintenance/on.js";
import { decline } from "../maintenance/question.js";
import type { AskedTurn } from "../maintenance/turn.js";
import type { FleetOptions } from "../options/fleet.js";
import { rolesOf } from "../options/role.js";
import type { Session } from "../session.js";
import { rehearseAll } from "./dry-run.js";
import { verifyExpected } from "./expected.js";
import { inFleet, type Fleet } from "./fleet.js";
import { verifyFound } from "./left.js";
import { reportLeftOut, saysNoWorkers } from "./no-workers.js";
import { inApplicationOf, turnsIn } from "./target.js";
import { turnAll, type FleetTurn } from "./turn.js";

/** The options of `on` and `run` in the plural. */
export type FleetOnOptions = AskedTurn & FleetOptions;

/** Turns maintenance on in many applications. Resolves to the exit code. */
export const turnFleetOn = (given: FleetOnOptions, session: Session): Promise<number> =>
  withAgreedFleet(given, session, ({ fleet, applications, way }) => turnAll(fleet, applications, way));

/** A fleet that may go into maintenance. */
export interface AgreedFleet {
  readonly fleet: Fleet;
  readonly applications: readonly Application[];
  readonly way: FleetTurn;
}

/**
 * Finds the fleet, shows what would change with `--dry-run`, checks all targets before any is changed, and asks unless
 * `--yes` is given; then goes on with `use`. Resolves to the exit code.
 */
export async function withAgreedFleet(
  given: FleetOnOptions,
  session: Session,
  use: (agreed: AgreedFleet) => Promise<number>,
): Promise<number> {
  const { options, asks } = await prepared(given, session);
  return inFleet(options, session, async (fleet) => {
    sayTroubles(fleet.troubles, session.terminal);
    verifyFound(fleet, options);
    verifyExpected(options, fleet.applications.length * rolesOf(options).length);
    if (options.dryRun === true) return rehearseAll(fleet, wayIn(options));
    const { checked, refused } = await preflight(options, asks, fleet);
    if (refused !== undefined) return refused;
    const leftOut = checked.filter(({ state }) => state === "skipped");
    const targets = checked.filter(({ state }) => state !== "skipped");
    sayTargets({ targets, leftOut, isAsked: asks }, session.terminal);
    if (asks && !(await isAgreed(fleet))) return decline({ options, session });
    const secret = await createBypass({ ...options, role: "web" }, session.terminal);
    const rolesAt = (application: Application): readonly Role[] =>
      targets.flatMap((target) => (target.application === application ? target.role : []));
    // The checks have named the events at risk where they were asked about.
    const asked = { ...options, ...(asks && options.preflight !== false ? { eventsNamed: true } : {}) };
    return use({
      fleet,
      applications: [...new Set(targets.map(({ application }) => application))],
      way: { ...wayIn(asked), rolesOf: rolesAt, leftOut, ...(secret && { secret }) },
    });
  });
}

const wayIn = (asked: FleetOnOptions): FleetTurn => ({
  to: "on",
  asked,
  rolesOf: () => rolesOf(asked),
  leftOut: [],
});

async function isAgreed({ session: { terminal, signal } }: Fleet): Promise<boolean> {
  const { isConfirmed } = await import("../../terminal/question.js");
  return isConfirmed(terminal, signal);
}

/** All targets as they were found: `skipped` where there are no workers. `refused` is the exit code where one may not be turned on: then none is. */
async function preflight(
  options: FleetOnOptions,
  asks: boolean,
  fleet: Fleet,
): Promise<{ readonly checked: readonly Told[]; readonly refused?: number }> {
  const { applications, troubles, session } = fleet;
  const { terminal, signal } = session;
  if (options.preflight === false)
    return {
      checked: applications.flatMap((application) =>
        rolesOf(options).map((role) => ready(application, role)),
      ),
    };
  const checks = fleet.forEach("Checking", applications, (application) =>
    verifyOne(application, options, asks, fleet),
  );
  const checked = (await untilInterrupted(checks, signal)).flat();
  const errors = [...checked.filter(({ state }) => state === "failed"), ...troubles].map(
    ({ error }) => error,
  );
  const isIdle = errors.length === 0 && checked.every(({ state }) => state === "skipped");
  if (errors.length === 0 && !isIdle) return { checked };
  const [fact, way] = isIdle
    ? ["no target has workers", "Name others."]
    : ["not every target can be turned on", remedy];
  sayFinding("error", [`Nothing was changed: ${fact}.`, way], terminal);
  answerOutcomes({ told: checked.map(untouched), troubles }, options.json === true, terminal);
  const [code = exitCodes.failed, ...others] = new Set(errors.map(codeOf));
  return { checked, refused: others.length === 0 ? code : exitCodes.failed };
}

const codeOf = (error: unknown): number => (error instanceof JetsError ? error.exitCode : exitCodes.failed);

const ready = (application: Application, role: Role): Told => ({
  application,
  role,
  state: "off",
  isAsAsked: false,
});

const remedy =
  "Remove what is in the way, or leave these targets out. --no-preflight turns on what can be turned on, up to --max-failures.";

/** What could have been turned on was not tried. */
const untouched = (one: Told): Told => (one.state === "failed" ? one : { ...one, state: "skipped" });

/** A role without workers is left out. */
async function verifyOne(
  application: Application,
  asked: FleetOnOptions,
  asks: boolean,
  { session }: Fleet,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const { verify } = await session.loadUseCases();
  const named = asks || asked.onEventLoss === "fail" ? {} : { eventsNamed: true };
  await inApplicationOf(application, asked, session, async (reached) => {
    for (const { options, context, session: own } of await turnsIn(reached, "on", rolesOf(asked))) {
      const target = { application, role: options.role };
      try {
        await verify(options.role, context, { ...options, ...named, lockIsFree: true });
        told.push(ready(application, options.role));
      } catch (error) {
        if (error instanceof JetsError && error.code === "interrupted") throw error;
        if (saysNoWorkers(error)) {
          reportLeftOut(context, error);
          told.push({ ...target, state: "skipped", isAsAsked: true });
        } else {
          printError(error, own.terminal);
          told.push({ ...target, state: "failed", isAsAsked: false, error });
        }
      }
    }
  });
  return told;
}
