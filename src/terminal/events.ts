import type { MaintenanceEvent, Stage } from "../maintenance/index.js";
import { colourFor } from "./colour.js";
import { say, type Terminal } from "./terminal.js";

/** Prints a note or a warning as one line on stderr. */
export function sayEvent({ type, message }: Exclude<MaintenanceEvent, Stage>, terminal: Terminal): void {
  const mark = type === "warning" ? `${colourFor(terminal.stderr, terminal).yellow("WARNING:")} ` : "";
  say(terminal, `${mark}${message}`);
}
