import { Command, Option } from "commander";
import { JetsError } from "../../maintenance/errors.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { jsonLines } from "../../terminal/printable.js";
import { answer } from "../../terminal/terminal.js";
import { inApplication } from "../application.js";
import { addApplicationsOptions, type ApplicationOptions } from "../options/application.js";
import { addFleetOptions, verifySingular, type FleetOptions } from "../options/fleet.js";
import { configured } from "../options/configured.js";
import { eitherRoleOption, rolesOf, type RoleOptions } from "../options/role.js";
import { withKeepEvents } from "../options/keep-events.js";
import { addSelectionOptions, type SelectionOptions } from "../options/selection.js";
import { isPlural } from "../options/plural.js";
import type { Session, Start } from "../session.js";
import { webFlagOption, type WebFlagOptions } from "../options/web-flag.js";

/** The options of `maintenance:policy`. */
export interface PolicyOptions extends ApplicationOptions, FleetOptions, SelectionOptions, WebFlagOptions {
  readonly keepEvents?: boolean;
  readonly printStackset?: boolean;
  /** Both unless given. */
  readonly role?: RoleOptions["role"];
}

const help = `
The policy lists the workers that are deployed now. Where that would exceed IAM's
limit of 6,144 characters, it uses name patterns instead. For many applications it
is one policy for each account, from their names alone.

Example:
  $ jets maintenance:policy --role web > policy.json`;

/** `jets maintenance:policy`. */
export function policyCommand(start: Start): Command {
  const command = new Command("policy")
    .description("Print the minimal IAM policy for maintenance of this application, as JSON")
    .addOption(eitherRoleOption())
    .option("--keep-events", "with what keeping and replaying events takes");
  const asked = addSelectionOptions(command).addOption(webFlagOption());
  return addFleetOptions(addApplicationsOptions(asked), [printStacksetOption()])
    .addHelpText("after", help)
    .action(start(showPolicy));
}

const printStacksetOption = (): Option =>
  new Option("--print-stackset", "with --fleet: a CloudFormation template with its roles and this policy");

/** A template makes the roles that a fleet names. @throws JetsError `usage` */
function verifyTemplate({ printStackset, fleet }: PolicyOptions): void {
  if (printStackset !== true || fleet !== undefined) return;
  throw new JetsError(
    "usage",
    "--print-stackset needs --fleet.",
    "Add --fleet NAME, or remove --print-stackset.",
  );
}

/** Prints the policy on stdout, the same with `--json` and without. */
async function showPolicy(options: PolicyOptions, session: Session): Promise<number> {
  verifyTemplate(options);
  if (isPlural(options)) return (await import("../fleet/index.js")).showFleetPolicy(options, session);
  verifySingular("maintenance:policy", options);
  const asked = rolesOf({ role: "all", ...options });
  return inApplication({ role: "web", ...options }, session, async (context) => {
    const { getPolicy } = await session.loadUseCases();
    const chosen = await configured(context, asked, options, session.terminal);
    const keeping = await withKeepEvents({ role: "all", ...options }, session);
    const policy = await untilInterrupted(getPolicy(asked, chosen, keeping), context.signal);
    answer(session.terminal, ...jsonLines(policy, 2));
    return 0;
  });
}
