import { basename } from "node:path";
import type { Application } from "../../fleet/applications.js";
import { exitCodeOf, type Outcome } from "../../fleet/outcome.js";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import { inWords } from "../../maintenance/in-words.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { answerOutcomes, sayMissing } from "../../terminal/views/fleet/outcomes.js";
import { runCommand, type Ended } from "../maintenance/command.js";
import { sayInterruptions } from "../maintenance/interruption.js";
import { skip } from "../maintenance/run.js";
import { combined } from "../maintenance/turn.js";
import type { Session } from "../session.js";
import { comeBackAll } from "./come-back.js";
import { enter, notTried, type Entered } from "./enter.js";
import { createGate, type Gate } from "./gate.js";
import { withAgreedFleet, type AgreedFleet, type FleetOnOptions } from "./on.js";
import { shownFor } from "./turn.js";

/**
 * Turns maintenance on in many applications, runs the command, and turns maintenance off again where it was turned on,
 * whatever becomes of the command. The command runs if no more targets than `--max-failures` are missing. Resolves to the
 * exit code: the command's, unless that is 0 and something else went wrong.
 * @throws JetsError `usage`, and what is wrong before anything is changed
 */
export function runDuringFleet(
  given: FleetOnOptions,
  [name, ...args]: readonly [string, ...string[]],
  session: Session,
): Promise<number> {
  const asked = { ...given, wait: given.wait ?? true, program: basename(name) };
  return withAgreedFleet(asked, session, async (agreed) => {
    verifyFew(agreed);
    const entered: Entered[] = [];
    const gate = createGate(agreed.fleet);
    let ended: Ended | undefined;
    let code: number = exitCodes.failed;
    const back: number[] = [];
    try {
      const told = await enterAll(agreed, gate, entered);
      code = exitCodeOf(told, agreed.fleet.troubles, agreed.fleet.session.signal);
      ended = gate.isOpen()
        ? await runCommand([name, ...args], session)
        : refuse(name, entered, code || exitCodes.interrupted, session);
    } finally {
      // Whatever becomes of all that, what was begun is ended.
      const { signals } = ended ?? skip(exitCodes.failed, session);
      back.push(...(await comeBackAll(agreed, entered, { ...signals, wait: given.wait === true })));
    }
    const after = combined([...(code === 0 ? [] : [exitCodes.partial]), ...back]);
    return ended.exitCode === 0 ? after : ended.exitCode;
  });
}

function refuse(name: string, entered: readonly Entered[], exitCode: number, session: Session): Ended {
  const isBegun = entered.some(({ started }) => started.length > 0);
  const then = isBegun ? "What was turned on for it is turned off again." : "Nothing was turned on for it.";
  sayFinding("error", [`${name} was not run.`, then], session.terminal);
  return skip(exitCode, session);
}

/**
 * How many applications of one region of one account keep their locks during a command. Each writes a sign of life every
 * half minute, and AWS takes 3 writes a second.
 */
const mostLocks = 40;

/** @throws JetsError `usage` where there are more worker applications in one place than can keep their locks */
function verifyFew({ applications, way }: AgreedFleet): void {
  const counts = new Map<Application["at"], number>();
  for (const application of applications) {
    const { at } = application;
    if (way.rolesOf(application).includes("worker")) counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  const [at, count] = [...counts].find(([, many]) => many > mostLocks) ?? [];
  if (at === undefined || count === undefined) return;
  throw new JetsError(
    "usage",
    `There are ${inWords(count, "application")} in ${at.account} ${at.region}, but run takes at most ${mostLocks} of one region: each keeps its lock while the command runs.`,
    "Nothing was changed. Use maintenance:on, the command, and maintenance:off; or name fewer.",
  );
}

/** Going in stops at the first target too many that fails; what runs by then goes on to its end. */
async function enterAll(
  { fleet, applications, way }: AgreedFleet,
  gate: Gate,
  entered: Entered[],
): Promise<readonly Outcome[]> {
  const work = async (application: Application): Promise<readonly Outcome[]> => {
    const one = gate.isOpen() ? await enter(application, fleet, way) : notTried(application, way);
    entered.push(one);
    gate.count(one.outcomes);
    return one.outcomes;
  };
  const outcomes = await sayInterruptions(shownFor(way, fleet.session), () =>
    fleet.forEach("Turning on", applications, work),
  );
  gate.sayClosed();
  const told = [...outcomes.flat(), ...way.leftOut];
  sayMissing(told, fleet.session.terminal);
  answerOutcomes({ told, troubles: fleet.troubles }, false, fleet.session.terminal);
  return told;
}
