import { Command } from "commander";
import { addApplicationOptions } from "../options/application.js";
import { dryRunOption, rehearse } from "./dry-run.js";
import {
  breakLockOption,
  duringDeploymentOption,
  roleOption,
  verifyOptionsOfRole,
  waitOption,
  type TurnOptions,
} from "../options/options.js";
import type { Session, Start } from "../session.js";
import { carryOut, withTurn } from "./turn.js";
import { webFlagOption } from "../options/web-flag.js";

/** `jets maintenance:off`. */
export function offCommand(start: Start): Command {
  const command = new Command("off")
    .description("Turn maintenance off and bring back what was")
    .addOption(roleOption())
    .option("-y, --yes", "accepted as for maintenance:on; nothing is asked here")
    .addOption(dryRunOption())
    .addOption(waitOption())
    .option(
      "--force",
      "worker: restore saved values even where somebody else changed them; each value that is overwritten is named",
    )
    .option(
      "--salvage",
      "worker: restore what is intact of a damaged journal, name the functions whose settings cannot be known, keep the journal, and exit with 3",
    )
    .addOption(duringDeploymentOption())
    .addOption(breakLockOption())
    .addOption(webFlagOption());
  return addApplicationOptions(command)
    .addHelpText("after", "\nExample:\n  $ jets maintenance:off --role worker")
    .action(start(runOff));
}

/** Turns maintenance off; never asks. Resolves to the exit code. */
async function runOff(options: TurnOptions, session: Session): Promise<number> {
  verifyOptionsOfRole(options);
  return withTurn("off", options, session, options.dryRun === true ? rehearse : carryOut);
}
