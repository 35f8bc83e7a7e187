import type { Role } from "../../maintenance/context.js";
import type { Opened, RoleStatus } from "../../maintenance/result.js";
import { answer, say, type Terminal } from "../terminal.js";
import { answerJson } from "./json.js";
import { rolesDocument, titleOf } from "./role.js";

/** What was found of the roles of one application. */
interface StatusFound {
  readonly stack: string;
  readonly region: string;
  /** One, or both. */
  readonly statuses: readonly RoleStatus[];
  /** What to type to turn a role on or off. */
  readonly commandLine: (to: "on" | "off", role: Role) => string;
}

/** Prints the state on stdout, as JSON or one line for each role, and everything else on stderr. */
export async function answerStatus(found: StatusFound, json: boolean, terminal: Terminal): Promise<void> {
  const { stack, region, statuses } = found;
  const lines = await Promise.all(statuses.map((status) => linesOf(status, found, terminal)));
  // The header is the last line on stderr: right above the state where both are one terminal.
  say(terminal, ...lines.flat(), `${headerOf(statuses)} status for ${stack}`);
  if (json) answerJson(rolesDocument(stack, region, statuses), terminal);
  else answer(terminal, ...statuses.map((status) => stateLine(status, statuses.length > 1)));
}

const headerOf = (statuses: readonly RoleStatus[]): string =>
  statuses.length > 1 ? "Maintenance" : statuses.map(({ role }) => `${titleOf(role)} maintenance`).join("");

// Output in a pipe must not change. The web role alone prints only its state.
async function linesOf(
  status: RoleStatus,
  found: StatusFound,
  { stderr }: Terminal,
): Promise<readonly string[]> {
  const { role, opened, functions } = status;
  const notes = statusNotes(status, found.commandLine);
  const isLookedAt = stderr.isTTY === true;
  if (opened === undefined || (role === "web" && !(isLookedAt && found.statuses.length > 1))) return notes;
  if (!isLookedAt || role === "web") return [openedLine(role, opened), ...notes];
  const { statusTable } = await import("./status-table.js");
  return [openedLine(role, opened), ...statusTable(functions, stderr), ...notes];
}

function openedLine(role: Role, { by, since, reason }: Opened): string {
  const why = reason === undefined ? "" : `: ${reason}`;
  return `${titleOf(role)} maintenance was turned on by ${by} at ${since}${why}`;
}

/** What there is to say of a role: of one that is partly on, also how to leave that state, since stdout says `off`. */
export function statusNotes(
  status: RoleStatus,
  commandLine: (to: "on" | "off", role: Role) => string,
): readonly string[] {
  const { role, state, notes } = status;
  if (state !== "partial") return notes;
  return [
    `${titleOf(role)} maintenance is partly on${role === "web" ? "" : `: ${countOf(status)}`}`,
    ...notes,
    ...leftAlone(status),
    `To finish the job, run: ${commandLine("on", role)}`,
    `To bring everything back, run: ${commandLine("off", role)}`,
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
