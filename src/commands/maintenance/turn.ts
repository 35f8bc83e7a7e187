import { untilInterrupted } from "../../run/with-aws.js";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import type { Context } from "../../maintenance/roles.js";
import { answerJson, errorDocument, rolesDocument } from "../../terminal/views/json.js";
import { isInteractive, say, type Terminal } from "../../terminal/terminal.js";
import { createBypass } from "./bypass.js";
import { rehearse } from "./dry-run.js";
import { sayFailures } from "./failures.js";
import { inApplication, type Session } from "../session.js";
import { verifyOptionsOfRole, type TurnOptions } from "../options/options.js";
import { resolveUntil } from "../options/page.js";
import { withSelection } from "../options/selection.js";
import { withWebFlag } from "../options/web-flag.js";
import { titleOf, type Direction } from "./words.js";

/** What the two directions do not share. */
const directions = {
  on: { doing: "Enabling", useCase: "turnOn" },
  off: { doing: "Disabling", useCase: "turnOff" },
} as const;

/** `maintenance:on`: asks unless `--yes` is given, then turns maintenance on. */
export async function turnOnAfterAsking(given: TurnOptions, session: Session): Promise<number> {
  verifyOptionsOfRole(given);
  const options = resolveUntil(given, session.clock);
  if (options.dryRun === true) {
    return inSelection(options, session, (...place) => rehearse("on", options, place, session));
  }
  if (options.yes === true) {
    return inSelection(options, session, (...place) => turn("on", options, place, session));
  }
  if (!isInteractive(session.terminal)) {
    throw new JetsError(
      "usage",
      "--yes is required when not running interactively",
      "Add --yes (-y) to turn maintenance on without being asked.",
    );
  }
  return inSelection(options, session, async (...place) => {
    if (!(await isAgreed(options, place[0], session))) {
      return decline(options, session.terminal);
    }
    // What was named before the question is not named again.
    return turn("on", options, place, session, { ...options, eventsNamed: true });
  });
}

/** `maintenance:off`: never asks. */
export async function turnOffAtOnce(options: TurnOptions, session: Session): Promise<number> {
  verifyOptionsOfRole(options);
  const act = options.dryRun === true ? rehearse : turn;
  return inSelection(options, session, (...place) => act("off", options, place, session));
}

// Nobody should have to think about a question that has no point: what can be checked is checked before.
async function isAgreed(
  options: TurnOptions,
  context: Context,
  { terminal, loadUseCases }: Session,
): Promise<boolean> {
  say(terminal, `Will enable ${options.role} maintenance mode for ${context.stack}`);
  const { verify } = await loadUseCases();
  await untilInterrupted(verify(options.role, context, options), context.signal);
  const { isConfirmed } = await import("../../terminal/question.js");
  return isConfirmed(terminal, context.signal);
}

function decline({ json }: TurnOptions, terminal: Terminal): number {
  const declined = new JetsError(
    "declined",
    "Cancelled: nothing was changed",
    "Answer y to go on, or pass --yes.",
  );
  if (json) answerJson(errorDocument(declined), terminal);
  say(terminal, declined.message);
  return declined.exitCode;
}

/** Runs `use` on the application, with what chooses its workers, or where its web function looks. */
function inSelection<T>(
  options: TurnOptions,
  session: Session,
  use: (...place: Place) => Promise<T>,
): Promise<T> {
  return inApplication(options, session, async (context, region) =>
    use(await (options.role === "web" ? withWebFlag : withSelection)(context, options, session), region),
  );
}

/** The application, and the region that it is in. */
type Place = [context: Context, region: string];

async function turn(
  to: Direction,
  options: TurnOptions,
  [context, region]: Place,
  session: Session,
  remaining = options,
): Promise<number> {
  const { terminal } = session;
  const { role } = options;
  say(terminal, `${directions[to].doing} ${role} maintenance mode for ${context.stack}`);
  const { [directions[to].useCase]: useCase } = await session.loadUseCases();
  const { asked, told } = await createBypass(options, terminal);
  const result = await announcingSignals(session, lastWords(to, role, context), () =>
    useCase(role, context, { ...remaining, ...asked }),
  );
  if (options.json) answerJson(rolesDocument(context.stack, region, [{ ...result, ...told }]), terminal);
  if (result.failures.length > 0) {
    sayFailures(to, result, { ...options, stack: context.stack }, terminal);
    return exitCodes.partial;
  }
  say(terminal, `${titleOf(role)} maintenance ${result.changed ? "has been turned" : "is already"} ${to}`);
  return 0;
}

// Between the key and the safe point some time may pass, in which nothing would be seen to happen.
async function announcingSignals<T>(
  { terminal, signal, lastSignal }: Session,
  lastWords: string,
  work: () => Promise<T>,
): Promise<T> {
  const announce = (): void => {
    say(terminal, "Interrupted: stopping at the next safe point (Ctrl-C again stops at once)");
  };
  const takeLeave = (): void => {
    say(terminal, lastWords);
  };
  signal.addEventListener("abort", announce);
  lastSignal.addEventListener("abort", takeLeave);
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", announce);
    lastSignal.removeEventListener("abort", takeLeave);
  }
}

function lastWords(to: Direction, role: TurnOptions["role"], { commandLine }: Context): string {
  const next = `Finish the job with: ${commandLine(to)}`;
  if (role === "web") return `Stopped at once. ${next}`;
  return `Stopped at once: saved settings stay in the journal, and other runs must wait two minutes (or use --break-lock). ${next}`;
}
