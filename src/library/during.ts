import { defined } from "../defined.js";
import { roles, type Context, type Role, type TurnOptions } from "../maintenance/context.js";
import { JetsError, messageOf } from "../maintenance/errors.js";
import type { TurnResult } from "../maintenance/result.js";
import { commandLine } from "../run/command-line.js";
import { comeBack, goIn, type Passage, type Started } from "../run/during.js";
import { thisMachine } from "../run/machine.js";
import { hear, unheard, type Fault } from "./hear.js";
import type { DuringOptions } from "./options.js";
import { parseOptions, verifyWork } from "./parse.js";
import { reach } from "./reach.js";

/** What {@link duringMaintenance} resolves to. */
export interface DuringResult<Value> {
  /** What the work has returned. */
  readonly value: Value;
  /** What became of each role, in the order in which they were turned on. */
  readonly turns: readonly RoleTurns[];
}

/** How one role went into maintenance and came back. */
export interface RoleTurns {
  readonly role: Role;
  readonly on: TurnResult;
  /**
   * Absent where maintenance was left as it is: it was on before, by an `on`, or another run has ended or taken over
   * this one's meanwhile.
   */
  readonly off?: TurnResult;
}

/**
 * Turns maintenance on, waits until it has taken effect, runs `work`, and turns maintenance off again, whatever becomes
 * of `work`. It ends only what it began: maintenance that was on before, by an `on`, stays on. For the worker role the
 * application's lock is kept until everything is back, so that no other run ends maintenance meanwhile.
 *
 * `work` is given the `signal` of the options, or one that is never aborted. An abort ends the way in, and what was
 * begun is undone; from then on it is for `work` to heed. The way back is not ended by it.
 *
 * Where maintenance can't be turned on for every function, `work` is not run, what was begun is undone, and that is the
 * error. An error of `work` is thrown as it is, once maintenance is off.
 * @throws JetsError why maintenance could not be turned on, or off again; `partial` where single functions failed
 * @throws AggregateError where more than one thing went wrong: `errors` has what `work` or the way in threw first, and
 * then why maintenance could not be turned off; `cause` is the first of them
 */
export async function duringMaintenance<Value>(
  options: DuringOptions,
  work: (signal: AbortSignal) => Value | PromiseLike<Value>,
): Promise<DuringResult<Value>> {
  const asked = parseOptions("duringMaintenance", options);
  verifyWork(work);
  const { begin } = await thisMachine.loadUseCases();
  const { signal, report, endWayIn, reportFault } = hear(asked);
  const { turns, fault, worked, faults } = await reach(
    { ...asked, signal, report },
    async (context, region) => {
      const { started, fault } = await goIn(turnsOf(asked, context), {
        begin: (turn) => begin(turn.options.role, turn.context, turn.options),
        faultIn: ({ turn, begun }) => partlyDone("on", turn, begun.result, begun.wasOn),
        faultOf: (error) => ({ error }),
        signal,
      });
      endWayIn();
      const worked = fault === undefined ? await outcomeOf(() => work(asked.signal ?? unheard())) : undefined;
      const off = new Map<Role, TurnResult>();
      const faults = await comeBack(started, {
        wait: asked.wait === true,
        reach: (use) => reach({ ...asked, region, report, signal: unheard(), hasChanged: true }, use),
        end: (one) => end(one, off),
        faultOf: (error) => ({ error }),
      });
      return { turns: started.flatMap((one) => turnsOfRole(one, off)), fault, worked, faults };
    },
  );
  const reporting = reportFault();
  // What has ended the way in then is the report, and not an interruption.
  const ended = reporting !== undefined && isInterruption(fault) ? undefined : fault;
  const errors = [ended, worked, reporting, ...faults].flatMap((one) =>
    one !== undefined && "error" in one ? [one.error] : [],
  );
  if (worked !== undefined && "value" in worked && errors.length === 0) return { value: worked.value, turns };
  throw errorOf(errors);
}

const isInterruption = (fault: Fault | undefined): boolean =>
  fault?.error instanceof JetsError && fault.error.code === "interrupted";

const turnsOfRole = (
  { turn, begun: { result } }: Started<RoleTurn>,
  off: Map<Role, TurnResult>,
): RoleTurns[] => {
  const { role } = turn.options;
  return result === undefined ? [] : [{ role, on: result, ...defined({ off: off.get(role) }) }];
};

type DuringAsked = ReturnType<typeof parseOptions<"duringMaintenance">>;

interface RoleTurn extends Passage {
  readonly options: TurnOptions & { readonly role: Role };
}

function turnsOf(asked: DuringAsked, context: Context): RoleTurn[] {
  const chosen = asked.role === "all" ? roles : [asked.role];
  return chosen.map((role) => {
    const options = { wait: true, ...asked, role };
    const lineFor: Context["commandLine"] = (to) =>
      commandLine(to, { ...options, ...context.selection, stack: context.stack });
    return { options, context: { ...context, commandLine: lineFor } };
  });
}

async function outcomeOf<Value>(
  work: () => Value | PromiseLike<Value>,
): Promise<{ readonly value: Value } | Fault> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

async function end(
  { turn, begun }: Started<RoleTurn>,
  off: Map<Role, TurnResult>,
): Promise<Fault | undefined> {
  const { context, options } = turn;
  try {
    const result = await begun.end(context, options);
    if (result !== undefined) off.set(options.role, result);
    return partlyDone("off", turn, result);
  } catch (error) {
    if (!(error instanceof JetsError) || error.code !== "lock_lost") return { error };
    context.report({ type: "warning", message: messageOf(error) });
    return undefined;
  }
}

/** What single functions failed with. */
function partlyDone(
  to: "on" | "off",
  { context, options: { role } }: RoleTurn,
  result: TurnResult | undefined,
  wasOn = false,
): Fault | undefined {
  if (result === undefined || result.failures.length === 0) return undefined;
  const failures = result.failures.map(({ name, reason }) => `${name} (${reason})`).join(", ");
  const undone = wasOn ? "It was on before and stays on." : "What was begun is undone.";
  return {
    error: new JetsError(
      "partial",
      `The ${role} maintenance of ${context.stack} is only partly ${to}: ${failures}.`,
      to === "on" ? undone : `Finish the job with \`${context.commandLine("off")}\`.`,
    ),
  };
}

function errorOf(errors: readonly unknown[]): unknown {
  const [cause, ...others] = errors;
  if (others.length === 0) return cause;
  const message = `${messageOf(cause)} After that: ${others.map(messageOf).join(" ")}`;
  return new AggregateError(errors, message, { cause });
}
