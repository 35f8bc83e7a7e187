import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "../json.js";

/** A team's own page. */
export interface PageFile {
  readonly path: string;
  readonly type: "text/html; charset=utf-8" | "application/json";
  readonly text: string;
  /** How many bytes it takes in the JSON of a response. */
  readonly size: number;
}

const candidates = [
  ["maintenance.html", "text/html; charset=utf-8"],
  ["maintenance.json", "application/json"],
] as const;

/**
 * Finds `maintenance.html`, else `maintenance.json`. Says to `log` if it is there and can't be read, or is not UTF-8;
 * then the default page takes the place of the latter.
 */
export function findPageFile(publicDir: string, log: (line: string) => void): PageFile | undefined {
  for (const [name, type] of candidates) {
    const path = join(publicDir, name);
    const bytes = read(path, log);
    if (bytes !== undefined) return parse(path, type, bytes, log);
  }
  return undefined;
}

function read(path: string, log: (line: string) => void): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const isMissing =
      error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR"].includes(String(error.code));
    if (!isMissing) log(`The maintenance page can't be read (${reasonOf(error)}).`);
    return undefined;
  }
}

function parse(
  path: string,
  type: PageFile["type"],
  bytes: Buffer,
  log: (line: string) => void,
): PageFile | undefined {
  // UTF-16 without a mark at its beginning passes for UTF-8 with a NUL at every second place.
  if (!isUtf8(bytes) || bytes.includes(0)) {
    log(`${path} is not UTF-8, so visitors get the default page. Save it as UTF-8.`);
    return undefined;
  }
  const text = bytes.toString("utf8");
  return { path, type, text, size: Buffer.byteLength(JSON.stringify(text)) };
}
