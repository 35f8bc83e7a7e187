import { exitCodes } from "../../maintenance/errors.js";
import type { Context, Role } from "../../maintenance/context.js";
import type { TurnResult } from "../../maintenance/result.js";
import { say, type Terminal } from "../terminal.js";
import { errorDocument } from "./error.js";
import { sayReplayed, sayWaiting } from "./replayed.js";
import { sayFinding } from "./finding.js";
import { answerJson } from "./json.js";
import { rolesDocument, titleOf, type RoleDocument } from "./role.js";

/** What the lines about one role's way on or off need to know of it. */
export interface ShownTurn {
  readonly to: "on" | "off";
  readonly options: { readonly role: Role; readonly json?: boolean };
  readonly context: Pick<Context, "stack" | "commandLine">;
  readonly region: string;
  readonly session: { readonly terminal: Terminal };
}

/** Says what the question is about. */
export function sayIntent(roles: readonly Role[], stack: string, terminal: Terminal): void {
  say(terminal, `Will enable ${roles.join(" and ")} maintenance mode for ${stack}`);
}

/** Says what begins now. */
export function sayStart({ to, options, context, session }: ShownTurn): void {
  const doing = to === "on" ? "Enabling" : "Disabling";
  say(session.terminal, `${doing} ${options.role} maintenance mode for ${context.stack}`);
}

/** Says how to get past the page with a new secret. `parameter` and `header` are the names that carry it. */
export function sayBypass(
  { secret, parameter, header }: Readonly<Record<"secret" | "parameter" | "header", string>>,
  terminal: Terminal,
): void {
  say(
    terminal,
    "To get past the page, shown only once:",
    `  link:   add ?${parameter}=${secret} to any address of the site`,
    `  header: ${header}: ${secret}`,
  );
}

/** Says what the first Ctrl-C does: until the next safe point nothing else would be seen to happen. */
export function sayInterrupted({ session }: Pick<ShownTurn, "session">): void {
  say(session.terminal, "Interrupted: stopping at the next safe point (Ctrl-C again stops at once)");
}

/** Says what the second Ctrl-C leaves behind. */
export function sayStoppedAtOnce({ to, options, context, session }: Omit<ShownTurn, "region">): void {
  const next = `Finish the job with: ${context.commandLine(to)}`;
  const left =
    options.role === "web"
      ? "."
      : ": saved settings stay in the journal, and other runs must wait two minutes (or use --break-lock).";
  say(session.terminal, `Stopped at once${left} ${next}`);
}

/** Prints the last line of a turn, or what is missing. Returns the exit code. */
export function sayResult(turn: ShownTurn, result: TurnResult): number {
  const { to, session } = turn;
  const { events } = result;
  if (events !== undefined && events.replayed + events.skipped > 0) sayReplayed(events, session.terminal);
  const stillWait = (events?.failures.length ?? 0) > 0;
  if (events !== undefined && stillWait) sayWaiting(events, remedyOf(turn, result), session.terminal);
  if (result.failures.length > 0) {
    sayFailures(turn, result, [`To finish the job, run: ${turn.context.commandLine(to)}`]);
    return exitCodes.partial;
  }
  const done = result.changed ? "has been turned" : "is already";
  say(session.terminal, `${titleOf(result.role)} maintenance ${done} ${to}`);
  return stillWait ? exitCodes.partial : 0;
}

/** While workers are stopped, `off` is the next thing to do, and replays them. */
const remedyOf = ({ context }: ShownTurn, { failures }: TurnResult): string[] =>
  failures.length > 0 ? [] : [`To replay them, run: ${context.commandLine("events")}`];

/** Names each worker that is not as asked, and what to do about it. */
export function sayFailures(
  { to, session }: Pick<ShownTurn, "to" | "session">,
  { role, failures }: Pick<TurnResult, "role" | "failures">,
  remedy: readonly string[],
): void {
  const count = failures.length === 1 ? "1 function is" : `${failures.length} functions are`;
  sayFinding(
    "error",
    [
      `${titleOf(role)} maintenance is only partly ${to}: ${count} not in the requested state`,
      ...failures.map(({ name, reason }) => `  ${name}: ${reason}`),
      ...remedy,
    ],
    session.terminal,
  );
}

/** Of a way in that ended early: what stands, and what was not tried. */
export function sayUnfinished(done: readonly ShownTurn[], untried: readonly ShownTurn[]): void {
  const [turn] = [...done, ...untried];
  if (turn?.to !== "on") return;
  const lines = [
    ...done.map(
      ({ options, context }) =>
        `${titleOf(options.role)} maintenance stays on. To turn it off, run: ${context.commandLine("off")}`,
    ),
    ...untried.map(
      ({ options, context }) =>
        `${titleOf(options.role)} maintenance was not tried. To turn it on, run: ${context.commandLine("on")}`,
    ),
  ];
  for (const line of lines) sayFinding("warning", [line], turn.session.terminal);
}

/** Prints the one document of a run with `--json`: what it did, or, where it did nothing, why it failed. */
export function answerTurns(turn: ShownTurn, documents: readonly RoleDocument[], error?: unknown): void {
  const { options, context, region, session } = turn;
  if (options.json !== true) return;
  const document =
    documents.length === 0 ? errorDocument(error) : rolesDocument(context.stack, region, documents);
  answerJson(document, session.terminal);
}
