import { inWords } from "../../maintenance/in-words.js";
import { JetsError } from "../../maintenance/errors.js";
import type { FleetOptions } from "../options/fleet.js";

/** @throws JetsError `usage` where `--expect` says another number of targets */
export function verifyExpected({ expect }: FleetOptions, found: number): void {
  if (expect === undefined || expect === found) return;
  throw new JetsError(
    "usage",
    `Found ${inWords(found, "target")}, but --expect says ${expect}.`,
    "Nothing was changed. See what is found with jets maintenance:status, then correct --expect or what names the applications.",
  );
}
