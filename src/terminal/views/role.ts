import type { EventsResult, FunctionStatus, Opened, Role, Settings, State } from "../../maintenance/index.js";
import { enabledWord } from "../../maintenance/worker/journal/settings.js";

const titles = { web: "Web", worker: "Worker" } as const;

/** A role as the first word of a sentence. */
export const titleOf = (role: Role): string => titles[role];

/** One role in a document. */
export interface RoleDocument {
  readonly role: Role;
  readonly state: State;
  readonly changed?: boolean;
  readonly opened?: Opened;
  /** The secret that gets past the page, of the run that made it. */
  readonly bypass?: string;
  readonly functions: readonly FunctionStatus[];
  readonly events?: EventsResult;
}

/** What on, off and status found or did, as JSON. */
export function rolesDocument(stack: string, region: string, roles: readonly RoleDocument[]): object {
  return { stack, region, roles: Object.fromEntries(roles.map((role) => [role.role, roleOf(role)])) };
}

function roleOf({ role, state, changed, opened, bypass, functions, events }: RoleDocument): object {
  // Of the web role, only where its function is part of the flag.
  const listed = role === "worker" || functions.length > 0 ? { functions: functions.map(functionOf) } : {};
  return { state, changed, ...opened, bypass, ...listed, events };
}

const functionOf = ({ saved, present, ...rest }: FunctionStatus): object => ({
  ...rest,
  saved: saved && settingsOf(saved),
  present: present && settingsOf(present),
});

/** Settings in the words of the journal. */
function settingsOf({ reserved, provisioned, mappings, eventConfigs }: Settings): object {
  const states = [...mappings].map(([uuid, enabled]): [string, string] => [uuid, enabledWord(enabled)]);
  return {
    reserved,
    provisioned: Object.fromEntries(provisioned),
    mappings: Object.fromEntries<string>(states),
    eventConfigs: eventConfigs && Object.fromEntries(eventConfigs),
  };
}
