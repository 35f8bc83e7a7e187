import type { Application } from "../../fleet/applications.js";
import { exitCodeOf, stateAfter, summaryOf, type Outcome } from "../../fleet/outcome.js";
import { JetsError } from "../../maintenance/errors.js";
import type { Plan } from "../../maintenance/plan.js";
import { about } from "../../terminal/terminal.js";
import { errorDocument, printError } from "../../terminal/views/error.js";
import { answerFleet, nameOfApplication, troubleDocument } from "../../terminal/views/fleet/outcomes.js";
import {
  plansDocument,
  sayPlan,
  sayPlannedFailures,
  sayRehearsal,
  sayUnchanged,
} from "../../terminal/views/plan.js";
import { planTurn } from "../maintenance/dry-run.js";
import type { Fleet } from "./fleet.js";
import { reportLeftOut, saysNoWorkers } from "./no-workers.js";
import { inApplicationOf, turnsIn } from "./target.js";
import type { FleetTurn } from "./turn.js";
import { untilInterrupted } from "../../run/with-aws.js";

/** What would become of one application. */
interface Rehearsed {
  readonly application: Application;
  readonly plans: readonly Plan[];
  readonly outcomes: readonly Outcome[];
  readonly error?: unknown;
}

/** Shows what the run would change in each application. Resolves to the exit code that it would end with, as far as that can be known. */
export async function rehearseAll(fleet: Fleet, way: FleetTurn): Promise<number> {
  const { applications, troubles, session } = fleet;
  const { terminal, signal } = session;
  const rehearsing = fleet.forEach("Reading", applications, (application) =>
    rehearseOne(application, way, fleet),
  );
  const rehearsed = await untilInterrupted(rehearsing, signal);
  for (const one of rehearsed) sayOne(one, fleet);
  const outcomes = rehearsed.flatMap((one) => one.outcomes);
  const targets = [...rehearsed.map(documentOf), ...troubles.map(troubleDocument)];
  const summary = summaryOf(outcomes, troubles);
  answerFleet({ targets, summary }, way.asked.json === true, terminal);
  sayUnchanged(terminal);
  return exitCodeOf(outcomes, troubles, signal);
}

async function rehearseOne(
  application: Application,
  { to, asked, rolesOf }: FleetTurn,
  { session }: Fleet,
): Promise<Rehearsed> {
  const plans: Plan[] = [];
  const outcomes: Outcome[] = [];
  let failure: unknown;
  await inApplicationOf(application, asked, session, async (reached) => {
    for (const turn of await turnsIn(reached, to, rolesOf(application))) {
      const target = { application, role: turn.options.role };
      try {
        const plan = await planTurn(turn);
        plans.push(plan);
        if (plan.refusal !== undefined) throw plan.refusal;
        const isWhole = plan.failures.length === 0;
        outcomes.push({ ...target, state: isWhole ? to : "partial", isAsAsked: isWhole });
      } catch (error) {
        if (error instanceof JetsError && error.code === "interrupted") throw error;
        const isIdle = saysNoWorkers(error);
        outcomes.push({ ...target, state: isIdle ? "skipped" : stateAfter(error), isAsAsked: isIdle });
        if (isIdle) reportLeftOut(turn.context, error);
        else failure ??= error;
      }
    }
  });
  return { application, plans, outcomes, error: failure };
}

function sayOne({ application, plans, error }: Rehearsed, { session }: Fleet): void {
  const terminal = about(nameOfApplication(application), session.terminal);
  for (const plan of plans) {
    sayRehearsal({ to: plan.to, role: plan.role, stack: application.stack }, terminal);
    sayPlan(plan, terminal);
    sayPlannedFailures(plan, terminal);
  }
  if (error !== undefined) printError(error, terminal);
}

const documentOf = ({ application: { at, stack }, plans, error }: Rehearsed): object => ({
  account: at.account,
  ...(plans.length === 0 ? { stack, region: at.region } : plansDocument({ stack, region: at.region, plans })),
  ...(error === undefined ? {} : errorDocument(error)),
});
