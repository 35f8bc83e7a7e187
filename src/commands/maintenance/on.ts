import { Command, Option } from "commander";
import { dryRunOption } from "./dry-run.js";
import {
  addApplicationOptions,
  breakLockOption,
  duringDeploymentOption,
  reasonOption,
  roleOption,
  waitOption,
} from "../options/options.js";
import type { Start } from "../session.js";
import { turnOnAfterAsking } from "./turn.js";
import { webFlagOption } from "../options/web-flag.js";
import { addPageOptions } from "../options/page.js";
import { addSelectionOptions } from "../options/selection.js";

/** `jets maintenance:on`. */
export function onCommand(start: Start): Command {
  const command = new Command("on")
    .description("Turn maintenance on, after asking")
    .addOption(roleOption())
    .option("-y, --yes", "do not ask")
    .addOption(reasonOption())
    .addOption(dryRunOption())
    .addOption(waitOption())
    .addOption(onEventLossOption())
    .addOption(duringDeploymentOption())
    .addOption(breakLockOption());
  addPageOptions(addSelectionOptions(command))
    .option(
      "--with-secret",
      "web: let those past who have a new secret; it is said once, on stderr (with --json in the document), and an older one is worthless from then on",
    )
    .addOption(webFlagOption());
  return addApplicationOptions(command)
    .addHelpText(
      "after",
      '\nExample:\n  $ jets maintenance:on --role worker --yes\n  $ jets maintenance:on --message "Moving house" --until 2h --with-secret',
    )
    .action(start(turnOnAfterAsking));
}

const onEventLossOption = (): Option =>
  new Option(
    "--on-event-loss <how>",
    "worker: warn of events that are lost meanwhile, as without it, or refuse to go on where some are, or where it cannot be told",
  ).choices(["warn", "fail"]);
