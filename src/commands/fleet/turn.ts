import { exitCodeOf } from "../../fleet/outcome.js";
import { byPlace, type Application } from "../../fleet/applications.js";
import { exitCodes } from "../../maintenance/errors.js";
import type { Role } from "../../maintenance/context.js";
import type { Trouble } from "../../fleet/request.js";
import { commandLine } from "../../run/command-line.js";
import { answerOutcomes, sayMissing, type Told } from "../../terminal/views/fleet/outcomes.js";
import { say } from "../../terminal/terminal.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { sayUnfinished } from "../../terminal/views/turn.js";
import { sayInterruptions } from "../maintenance/interruption.js";
import type { AskedTurn } from "../maintenance/turn.js";
import type { FleetOptions } from "../options/fleet.js";
import { rolesOf } from "../options/role.js";
import type { Session } from "../session.js";
import type { Fleet } from "./fleet.js";
import { createGate } from "./gate.js";
import type { Left } from "./left.js";
import { skipped, turnOne, type Ended } from "./turn-one.js";

/** The options of `on`, `off` and `run` in the plural, and which way they go. */
export interface FleetTurn {
  readonly to: "on" | "off";
  readonly asked: AskedTurn & FleetOptions;
  /** Of an application, in the order in which they are turned. */
  readonly rolesOf: (application: Application) => readonly Role[];
  /** Targets without workers. */
  readonly leftOut: readonly Told[];
  /** What is found out while the others are turned. */
  readonly left?: Promise<Left>;
  /** The secret that they share, and its hash. */
  readonly secret?: { readonly secret: string; readonly hash: string };
}

/** Turns all targets, says what came of each, and answers with the exit code. */
export async function turnAll(
  fleet: Fleet,
  applications: readonly Application[],
  way: FleetTurn,
): Promise<number> {
  const { session } = fleet;
  const gate = way.to === "on" ? createGate(fleet) : undefined;
  const turnThese = (
    these: readonly Application[],
    rolesAt = way.rolesOf,
  ): Promise<readonly (readonly Ended[])[]> =>
    fleet.forEach(way.to === "on" ? "Turning on" : "Turning off", these, async (application) => {
      const own = { ...way, rolesOf: rolesAt };
      const isOpen = gate?.isOpen() ?? !session.signal.aborted;
      const ended = isOpen ? await turnOne(application, session, own) : skipped(application, own);
      gate?.count(ended);
      return ended;
    });
  const work = async (): Promise<{ readonly ended: readonly Ended[]; readonly left: Left | undefined }> => {
    const ended = await turnThese(applications);
    const left = await way.left?.catch(() => undefined);
    const named = left?.named ?? new Map<Application, readonly Role[]>();
    const more = await turnThese([...named.keys()], (one) => named.get(one) ?? []);
    return { ended: [...ended, ...more].flat(), left };
  };
  const { ended, left } = await sayInterruptions(shownFor(way, session), work);
  gate?.sayClosed();
  sayMissing(ended, session.terminal);
  sayNext(ended, way, session);
  const code = conclude(fleet, way, { ended, troubles: left?.troubles ?? [] });
  if (code !== 0 || way.left === undefined) return code;
  if (left !== undefined) return left.ours === 0 ? 0 : exitCodes.partial;
  say(session.terminal, "Interrupted before it was known what else is in maintenance");
  return exitCodes.interrupted;
}

/** What became of the targets of a run. */
interface Concluded {
  readonly ended: readonly Told[];
  /** Those that were not known before. */
  readonly troubles: readonly Trouble[];
}

function conclude(
  { session, troubles: before }: Fleet,
  { asked, leftOut }: FleetTurn,
  { ended, troubles: later }: Concluded,
): number {
  const told = [...ended, ...leftOut].sort((one, other) => byPlace(one.application, other.application));
  const troubles = [...before, ...later];
  answerOutcomes({ told, troubles }, asked.json === true, session.terminal);
  return exitCodeOf(told, troubles, session.signal);
}

/** What is said of all targets together when a signal ends the run. */
export function shownFor({ to, asked }: FleetTurn, session: Session): Parameters<typeof sayInterruptions>[0] {
  return {
    to,
    // What the worker role leaves behind is the more that there is to say.
    options: { role: rolesOf(asked).includes("worker") ? "worker" : "web" },
    context: { stack: "", commandLine: (next) => commandLine(next, { ...asked, role: allOf(asked) }) },
    session,
  };
}

const allOf = ({ role, all }: FleetTurn["asked"]): Role | "all" => (all === true ? "all" : role);

/** More targets than this are not named one by one where they stay on. */
const fewTargets = 3;

/** Where not all is as asked: how to bring back what went in, and how to finish the job. */
function sayNext(ended: readonly Ended[], { to, asked }: FleetTurn, { terminal }: Session): void {
  if (ended.every(({ isAsAsked }) => isAsAsked)) return;
  const lineFor = (next: "on" | "off"): string => commandLine(next, { ...asked, role: allOf(asked) });
  const on = ended.flatMap(({ turn, isAsAsked, changed }) =>
    isAsAsked && changed === true ? (turn ?? []) : [],
  );
  if (to === "on" && on.length <= fewTargets) for (const turn of on) sayUnfinished([turn], []);
  else if (to === "on") sayFinding("warning", [`${on.length} targets stay on.`], terminal);
  say(terminal, `To finish the job, run: ${lineFor(to)}`);
  if (to === "on") say(terminal, `To bring everything back, run: ${lineFor("off")}`);
}
