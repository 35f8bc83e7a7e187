import { basename } from "node:path";
import type { Application } from "../../fleet/applications.js";
import { exitCodeOf } from "../../fleet/outcome.js";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import { inWords } from "../../maintenance/in-words.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { answerOutcomes } from "../../terminal/views/fleet/outcomes.js";
import { runCommand, type Ended } from "../maintenance/command.js";
import { sayInterruptions } from "../maintenance/interruption.js";
import { skip } from "../maintenance/run.js";
import { combined } from "../maintenance/turn.js";
import { rolesOf } from "../options/role.js";
import type { Session } from "../session.js";
import { comeBackAll } from "./come-back.js";
import { enter, notTried, type Entered } from "./enter.js";
import { createGate } from "./gate.js";
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
    const { fleet, way } = agreed;
    verifyFew(agreed);
    const { entered, isReady } = await sayInterruptions(shownFor(way, fleet.session), () => enterAll(agreed));
    const told = [...entered.flatMap(({ outcomes }) => outcomes), ...way.leftOut];
    const code = exitCodeOf(told, fleet.troubles, fleet.session.signal);
    answerOutcomes({ told, troubles: fleet.troubles }, false, session.terminal);
    const ended = isReady
      ? await runCommand([name, ...args], session)
      : refuse(name, code || exitCodes.interrupted, session);
    const back = await comeBackAll(agreed, entered, { ...ended.signals, wait: given.wait === true });
    return ended.exitCode === 0
      ? combined([...(code === 0 ? [] : [exitCodes.partial]), ...back])
      : ended.exitCode;
  });
}

function refuse(name: string, exitCode: number, session: Session): Ended {
  sayFinding(
    "error",
    [`${name} was not run.`, "What was turned on for it is turned off again."],
    session.terminal,
  );
  return skip(exitCode, session);
}

/**
 * How many applications of one region of one account keep their locks during a command. Each writes a sign of life every
 * half minute, and AWS takes 3 writes a second.
 */
const mostLocks = 40;

/** @throws JetsError `usage` where there are more worker applications in one place than can keep their locks */
function verifyFew({ applications, way }: AgreedFleet): void {
  if (!rolesOf(way.asked).includes("worker")) return;
  const counts = new Map<Application["at"], number>();
  for (const { at } of applications) counts.set(at, (counts.get(at) ?? 0) + 1);
  const [at, count] = [...counts].find(([, many]) => many > mostLocks) ?? [];
  if (at === undefined || count === undefined) return;
  throw new JetsError(
    "usage",
    `There are ${inWords(count, "application")} in ${at.account} ${at.region}, but run takes at most ${mostLocks} of one region: each keeps its lock while the command runs.`,
    "Nothing was changed. Use maintenance:on, the command, and maintenance:off; or name fewer.",
  );
}

/** Going in stops at the first target too many that fails; what runs by then goes on to its end. */
async function enterAll({ fleet, applications, way }: AgreedFleet): Promise<{
  readonly entered: readonly Entered[];
  /** Whether the command may run. */
  readonly isReady: boolean;
}> {
  const gate = createGate(fleet);
  const entered = await fleet.forEach("Turning on", applications, async (application) => {
    const one = gate.isOpen() ? await enter(application, fleet, way) : notTried(application, way);
    gate.count(one.outcomes);
    return one;
  });
  gate.sayClosed();
  return { entered, isReady: gate.isOpen() };
}
