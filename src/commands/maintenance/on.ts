import { Command, Option } from "commander";
import { addApplicationsOptions } from "../options/application.js";
import { dryRunOption, rehearse } from "./dry-run.js";
import {
  breakLockOption,
  duringDeploymentOption,
  lockTimeoutOption,
  reasonOption,
  verifyOptionsOfRole,
  waitOption,
} from "../options/options.js";
import { allOption, roleOption } from "../options/role.js";
import { isPlural } from "../options/plural.js";
import type { Session, Start } from "../session.js";
import { decline, isAgreed, verifyCanAsk } from "./question.js";
import { carryOut, withTurns, type AskedTurn, type Turns } from "./turn.js";
import { forOption, verifyCanExpire, withExpiry } from "../options/expiry.js";
import { addFleetOptions, cautionOptions, expectOption, verifySingular } from "../options/fleet.js";
import { addKeepEventsOptions, withKeepEvents } from "../options/keep-events.js";
import { webFlagOption } from "../options/web-flag.js";
import { addPageOptions, resolveUntil } from "../options/page.js";
import { addSelectionOptions } from "../options/selection.js";

/** `jets maintenance:on`. */
export function onCommand(start: Start): Command {
  const command = new Command("on").description("Turn maintenance on; asks first");
  return addFleetOptions(addApplicationsOptions(addOnOptions(command)), [expectOption(), ...cautionOptions()])
    .addHelpText(
      "after",
      '\nExample:\n  $ jets maintenance:on --role worker --yes\n  $ jets maintenance:on --message "Moving house" --until 2h --with-secret',
    )
    .action(start(runOn));
}

/** Adds what `on` and `run` have in common, but for what says which application. */
export function addOnOptions(command: Command): Command {
  command
    .addOption(roleOption())
    .addOption(allOption())
    .option("-y, --yes", "do not ask for confirmation")
    .addOption(reasonOption())
    .addOption(dryRunOption())
    .addOption(waitOption())
    .addOption(onEventLossOption())
    .addOption(duringDeploymentOption())
    .addOption(breakLockOption())
    .addOption(lockTimeoutOption());
  return addPageOptions(addKeepEventsOptions(addSelectionOptions(command)))
    .addOption(forOption())
    .option(
      "--with-secret",
      "web: let requests with a new secret through; printed once; replaces any earlier secret",
    )
    .addOption(webFlagOption());
}

const onEventLossOption = (): Option =>
  new Option(
    "--on-event-loss <how>",
    "worker: what to do if events are lost, or may be lost, while workers are stopped: warn (default) or fail",
  ).choices(["warn", "fail"]);

/** Asks unless `--yes` is given, then turns maintenance on. Resolves to the exit code. */
async function runOn(given: AskedTurn, session: Session): Promise<number> {
  verifyOptionsOfRole(given);
  if (isPlural(given)) return (await import("../fleet/index.js")).turnFleetOn(given, session);
  verifySingular("maintenance:on", given);
  return withAgreedTurns(given, session, carryOut);
}

/**
 * Checks the options, shows what would change with `--dry-run`, or asks unless `--yes` is given, and goes on with `use`.
 * Resolves to the exit code.
 */
export async function withAgreedTurns(
  given: AskedTurn,
  session: Session,
  use: (turns: Turns) => Promise<number>,
): Promise<number> {
  const { options, asks } = await prepared(given, session);
  const { dryRun } = options;
  return withTurns("on", options, session, async (turns) => {
    verifyCanExpire(options, turns.context.webFlag);
    if (dryRun === true) return rehearse(turns);
    if (!asks) return use(turns);
    if (!(await isAgreed(turns))) return decline(turns);
    // verify() has already listed the events at risk.
    const named = turns.turns.map((turn) => ({ ...turn, options: { ...turn.options, eventsNamed: true } }));
    return use({ ...turns, turns: named });
  });
}

/**
 * The options with what the configuration file and the clock add to them, and whether to ask.
 * @throws JetsError `usage` where they do not go together, or a question could not be answered
 */
export async function prepared<Options extends AskedTurn>(
  given: Options,
  session: Session,
): Promise<{ readonly options: Options; readonly asks: boolean }> {
  const known = await withKeepEvents(given, session);
  const options = await withExpiry(resolveUntil(known, session.clock), session);
  const asks = options.dryRun !== true && options.yes !== true;
  if (asks) verifyCanAsk(session.terminal);
  return { options, asks };
}
