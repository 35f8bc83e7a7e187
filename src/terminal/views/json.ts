import { JetsError } from "../../maintenance/errors.js";
import type {
  FunctionPlan,
  FunctionStatus,
  Opened,
  Plan,
  Role,
  Settings,
  State,
} from "../../maintenance/index.js";
import { messageOf } from "./error.js";
import { jsonLines } from "../printable.js";
import { answer, type Terminal } from "../terminal.js";

/** What a document tells of one role. */
export interface RoleDocument {
  readonly role: Role;
  readonly state: State;
  readonly changed?: boolean;
  readonly opened?: Opened;
  /** The secret that gets past the page, of the run that made it. */
  readonly bypass?: string;
  readonly functions: readonly FunctionStatus[];
}

/** Prints the one document of a command, as `docs/json.md` describes it. */
export function answerJson(document: object, terminal: Terminal): void {
  answer(terminal, ...jsonLines(document, terminal.stdout.isTTY === true ? 2 : undefined));
}

/** What on, off and status found or did. */
export function rolesDocument(stack: string, region: string, roles: readonly RoleDocument[]): object {
  return { stack, region, roles: Object.fromEntries(roles.map((role) => [role.role, roleOf(role)])) };
}

/** What a run would do. */
export function planDocument(stack: string, region: string, plan: Plan): object {
  const { role, state, to, calls, seconds, changes, functions } = plan;
  const concerned = role === "web" ? { changes } : { functions: functions.map(plannedFunction) };
  return { stack, region, roles: { [role]: { state, plan: { to, calls, seconds, ...concerned } } } };
}

const plannedFunction = ({ isWorker, ...told }: FunctionPlan): object => ({ worker: isWorker, ...told });

/** What went wrong, with the text that is on stderr. */
export function errorDocument(error: unknown): object {
  const [message, hint] = messageOf(error);
  return { error: { code: error instanceof JetsError ? error.code : "failed", message, hint } };
}

function roleOf({ role, state, changed, opened, bypass, functions }: RoleDocument): object {
  // Of the web role, only where its function is part of the flag.
  const listed = role === "worker" || functions.length > 0 ? { functions: functions.map(functionOf) } : {};
  return { state, changed, ...opened, bypass, ...listed };
}

const functionOf = ({ saved, present, ...told }: FunctionStatus): object => ({
  ...told,
  saved: saved && settingsOf(saved),
  present: present && settingsOf(present),
});

/** Settings in the words of the journal. */
export function settingsOf({ reserved, provisioned, mappings }: Settings): object {
  const states = [...mappings].map(([uuid, enabled]): [string, string] => [
    uuid,
    enabled ? "enabled" : "disabled",
  ]);
  return {
    reserved,
    provisioned: Object.fromEntries(provisioned),
    mappings: Object.fromEntries<string>(states),
  };
}
