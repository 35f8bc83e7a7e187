import { defined } from "../../defined.js";
import { exitCodes } from "../../maintenance/errors.js";
import type { Context, Role } from "../../maintenance/context.js";
import type { TurnResult } from "../../maintenance/result.js";
import { commandLine } from "../../run/command-line.js";
import { printError } from "../../terminal/views/error.js";
import type { RoleDocument } from "../../terminal/views/role.js";
import { answerTurns, sayResult, sayStart, sayUnfinished } from "../../terminal/views/turn.js";
import { inApplication } from "../application.js";
import { configured } from "../options/configured.js";
import { rolesOf, type RoleOptions } from "../options/role.js";
import type { OnOffOptions } from "../options/options.js";
import type { Session } from "../session.js";
import { createBypass } from "./bypass.js";
import { sayInterruptions } from "./interruption.js";

/** One role of one application, to be turned on or off as the options say. */
export interface Turn {
  readonly to: "on" | "off";
  readonly options: OnOffOptions;
  readonly context: Context;
  readonly region: string;
  readonly session: Session;
}

/** One turn for each role that is meant, in the order in which they are made. */
export interface Turns extends Omit<Turn, "options"> {
  readonly options: AskedTurn;
  readonly turns: readonly Turn[];
}

/** The options of a command that may be about both roles. */
export type AskedTurn = Omit<OnOffOptions, "role"> & RoleOptions;

/**
 * Reaches the application that the options name, chooses its workers or finds its web flag, and runs `use` there with
 * one turn for each role: visitors are shut out first and let in last.
 * @throws JetsError `usage`, `region_missing`, and whatever `use` throws
 */
export function withTurns<T>(
  to: "on" | "off",
  asked: AskedTurn,
  session: Session,
  use: (turns: Turns) => Promise<T>,
): Promise<T> {
  return inApplication(asked, session, async (context, region) =>
    use(await turnsOf({ to, options: asked, context, region, session })),
  );
}

/** The turns of an application that is reached. @throws JetsError `usage` when the configuration file can't be read */
export async function turnsOf(of: Omit<Turns, "turns">): Promise<Turns> {
  const { to, options: asked, session } = of;
  const roles = to === "on" ? rolesOf(asked) : rolesOf(asked).toReversed();
  const context = await configured(of.context, roles, asked, session.terminal);
  const turnOf = (role: Role): Turn => {
    const options = { ...asked, role, ...defined({ lockTimeoutMs: asked.lockTimeout }) };
    const lineFor: Context["commandLine"] = (next) => commandLine(next, { ...options, stack: context.stack });
    return { ...of, options, context: { ...context, commandLine: lineFor } };
  };
  return { ...of, context, turns: roles.map(turnOf) };
}

/**
 * Turns each role on or off without asking, and prints what came of it. Resolves to the exit code. Going in, a role that
 * fails ends the run; coming back, the others are tried all the same.
 * @throws JetsError when nothing could be done
 */
export async function carryOut({ turns }: Turns): Promise<number> {
  const codes: number[] = [];
  const documents: RoleDocument[] = [];
  for (const [index, turn] of turns.entries()) {
    const isLast = index === turns.length - 1;
    try {
      const { document, result } = await turnOne(turn);
      documents.push(document);
      if (isLast || isEndedBy(turn, result)) answerTurns(turn, documents);
      codes.push(sayResult(turn, result));
      if (isEndedBy(turn, result)) break;
    } catch (error) {
      if (turn.to === "off" && turns.length > 1) {
        codes.push(printError(error, turn.session.terminal));
        if (isLast) answerTurns(turn, documents, error);
        continue;
      }
      sayUnfinished(turns.slice(0, index), turns.slice(index + 1));
      throw error;
    }
  }
  if (codes.at(-1) !== 0) sayUnfinished(turns.slice(0, codes.length - 1), turns.slice(codes.length));
  return combined(codes);
}

/** The exit code of a run for several roles: 3 where anything is partly done, else the first that is not 0. */
export const combined = (codes: readonly number[]): number =>
  codes.includes(exitCodes.partial) ? exitCodes.partial : (codes.find((code) => code !== 0) ?? 0);

const isEndedBy = ({ to }: Turn, { failures }: TurnResult): boolean => to === "on" && failures.length > 0;

async function turnOne(turn: Turn): Promise<{ document: RoleDocument; result: TurnResult }> {
  const { to, options, context, session } = turn;
  sayStart(turn);
  const { turnOn, turnOff } = await session.loadUseCases();
  const { secret, asked } = await withBypass(turn);
  const result = await sayInterruptions(turn, () =>
    (to === "on" ? turnOn : turnOff)(options.role, context, asked),
  );
  return { document: { ...result, ...defined({ bypass: secret }) }, result };
}

/** The options with the hash of a new secret where one is asked for. */
export async function withBypass({
  options,
  session,
}: Turn): Promise<{ readonly secret: string | undefined; readonly asked: OnOffOptions }> {
  const bypass = await createBypass(options, session.terminal);
  return { secret: bypass?.secret, asked: { ...options, ...defined({ bypassHash: bypass?.hash }) } };
}
