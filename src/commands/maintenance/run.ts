import { basename } from "node:path";
import { Command } from "commander";
import type { Begun } from "../../maintenance/begun.js";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import { defined } from "../../defined.js";
import { comeBack, goIn, type Started, type WayBack } from "../../run/during.js";
import { printError } from "../../terminal/views/error.js";
import { titleOf } from "../../terminal/views/role.js";
import { sayFailures, sayResult, sayStart } from "../../terminal/views/turn.js";
import { say } from "../../terminal/terminal.js";
import { inApplication } from "../application.js";
import { addSilentApplicationsOptions } from "../options/application.js";
import { addFleetOptions, cautionOptions, expectOption, verifySingular } from "../options/fleet.js";
import { verifyOptionsOfRole } from "../options/options.js";
import { addReplayOptions } from "../options/replay.js";
import { isPlural } from "../options/plural.js";
import type { Session, Start } from "../session.js";
import { runCommand, type Ended } from "./command.js";
import { sayInterruptions } from "./interruption.js";
import { addOnOptions, withAgreedTurns } from "./on.js";
import { combined, withBypass, type AskedTurn, type Turn, type Turns } from "./turn.js";

/** The options of `maintenance:run`. */
interface RunOptions extends AskedTurn {
  readonly command: readonly string[];
}

const help = `
COMMAND has the terminal's three streams, and its exit code is passed on. Whatever
becomes of it, maintenance is turned off again, unless it was on before.

Example:
  $ jets maintenance:run --all --yes -- npm run migrate`;

/** `jets maintenance:run`. */
export function runDuringCommand(start: Start): Command {
  const command = new Command("run")
    .description("Turn maintenance on, run a command, and turn maintenance off again")
    .argument("[command...]", "what to run, after --");
  const asked = addSilentApplicationsOptions(addReplayOptions(addOnOptions(command)));
  return addFleetOptions(asked, [expectOption(), ...cautionOptions()])
    .option("--no-replay", "worker: leave the events that were kept in the queue")
    .option("--no-wait", "run the command before maintenance has taken effect everywhere")
    .passThroughOptions()
    .addHelpText("after", help)
    .action((words: string[], options: AskedTurn) => start(runDuring)({ ...options, command: words }));
}

/**
 * Turns maintenance on, runs the command, and turns maintenance off again whatever becomes of it. Resolves to the exit
 * code: the command's, unless that is 0 and something else went wrong.
 * @throws JetsError `usage`, and what is wrong before anything is changed
 */
async function runDuring({ command, ...given }: RunOptions, session: Session): Promise<number> {
  const [name, ...args] = command;
  if (name === undefined)
    throw new JetsError(
      "usage",
      "No command is given.",
      "Write it after --: jets maintenance:run -- npm run migrate",
    );
  verifyOptionsOfRole(defined({ ...given, lockTimeout: undefined }));
  if (isPlural(given))
    return (await import("../fleet/index.js")).runDuringFleet(given, [name, ...args], session);
  verifySingular("maintenance:run", given);
  const asked = { ...given, wait: given.wait ?? true, program: basename(name) };
  return withAgreedTurns(asked, session, async (turns) => {
    const { terminal, signal } = session;
    const faultOf = (error: unknown): number => printError(error, terminal);
    const way = { begin: beginOne, faultIn: (one: Started<Turn>) => sayBegun(one), faultOf, signal };
    const { started, fault } = await goIn(turns.turns, way);
    const ended = fault === undefined ? await runCommand([name, ...args], session) : skip(fault, session);
    const wait = given.wait === true;
    const after = combined(await comeBack(started, wayBack(turns, started, { wait, ...ended.signals })));
    return ended.exitCode === 0 ? after : ended.exitCode;
  });
}

async function beginOne(turn: Turn): Promise<Begun> {
  const { options, context, session } = turn;
  sayStart(turn);
  const { begin } = await session.loadUseCases();
  const { asked } = await withBypass(turn);
  return sayInterruptions(turn, () => begin(options.role, context, asked));
}

/** Says what came of it, and that it stays on where it does. Returns the exit code where something is missing. */
export function sayBegun(
  { turn, begun: { result, wasOn } }: Started<Turn>,
  consequence = "The command is not run, and what was begun is undone.",
): number | undefined {
  if (result === undefined) return undefined;
  if (result.failures.length > 0) {
    const remedy = wasOn ? "It was on before and stays on." : consequence;
    sayFailures(turn, result, [remedy]);
    return exitCodes.partial;
  }
  sayResult(turn, result);
  if (wasOn) say(turn.session.terminal, `${titleOf(result.role)} maintenance was on before, and stays on`);
  return undefined;
}

/** Signals that came so far are done with: those that come now are about the way back. */
export function skip(exitCode: number, { passSignals }: Session): Ended {
  return { exitCode, signals: passSignals(() => undefined)() };
}

/** The command may have changed whatever says which application is meant: this is the one that was found on the way in. */
function wayBack(
  { options, context: { stack }, region, session }: Turns,
  started: readonly Started<Turn>[],
  { wait, ...signals }: Ended["signals"] & { readonly wait: boolean },
): WayBack<Turn, number> {
  // Something was changed: an outage is ridden out as long as in the middle of a run.
  const createAws: Session["createAws"] = (access, ...rest) =>
    session.createAws({ ...access, hasChanged: true }, ...rest);
  const later = { ...session, ...signals, createAws };
  return {
    wait,
    reach: (use) => inApplication({ ...options, stack, region }, later, use),
    end: ({ turn, begun }) => endOne({ ...turn, to: "off", session: later }, begun),
    faultOf: (error) => {
      const code = printError(error, session.terminal);
      for (const { turn } of started.toReversed()) sayWayBack(turn);
      return code;
    },
  };
}

async function endOne(turn: Turn, { end, wasOn }: Begun): Promise<number | undefined> {
  const { context, options, session } = turn;
  if (!wasOn) sayStart(turn);
  try {
    const result = await sayInterruptions(turn, () => end(context, options));
    return result === undefined ? undefined : sayResult(turn, result);
  } catch (error) {
    const code = printError(error, session.terminal);
    if (error instanceof JetsError && error.code === "lock_lost") return undefined;
    sayWayBack(turn);
    return code;
  }
}

/** Says how to turn maintenance off where the way back has failed. */
export function sayWayBack({ options, context, session }: Turn): void {
  say(session.terminal, `To turn ${options.role} maintenance off, run: ${context.commandLine("off")}`);
}
