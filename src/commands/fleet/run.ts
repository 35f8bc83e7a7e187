import { basename } from "node:path";
import { defined } from "../../defined.js";
import type { Application } from "../../fleet/applications.js";
import type { Context } from "../../maintenance/context.js";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import type { Begun } from "../../maintenance/begun.js";
import { comeBack, goIn, type Started } from "../../run/during.js";
import { follow } from "../../run/with-aws.js";
import { about, type Terminal } from "../../terminal/terminal.js";
import { printError } from "../../terminal/views/error.js";
import { nameOfApplication } from "../../terminal/views/fleet/outcomes.js";
import { sayResult } from "../../terminal/views/turn.js";
import { runCommand, type Ended } from "../maintenance/command.js";
import { sayBegun, sayWayBack, skip } from "../maintenance/run.js";
import { combined, turnsOf, type Turn } from "../maintenance/turn.js";
import type { Session } from "../session.js";
import type { Fleet } from "./fleet.js";
import { withAgreedFleet, type AgreedFleet, type FleetOnOptions } from "./on.js";
import { shownFor, type FleetTurn } from "./turn.js";
import { inApplicationOf } from "./target.js";
import { sayInterruptions } from "../maintenance/interruption.js";

/** An application that is in maintenance for as long as the command runs, or half-way there. */
interface Entered {
  readonly application: Application;
  readonly started: readonly Started<Turn>[];
  /** The exit code of what went wrong. */
  readonly fault?: number;
  /** Lets go of AWS. */
  readonly leave: () => Promise<void>;
}

/**
 * Turns maintenance on in many applications, runs the command, and turns maintenance off again where it was turned on,
 * whatever becomes of the command. The command runs if no more targets than `--max-failures` are missing. Resolves to the exit
 * code: the command's, unless that is 0 and something else went wrong.
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
    const entered = await sayInterruptions(shownFor(way, fleet.session), () => enterAll(agreed));
    const faults = [...fleet.troubles.map(() => 1), ...entered.flatMap(({ fault }) => fault ?? [])];
    const isReady = faults.length <= fleet.maxFailures && !fleet.session.signal.aborted;
    const ended = isReady
      ? await runCommand([name, ...args], session)
      : skip(combined(faults) || exitCodes.interrupted, session);
    const back = await leaveAll(entered, fleet, { ...ended.signals, wait: given.wait === true });
    const missing = faults.length > 0 ? [exitCodes.partial] : [];
    return ended.exitCode === 0 ? combined([...missing, ...back]) : ended.exitCode;
  });
}

/** Going in stops at the first target too many that fails; what runs by then goes on to its end. */
function enterAll({ fleet, applications, way }: AgreedFleet): Promise<readonly Entered[]> {
  let failures = fleet.troubles.length;
  return fleet.forEach("Turning on", applications, async (application) => {
    const mayStart = !fleet.session.signal.aborted && failures <= fleet.maxFailures;
    const entered = mayStart ? await enter(application, fleet, way) : notTried(application);
    if (entered.fault !== undefined) failures += 1;
    return entered;
  });
}

const notTried = (application: Application): Entered => ({
  application,
  started: [],
  fault: exitCodes.failed,
  leave: () => Promise.resolve(),
});

/** AWS stays within reach until the command has ended: the lock's heartbeat needs it. */
async function enter(application: Application, { session }: Fleet, way: FleetTurn): Promise<Entered> {
  const latch = createLatch();
  const terminal = about(nameOfApplication(application), session.terminal);
  const faultOf = (error: unknown): number => printError(error, terminal);
  let tellEntered = (_: Omit<Entered, "leave">): void => undefined;
  const entered = new Promise<Omit<Entered, "leave">>((resolve) => (tellEntered = resolve));
  const whole = inApplicationOf(application, way.asked, session, async (reached) => {
    const { turns } = await turnsOf({ to: "on", ...reached });
    const meant = turns.filter(({ options }) => way.rolesOf(application).includes(options.role));
    const begin = (turn: Turn): Promise<Begun> => beginOne(turn, way);
    const gone = await goIn(meant, { begin, faultIn: sayBegun, faultOf, signal: session.signal });
    tellEntered({ application, ...gone });
    await latch.opened;
  }).catch((error: unknown) => {
    tellEntered({ application, started: [], fault: faultOf(error) });
  });
  const leave = (): Promise<void> => {
    latch.open();
    return whole;
  };
  return { ...(await entered), leave };
}

/** Something to wait for until it is opened. */
function createLatch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    opened,
    open: () => {
      open();
    },
  };
}

async function beginOne({ options, context, session }: Turn, { secret }: FleetTurn): Promise<Begun> {
  const { begin } = await session.loadUseCases();
  const bypassHash = options.role === "web" ? secret?.hash : undefined;
  return begin(options.role, context, { ...options, ...defined({ bypassHash }) });
}

/** Brings back all that was begun, each whatever becomes of the others. Resolves to the exit codes of what went wrong. */
async function leaveAll(
  entered: readonly Entered[],
  { forEach, session }: Fleet,
  { wait, ...signals }: Ended["signals"] & { readonly wait: boolean },
): Promise<readonly number[]> {
  const { signal, unfollow } = follow(signals.signal);
  const later = { ...session, ...signals, signal };
  const byApplication = new Map(entered.map((one) => [one.application, one]));
  const codes = await forEach("Turning off", [...byApplication.keys()], async (application) => {
    const { started = [] } = byApplication.get(application) ?? {};
    const terminal = about(nameOfApplication(application), session.terminal);
    return comeBack(started, {
      wait,
      reach: (use) => reachAgain(application, started, later, use),
      end: (one) => endOne(one, terminal),
      faultOf: (error) => {
        const code = printError(error, terminal);
        for (const { turn } of started.toReversed()) sayWayBack(turn);
        return code;
      },
    });
  });
  await Promise.all(entered.map(({ leave }) => leave()));
  unfollow();
  return codes.flat();
}

/** Something was changed: an outage is ridden out as long as in the middle of a run. */
async function reachAgain(
  application: Application,
  started: readonly Started<Turn>[],
  later: Session,
  use: (context: Context) => Promise<void>,
): Promise<void> {
  const [first] = started;
  if (first === undefined) return;
  const asked = { ...first.turn.options, hasChanged: true };
  await inApplicationOf(application, asked, later, ({ context }) => use(context));
}

async function endOne(
  { turn, begun: { end, wasOn } }: Started<Turn>,
  terminal: Terminal,
): Promise<number | undefined> {
  try {
    const result = await end(turn.context, turn.options);
    return result === undefined ? undefined : sayResult({ ...turn, to: "off" }, result);
  } catch (error) {
    const code = printError(error, terminal);
    if (wasOn || (error instanceof JetsError && error.code === "lock_lost")) return undefined;
    sayWayBack(turn);
    return code;
  }
}
