import { defined } from "../../defined.js";
import { exitCodes } from "../../maintenance/errors.js";
import type { Context } from "../../maintenance/context.js";
import type { TurnResult } from "../../maintenance/result.js";
import { commandLine } from "../../run/command-line.js";
import { sayFinding } from "../../terminal/views/finding.js";
import { answerJson, rolesDocument } from "../../terminal/views/json.js";
import { say } from "../../terminal/terminal.js";
import { inApplication } from "../application.js";
import { configured } from "../options/configured.js";
import type { TurnOptions } from "../options/options.js";
import type { Session } from "../session.js";
import { createBypass } from "./bypass.js";
import { sayInterruptions } from "./interruption.js";
import { titleOf, type Direction } from "./words.js";

/** One role of one application, to be turned on or off as the options say. */
export interface Turn {
  readonly to: Direction;
  readonly options: TurnOptions;
  readonly context: Context;
  readonly region: string;
  readonly session: Session;
}

/**
 * Reaches the application that the options name, chooses its workers or finds its web flag, and runs `use` there.
 * @throws JetsError `usage`, `region_missing`, and whatever `use` throws
 */
export function withTurn<T>(
  to: Direction,
  options: TurnOptions,
  session: Session,
  use: (turn: Turn) => Promise<T>,
): Promise<T> {
  return inApplication(options, session, async (application, region) => {
    const context = await configured(application, [options.role], options, session.terminal);
    return use({ to, options, context, region, session });
  });
}

/**
 * Turns maintenance on or off without asking, and prints what came of it. Resolves to the exit code.
 * @throws JetsError when nothing could be done
 */
export async function carryOut(turn: Turn): Promise<number> {
  const { to, options, context, region, session } = turn;
  const { terminal } = session;
  const doing = to === "on" ? "Enabling" : "Disabling";
  say(terminal, `${doing} ${options.role} maintenance mode for ${context.stack}`);
  const { turnOn, turnOff } = await session.loadUseCases();
  const bypass = await createBypass(options, terminal);
  const asked = { ...options, ...defined({ bypassHash: bypass?.hash }) };
  const result = await sayInterruptions(turn, () =>
    (to === "on" ? turnOn : turnOff)(options.role, context, asked),
  );
  if (options.json) {
    const document = { ...result, ...defined({ bypass: bypass?.secret }) };
    answerJson(rolesDocument(context.stack, region, [document]), terminal);
  }
  return sayResult(turn, result);
}

/** Prints the last line of a turn, or what is missing. Resolves to the exit code. */
function sayResult(turn: Turn, result: TurnResult): number {
  const { to, session } = turn;
  if (result.failures.length > 0) {
    sayFailures(turn, result);
    return exitCodes.partial;
  }
  const done = result.changed ? "has been turned" : "is already";
  say(session.terminal, `${titleOf(result.role)} maintenance ${done} ${to}`);
  return 0;
}

/** Names each worker that is not as asked, and the command that finishes the job. */
function sayFailures({ to, options, context, session }: Turn, { role, failures }: TurnResult): void {
  const count = failures.length === 1 ? "1 function is" : `${failures.length} functions are`;
  sayFinding(
    "error",
    [
      `${titleOf(role)} maintenance is only partly ${to}: ${count} not in the requested state`,
      ...failures.map(({ name, reason }) => `  ${name}: ${reason}`),
      `To finish the job, run: ${commandLine(to, { ...options, stack: context.stack })}`,
    ],
    session.terminal,
  );
}
