import { JetsError } from "../maintenance/errors.js";
import { readConfiguration } from "./configuration.js";
import type { Fleet } from "./fleets.js";

/**
 * The fleet of this name in the configuration file of a directory.
 * @throws JetsError `usage` where there is none, and where the file can't be read
 */
export async function findFleet(name: string, directory: string): Promise<Fleet> {
  const file = await readConfiguration(directory);
  const fleets = Object.entries(file?.fleets ?? {});
  const found = fleets.find(([one]) => one === name);
  if (found !== undefined) return found[1];
  const place =
    file === undefined ? "there is no configuration file in this directory" : `not in ${file.source}`;
  throw new JetsError(
    "usage",
    `No fleet "${name}": ${place}.`,
    fleets.length === 0
      ? 'Write it under "fleets" into jets.config.json, or name the applications with --stack, --region and --profile.'
      : `Its fleets: ${fleets.map(([one]) => one).join(", ")}.`,
  );
}
