import { Command, Option } from "commander";
import { addApplicationOptions } from "../options/application.js";
import { dryRunOption, rehearse } from "./dry-run.js";
import {
  breakLockOption,
  duringDeploymentOption,
  reasonOption,
  roleOption,
  verifyOptionsOfRole,
  waitOption,
  type TurnOptions,
} from "../options/options.js";
import type { Session, Start } from "../session.js";
import { decline, isAgreed, verifyCanAsk } from "./question.js";
import { carryOut, withTurn } from "./turn.js";
import { forOption, verifyCanExpire, withExpiry } from "../options/expiry.js";
import { webFlagOption } from "../options/web-flag.js";
import { addPageOptions, resolveUntil } from "../options/page.js";
import { addSelectionOptions } from "../options/selection.js";

/** `jets maintenance:on`. */
export function onCommand(start: Start): Command {
  const command = new Command("on")
    .description("Turn maintenance on; asks first")
    .addOption(roleOption())
    .option("-y, --yes", "do not ask for confirmation")
    .addOption(reasonOption())
    .addOption(dryRunOption())
    .addOption(waitOption())
    .addOption(onEventLossOption())
    .addOption(duringDeploymentOption())
    .addOption(breakLockOption());
  addPageOptions(addSelectionOptions(command))
    .addOption(forOption())
    .option(
      "--with-secret",
      "web: let requests with a new secret through; printed once; replaces any earlier secret",
    )
    .addOption(webFlagOption());
  return addApplicationOptions(command)
    .addHelpText(
      "after",
      '\nExample:\n  $ jets maintenance:on --role worker --yes\n  $ jets maintenance:on --message "Moving house" --until 2h --with-secret',
    )
    .action(start(runOn));
}

const onEventLossOption = (): Option =>
  new Option(
    "--on-event-loss <how>",
    "worker: what to do if events are lost, or may be lost, while workers are stopped: warn (default) or fail",
  ).choices(["warn", "fail"]);

/** Asks unless `--yes` is given, then turns maintenance on. Resolves to the exit code. */
async function runOn(given: TurnOptions, session: Session): Promise<number> {
  verifyOptionsOfRole(given);
  const options = await withExpiry(resolveUntil(given, session.clock), session);
  const { dryRun, yes } = options;
  const asks = dryRun !== true && yes !== true;
  if (asks) verifyCanAsk(session.terminal);
  return withTurn("on", options, session, async (turn) => {
    verifyCanExpire(options, turn.context.webFlag);
    if (dryRun === true) return rehearse(turn);
    if (!asks) return carryOut(turn);
    if (!(await isAgreed(turn))) return decline(turn);
    // verify() has already listed the events at risk.
    return carryOut({ ...turn, options: { ...options, eventsNamed: true } });
  });
}
