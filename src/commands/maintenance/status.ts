import { Command } from "commander";
import { commandLine } from "../../run/command-line.js";
import { untilInterrupted } from "../../run/with-aws.js";
import type { Role } from "../../maintenance/context.js";
import type { Opened, RoleStatus, State } from "../../maintenance/result.js";
import { answerJson, rolesDocument } from "../../terminal/views/json.js";
import { answer, say, type Terminal } from "../../terminal/terminal.js";
import { inApplication } from "../application.js";
import type { Session, Start } from "../session.js";
import { addApplicationOptions } from "../options/application.js";
import { configured } from "../options/configured.js";
import { verifyOptionsOfRole, type StatusOptions } from "../options/options.js";
import { roleOption, rolesOf } from "../options/role.js";
import { webFlagOption } from "../options/web-flag.js";
import { titleOf, type Direction } from "./words.js";

/** What `--exit-code` answers. */
const stateExitCodes: Record<State, number> = { on: 0, off: 5, partial: 3 };

/** `jets maintenance:status`. */
export function statusCommand(start: Start): Command {
  const command = new Command("status")
    .description("Show whether maintenance is on or off")
    .addOption(roleOption())
    .option("-a, --all", "show the state of both roles; --role is ignored")
    .option("--exit-code", "exit with 0 for on, 5 for off, 3 for partly on or if the roles differ")
    .addOption(webFlagOption());
  return addApplicationOptions(command)
    .addHelpText("after", "\nExample:\n  $ jets maintenance:status --all --stack demo-dev")
    .action(start(showStatus));
}

/** Prints the state on stdout, everything else on stderr. Exits 0 whatever the state, unless `--exit-code` is given. */
export function showStatus(options: StatusOptions, session: Session): Promise<number> {
  const asked = rolesOf(options);
  const isOfAll = asked.length > 1;
  if (!isOfAll) verifyOptionsOfRole(options);
  return inApplication(options, session, async (context, region) => {
    const { getStatus } = await session.loadUseCases();
    // Of workers, what was chosen when maintenance was turned on counts.
    const configurable = asked.filter((role) => role === "web");
    const chosen = await configured(context, configurable, options, session.terminal);
    const found = Promise.all(asked.map((role) => getStatus(role, chosen)));
    const statuses = await untilInterrupted(found, context.signal);
    const place = { ...options, stack: context.stack };
    const lines = await Promise.all(statuses.map((status) => linesOf(status, place, session.terminal)));
    say(session.terminal, ...lines.flat());
    // The header is the last line on stderr: right above the state where both are one terminal.
    say(
      session.terminal,
      `${isOfAll ? "Maintenance" : asked.map((role) => `${titleOf(role)} maintenance`).join("")} status for ${context.stack}`,
    );
    if (options.json) answerJson(rolesDocument(context.stack, region, statuses), session.terminal);
    else answer(session.terminal, ...statuses.map((status) => stateLine(status, isOfAll)));
    return options.exitCode ? exitCodeOf(statuses) : 0;
  });
}

// A pipe gets what it has always got. The web role alone says no more than its state anywhere.
async function linesOf(
  status: RoleStatus,
  place: StatusOptions,
  { stderr }: Terminal,
): Promise<readonly string[]> {
  const { role, opened, functions } = status;
  const notes = notesOf(status, place);
  const isLookedAt = stderr.isTTY === true;
  if (opened === undefined || (role === "web" && !(isLookedAt && rolesOf(place).length > 1))) return notes;
  if (!isLookedAt || role === "web") return [openedLine(role, opened), ...notes];
  const { statusTable } = await import("../../terminal/views/status-table.js");
  return [openedLine(role, opened), ...statusTable(functions, stderr), ...notes];
}

function openedLine(role: Role, { by, since, reason }: Opened): string {
  const why = reason === undefined ? "" : `: ${reason}`;
  return `${titleOf(role)} maintenance was turned on by ${by} at ${since}${why}`;
}

// stdout says off: that the truth is in between must be seen here, and how to leave it.
function notesOf(status: RoleStatus, place: StatusOptions): readonly string[] {
  const { role, state, notes } = status;
  if (state !== "partial") return notes;
  const line = (to: Direction): string => commandLine(to, { ...place, role });
  return [
    `${titleOf(role)} maintenance is partly on${role === "web" ? "" : `: ${countOf(status)}`}`,
    ...notes,
    ...leftAlone(status),
    `To finish the job, run: ${line("on")}`,
    `To bring everything back, run: ${line("off")}`,
  ];
}

function countOf({ functions }: RoleStatus): string {
  const concerned = functions.filter(({ note }) => note === undefined);
  const running = concerned.filter(({ state }) => state !== "on");
  if (concerned.length === 0) return "no worker is left to stop";
  return `${running.length} of ${concerned.length} are not stopped`;
}

/** Where no worker is concerned, these are why. */
const leftAlone = ({ role, functions }: RoleStatus): string[] =>
  role === "worker" && functions.every(({ note }) => note !== undefined)
    ? functions.map(({ name, note = "" }) => `${name} is left alone: ${note}`)
    : [];

function stateLine({ role, state }: RoleStatus, isOfAll: boolean): string {
  return `${isOfAll ? `${role} ` : ""}${state === "on" ? "on" : "off"}`;
}

function exitCodeOf(statuses: readonly RoleStatus[]): number {
  const [state, ...others] = new Set(statuses.map((status) => status.state));
  return stateExitCodes[state === undefined || others.length > 0 ? "partial" : state];
}
