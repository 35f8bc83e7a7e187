import type { MaintenanceEvent, Stage } from "../../maintenance/index.js";
import { sayFinding } from "./finding.js";
import { say, type Terminal } from "../terminal.js";

/** Prints a note or a warning as one line on stderr. */
export function sayEvent({ type, message }: Exclude<MaintenanceEvent, Stage>, terminal: Terminal): void {
  if (type === "warning") sayFinding("warning", [message], terminal);
  else say(terminal, message);
}
