import { basename } from "node:path";
import { Command } from "commander";
import type { Begun } from "../../maintenance/begun.js";
import type { Role } from "../../maintenance/context.js";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import { defined } from "../../defined.js";
import { printError } from "../../terminal/views/error.js";
import { titleOf } from "../../terminal/views/role.js";
import { sayFailures, sayResult, sayStart } from "../../terminal/views/turn.js";
import { say } from "../../terminal/terminal.js";
import { inApplication } from "../application.js";
import { addSilentApplicationOptions } from "../options/application.js";
import { verifyOptionsOfRole } from "../options/options.js";
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
  return addSilentApplicationOptions(addOnOptions(command))
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
  const asked = { ...given, wait: given.wait ?? true, program: basename(name) };
  return withAgreedTurns(asked, session, async (turns) => {
    const way = await goIn(turns);
    const ended = way.exitCode === 0 ? await runCommand([name, ...args], session) : skipCommand(way, session);
    const after = await comeBack(turns, way.begun, { wait: given.wait === true, ...ended.signals });
    return ended.exitCode === 0 ? after : ended.exitCode;
  });
}

/** What was begun, and 0 where the command may run. */
interface WayIn {
  readonly begun: ReadonlyMap<Role, Begun>;
  readonly exitCode: number;
}

async function goIn({ turns, session }: Turns): Promise<WayIn> {
  const begun = new Map<Role, Begun>();
  for (const turn of turns) {
    try {
      const start = await beginOne(turn);
      begun.set(turn.options.role, start);
      const exitCode = sayBegun(turn, start);
      if (exitCode !== 0) return { begun, exitCode };
    } catch (error) {
      return { begun, exitCode: printError(error, session.terminal) };
    }
  }
  return { begun, exitCode: session.signal.aborted ? exitCodes.interrupted : 0 };
}

async function beginOne(turn: Turn): Promise<Begun> {
  const { options, context, session } = turn;
  sayStart(turn);
  const { begin } = await session.loadUseCases();
  const { asked } = await withBypass(turn);
  return sayInterruptions(turn, () => begin(options.role, context, asked));
}

/** Says what came of it, and that it stays on where it does. Returns 0 where the command may run. */
function sayBegun(turn: Turn, { result, error, wasOn }: Begun): number {
  const { terminal } = turn.session;
  if (result === undefined) return printError(error, terminal);
  if (result.failures.length > 0) {
    const remedy = wasOn
      ? "It was on before and stays on."
      : "The command is not run, and what was begun is undone.";
    sayFailures(turn, result, [remedy]);
    return exitCodes.partial;
  }
  sayResult(turn, result);
  if (wasOn) say(terminal, `${titleOf(result.role)} maintenance was on before, and stays on`);
  return 0;
}

/** Signals that came so far are done with: those that come now are about the way back. */
function skipCommand({ exitCode }: WayIn, { passSignals }: Session): Ended {
  return { exitCode, signals: passSignals(() => undefined)() };
}

/**
 * Ends what was begun, the last one first, each whatever becomes of the others. The command may have changed whatever
 * says which application is meant: this is the one that was found on the way in. Resolves to the exit code.
 */
async function comeBack(
  { options, context: { stack }, region, session, turns }: Turns,
  begun: WayIn["begun"],
  { wait, ...signals }: Ended["signals"] & { readonly wait: boolean },
): Promise<number> {
  const asked = { ...options, stack, region };
  // Something was changed: an outage is ridden out as long as in the middle of a run.
  const createAws: Session["createAws"] = (access, ...rest) =>
    session.createAws({ ...access, hasChanged: true }, ...rest);
  const later = { ...session, ...signals, createAws };
  const codes: number[] = [];
  const back = turns.toReversed().flatMap((turn) => {
    const own = begun.get(turn.options.role);
    return own === undefined ? [] : [{ turn, own }];
  });
  try {
    await inApplication(asked, later, async (context) => {
      for (const { turn, own } of back)
        codes.push(await endOne(returning(turn, { context, wait, session: later }), own));
    });
  } catch (error) {
    codes.push(printError(error, session.terminal));
    for (const { turn } of back) sayWayBack(turn);
  }
  return combined(codes);
}

/** The turn back. Nobody's lock is broken for it. */
function returning(
  turn: Turn,
  { context, wait, session }: Pick<Turn, "context" | "session"> & { readonly wait: boolean },
): Turn {
  const { commandLine, selection, webFlag } = turn.context;
  return {
    ...turn,
    to: "off",
    options: { ...defined({ ...turn.options, reason: undefined, breakLock: undefined }), wait },
    context: { ...context, commandLine, ...defined({ selection, webFlag }) },
    session,
  };
}

async function endOne(turn: Turn, { end, wasOn }: Begun): Promise<number> {
  const { context, options, session } = turn;
  if (!wasOn) sayStart(turn);
  try {
    const result = await sayInterruptions(turn, () => end(context, options));
    return result === undefined ? 0 : sayResult(turn, result);
  } catch (error) {
    const code = printError(error, session.terminal);
    if (error instanceof JetsError && error.code === "lock_lost") return 0;
    sayWayBack(turn);
    return code;
  }
}

function sayWayBack({ options, context, session }: Turn): void {
  say(session.terminal, `To turn ${options.role} maintenance off, run: ${context.commandLine("off")}`);
}
