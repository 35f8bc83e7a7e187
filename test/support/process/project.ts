import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { RunningProcess } from "./jets.js";

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  noEmit: true,
  skipDefaultLibCheck: true,
  types: [],
};

const host = ts.createCompilerHost(options);
const getSourceFile = host.getSourceFile.bind(host);
const libraries = new Map<string, ts.SourceFile | undefined>();
// What the language itself declares is read once: that takes longer than all the rest.
host.getSourceFile = (name, ...others) => {
  if (dirname(name) !== dirname(ts.getDefaultLibFilePath(options))) return getSourceFile(name, ...others);
  if (!libraries.has(name)) libraries.set(name, getSourceFile(name, ...others));
  return libraries.get(name);
};

/** The folder of somebody who has installed this package. */
export class Project {
  private constructor(readonly folder: string) {}

  static async create(): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), "team-"));
    await mkdir(join(folder, "node_modules"));
    await symlink(process.cwd(), join(folder, "node_modules/jets-maintenance"));
    return new Project(folder);
  }

  /** Writes a file and returns its path. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, text);
    return path;
  }

  /** Starts a program of that name. */
  async start(name: string, text: string, env: Record<string, string>): Promise<RunningProcess> {
    return new RunningProcess(process.execPath, [await this.write(name, text)], env);
  }

  /** What the compiler has against a file; it sees nothing but this folder and the language itself. */
  async typeErrors(name: string, text: string): Promise<string[]> {
    const program = ts.createProgram([await this.write(name, text)], options, host);
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
