import { answerTable } from "../../table.js";
import type { Terminal } from "../../terminal.js";
import { answerOutcomes, type FleetTold } from "./outcomes.js";

/** Prints a line for each target on stdout, or one document, and how many are in each state on stderr. */
export function answerStatuses(found: FleetTold, json: boolean, terminal: Terminal): void {
  answerOutcomes(found, json, terminal);
  if (json) return;
  const rows = found.told.map(({ application: { at, stack }, role, state }) => [
    at.account,
    at.region,
    stack,
    role,
    state,
  ]);
  answerTable(["account", "region", "stack", "role", "state"], rows, terminal);
}
