import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a configuration is looked for, in this order. */
export const configurationFiles = [
  "package.json",
  "jets.config.json",
  "jets.config.js",
  "jets.config.mjs",
  "jets.config.cjs",
] as const;

/**
 * Whether a directory may hold a configuration: only then is the code that reads one worth loading. A package.json
 * mostly holds something else.
 */
export async function mayBeConfigured(directory: string): Promise<boolean> {
  const found = configurationFiles.filter((name) => existsSync(join(directory, name)));
  if (found.length === 0 || found.some((name) => name !== "package.json")) return found.length > 0;
  try {
    return (await readFile(join(directory, "package.json"), "utf8")).includes('"jets"');
  } catch {
    // readConfiguration says what is wrong with it.
    return true;
  }
}
