import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { JetsError } from "../maintenance/errors.js";

/** A plain string and nothing else: half of an expression would name the wrong application. */
const assignment = /^[ \t]*config\.name[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')[ \t]*(?:#.*)?\r?$/gm;

/**
 * The `config.name = "demo"` of a Ruby on Jets project in `directory`, comments left out; `undefined` where there is none.
 * @throws JetsError `usage` when the file is there but can't be read
 */
export async function nameInJetsProject(directory: string): Promise<string | undefined> {
  const source = await readIfThere(join(directory, "config", "jets", "project.rb"));
  const code = source.replace(/^=begin\b[^]*?^=end\b.*$/gm, "").split(/^__END__$/m, 1)[0] ?? "";
  const assignments = [...code.matchAll(assignment)];
  const last = assignments.at(-1);
  return last?.[1] ?? last?.[2];
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return "";
    throw new JetsError("usage", `Cannot read ${path}.`, "Make it readable, or pass --stack NAME.", {
      cause,
    });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
