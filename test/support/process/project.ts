import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { RunningProcess } from "./jets.js";

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
    const { NodeNext } = ts.ModuleKind;
    const options = {
      module: NodeNext,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      skipDefaultLibCheck: true,
    };
    const program = ts.createProgram([await this.write(name, text)], { ...options, types: [] });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
