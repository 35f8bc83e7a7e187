import { Command } from "commander";
import { commandLine } from "../../run/command-line.js";
import { untilInterrupted } from "../../run/with-aws.js";
import type { RoleStatus, State } from "../../maintenance/result.js";
import { answerStatus } from "../../terminal/views/status.js";
import { inApplication } from "../application.js";
import { isPlural } from "../options/plural.js";
import type { Session, Start } from "../session.js";
import { addApplicationsOptions } from "../options/application.js";
import { addFleetOptions, verifySingular } from "../options/fleet.js";
import { configured } from "../options/configured.js";
import { verifyOptionsOfRole, type StatusOptions } from "../options/options.js";
import { roleOption, rolesOf } from "../options/role.js";
import { webFlagOption } from "../options/web-flag.js";

/** What `--exit-code` answers. */
export const stateExitCodes: Record<State, number> = { on: 0, off: 5, partial: 3 };

/** `jets maintenance:status`. */
export function statusCommand(start: Start): Command {
  const command = new Command("status")
    .description("Show whether maintenance is on or off")
    .addOption(roleOption())
    .option("-a, --all", "show the state of both roles; --role is ignored")
    .option("--exit-code", "exit with 0 for on, 5 for off, 3 for partly on or if the roles differ")
    .addOption(webFlagOption());
  return addFleetOptions(addApplicationsOptions(command))
    .addHelpText("after", "\nExample:\n  $ jets maintenance:status --all --stack demo-dev")
    .action(start(showStatus));
}

/** Prints the state on stdout, everything else on stderr. Exits 0 whatever the state, unless `--exit-code` is given. */
async function showStatus(options: StatusOptions, session: Session): Promise<number> {
  const asked = rolesOf(options);
  if (asked.length === 1) verifyOptionsOfRole(options);
  if (isPlural(options)) return (await import("../fleet/index.js")).showFleetStatus(options, session);
  verifySingular("maintenance:status", options);
  return inApplication(options, session, async (context, region) => {
    const { getStatus } = await session.loadUseCases();
    // Of workers, what was chosen when maintenance was turned on counts.
    const configurable = asked.filter((role) => role === "web");
    const chosen = await configured(context, configurable, options, session.terminal);
    const found = Promise.all(asked.map((role) => getStatus(role, chosen)));
    const statuses = await untilInterrupted(found, context.signal);
    await answerStatus(
      {
        stack: context.stack,
        region,
        statuses,
        commandLine: (to, role) => commandLine(to, { ...options, stack: context.stack, role }),
      },
      options.json === true,
      session.terminal,
    );
    return options.exitCode ? exitCodeOf(statuses) : 0;
  });
}

function exitCodeOf(statuses: readonly RoleStatus[]): number {
  const [state, ...others] = new Set(statuses.map((status) => status.state));
  return stateExitCodes[state === undefined || others.length > 0 ? "partial" : state];
}
