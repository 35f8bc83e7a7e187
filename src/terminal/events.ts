import type { MaintenanceEvent } from "../maintenance/index.js";
import { colourFor } from "./colour.js";
import { say, type Terminal } from "./terminal.js";

/** Prints what a run tells while it works, one line each, on stderr. */
export function sayEvent(event: MaintenanceEvent, terminal: Terminal): void {
  switch (event.type) {
    case "note":
      say(terminal, event.message);
      break;
    case "warning":
      say(terminal, `${colourFor(terminal.stderr, terminal).yellow("WARNING:")} ${event.message}`);
      break;
    case "stage":
      break;
  }
}
