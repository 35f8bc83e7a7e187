import { Command } from "commander";
import { addApplicationsOptions } from "../options/application.js";
import { dryRunOption, rehearse } from "./dry-run.js";
import {
  breakLockOption,
  duringDeploymentOption,
  lockTimeoutOption,
  verifyOptionsOfRole,
  waitOption,
} from "../options/options.js";
import { allOption, roleOption } from "../options/role.js";
import { isPlural } from "../options/plural.js";
import type { Session, Start } from "../session.js";
import { carryOut, withTurns, type AskedTurn } from "./turn.js";
import { addFleetOptions, expectOption, verifySingular } from "../options/fleet.js";
import { addReplayOptions } from "../options/replay.js";
import { webFlagOption } from "../options/web-flag.js";

/** `jets maintenance:off`. */
export function offCommand(start: Start): Command {
  const command = new Command("off")
    .description("Turn maintenance off and restore the saved settings")
    .addOption(roleOption())
    .addOption(allOption())
    .option("-y, --yes", "accepted as for maintenance:on, but off never asks")
    .addOption(dryRunOption())
    .addOption(waitOption())
    .option(
      "--force",
      "worker: restore saved values even if they were changed meanwhile; lists each value that it overwrites",
    )
    .option(
      "--salvage",
      "worker: restore what is intact in a damaged journal, list the functions whose settings are unknown, keep the journal, and exit with 3",
    )
    .option("--no-replay", "worker: leave the events that were kept in the queue")
    .addOption(duringDeploymentOption())
    .addOption(breakLockOption())
    .addOption(lockTimeoutOption())
    .addOption(webFlagOption());
  return addFleetOptions(addApplicationsOptions(addReplayOptions(command)), [expectOption()])
    .addHelpText("after", "\nExample:\n  $ jets maintenance:off --role worker")
    .action(start(runOff));
}

/** Turns maintenance off; never asks. Resolves to the exit code. */
async function runOff(options: AskedTurn, session: Session): Promise<number> {
  verifyOptionsOfRole(options);
  if (isPlural(options)) return (await import("../fleet/index.js")).turnFleetOff(options, session);
  verifySingular("maintenance:off", options);
  return withTurns("off", options, session, options.dryRun === true ? rehearse : carryOut);
}
