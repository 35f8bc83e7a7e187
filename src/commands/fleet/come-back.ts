import type { Context } from "../../maintenance/context.js";
import { JetsError } from "../../maintenance/errors.js";
import { comeBack, type Started } from "../../run/during.js";
import { follow } from "../../run/with-aws.js";
import { inWords } from "../../maintenance/in-words.js";
import { about, say, type Terminal } from "../../terminal/terminal.js";
import { printError } from "../../terminal/views/error.js";
import { nameOfApplication } from "../../terminal/views/fleet/outcomes.js";
import { sayResult } from "../../terminal/views/turn.js";
import type { Ended } from "../maintenance/command.js";
import { sayInterruptions } from "../maintenance/interruption.js";
import { sayWayBack } from "../maintenance/run.js";
import type { Turn } from "../maintenance/turn.js";
import type { Session } from "../session.js";
import type { Entered } from "./enter.js";
import type { AgreedFleet } from "./on.js";
import { inApplicationOf } from "./target.js";
import { shownFor } from "./turn.js";

/** How a way back is interrupted, and whether it waits for full effect. */
type Terms = Ended["signals"] & { readonly wait: boolean };

/**
 * Brings back all that was begun, each whatever becomes of the others, with credentials that are found anew: the command may
 * have taken hours. Resolves to the exit codes of what went wrong.
 */
export async function comeBackAll(
  { fleet, way }: AgreedFleet,
  entered: readonly Entered[],
  { wait, ...signals }: Terms,
): Promise<readonly number[]> {
  const { signal, unfollow } = follow(signals.signal);
  const later = { ...fleet.session, ...signals, signal };
  const anew = fleet.anew(later);
  const begun = new Map(entered.map((one) => [one.application, one.started]));
  const work = (): Promise<readonly (readonly number[])[]> =>
    fleet.forEach("Turning off", [...begun.keys()], (application) =>
      comeBackOne(begun.get(application) ?? [], {
        terminal: about(nameOfApplication(application), later.terminal),
        wait,
        reach: async (asked, use) => {
          const again = await anew(application);
          await inApplicationOf(again, { ...asked, hasChanged: true }, later, ({ context }) => use(context));
        },
      }),
    );
  try {
    const codes = (await sayInterruptions(shownFor({ ...way, to: "off" }, later), work)).flat();
    const begunRoles = entered.flatMap(({ started }) => started).length;
    if (begunRoles > 0)
      say(
        later.terminal,
        codes.length === 0
          ? `All is as it was before: ${inWords(begunRoles, "target")}`
          : `${codes.length} of ${inWords(begunRoles, "target")} could not be brought back`,
      );
    return codes;
  } finally {
    await Promise.all(entered.map(({ leave }) => leave()));
    unfollow();
  }
}

/** How one application comes back. */
interface WayBack {
  readonly terminal: Terminal;
  readonly wait: boolean;
  readonly reach: (asked: Turn["options"], use: (context: Context) => Promise<void>) => Promise<void>;
}

function comeBackOne(
  started: readonly Started<Turn>[],
  { terminal, wait, reach }: WayBack,
): Promise<readonly number[]> {
  const [first] = started;
  return comeBack(started, {
    wait,
    reach: async (use) => {
      if (first !== undefined) await reach(first.turn.options, use);
    },
    end: (one) => endOne(one, terminal),
    faultOf: (error) => {
      const code = printError(error, terminal);
      for (const { turn } of started.toReversed()) sayWayBack(turn);
      return code;
    },
  });
}

async function endOne(
  { turn, begun: { end } }: Started<Turn>,
  terminal: Session["terminal"],
): Promise<number | undefined> {
  try {
    const result = await end(turn.context, turn.options);
    return result === undefined ? undefined : sayResult({ ...turn, to: "off" }, result) || undefined;
  } catch (error) {
    const code = printError(error, terminal);
    if (error instanceof JetsError && error.code === "lock_lost") return undefined;
    sayWayBack(turn);
    return code;
  }
}
