import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "./json.js";

/** A team's own page. */
export interface PageFile {
  readonly path: string;
  readonly type: "text/html; charset=utf-8" | "application/json";
  readonly text: string;
}

const candidates = [
  ["maintenance.html", "text/html; charset=utf-8"],
  ["maintenance.json", "application/json"],
] as const;

/** Finds `maintenance.html`, else `maintenance.json`. One that is there and can't be read is said to `log`. */
export function findPageFile(publicDir: string, log: (line: string) => void): PageFile | undefined {
  for (const [name, type] of candidates) {
    const path = join(publicDir, name);
    try {
      return { path, type, text: readFileSync(path, "utf8") };
    } catch (error) {
      const isMissing =
        error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR"].includes(String(error.code));
      if (!isMissing) log(`The maintenance page can't be read (${reasonOf(error)}).`);
    }
  }
  return undefined;
}
