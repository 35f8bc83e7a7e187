import { Command } from "commander";
import { untilInterrupted } from "../../run/with-aws.js";
import { exitCodes } from "../../maintenance/errors.js";
import { inApplication } from "../application.js";
import { addApplicationsOptions, type ApplicationOptions } from "../options/application.js";
import { addFleetOptions, verifySingular, type FleetOptions } from "../options/fleet.js";
import { allOption, eitherRoleOption, rolesOf, type RoleOptions } from "../options/role.js";
import { isPlural } from "../options/plural.js";
import type { Session, Start } from "../session.js";

/** The options of `maintenance:history`. */
interface HistoryOptions extends ApplicationOptions, FleetOptions {
  /** Both unless given. */
  readonly role?: RoleOptions["role"];
  readonly all?: boolean;
}

const help = `
The newest run comes last. The last 20 runs of the worker role and the last 100
values of the web flag are kept.

Example:
  $ jets maintenance:history --role worker`;

/** `jets maintenance:history`. */
export function historyCommand(start: Start): Command {
  const command = new Command("history")
    .description("Show who turned maintenance on and off, when, for how long, why, and the result")
    .addOption(eitherRoleOption())
    .addOption(allOption());
  return addFleetOptions(addApplicationsOptions(command))
    .addHelpText("after", help)
    .action(start(showHistory));
}

/** Prints what is on record; exits 1 where a record can't be trusted, which does not hide the others. */
async function showHistory(options: HistoryOptions, session: Session): Promise<number> {
  if (isPlural(options)) {
    const { showFleetHistory } = await import("../fleet/index.js");
    return showFleetHistory({ role: "all", ...options }, session);
  }
  verifySingular("maintenance:history", options);
  const asked = rolesOf({ role: "all", ...options });
  return inApplication({ role: "web", ...options }, session, async (context, region) => {
    const { getHistory } = await session.loadUseCases();
    const { answerHistory } = await import("../../terminal/views/history.js");
    const history = await untilInterrupted(getHistory(asked, context), context.signal);
    answerHistory({ stack: context.stack, region, ...history }, options.json === true, session.terminal);
    return history.damages.length === 0 ? 0 : exitCodes.journal_damaged;
  });
}
