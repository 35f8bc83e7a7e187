import { Project } from "../support/process/project.js";
import type { RunningProcess } from "../support/process/jets.js";

/** What every program begins with. */
export const opening = `import { getStatus, JetsError, turnOff, turnOn } from "jets-maintenance";
  const tell = (value) => console.log(JSON.stringify(value));
  const tellError = ({ name, code, message, hint, exitCode }) => tell({ name, code, message, hint, exitCode });`;

/** Each line of its input is a part, with its environment, or lets what the parts call `interruption` abort. */
const source = `${opening}
  import { createInterface } from "node:readline";
  let interruption;
  const before = { ...process.env };
  createInterface({ input: process.stdin }).on("line", async (line) => {
    if (line === "abort") {
      interruption.abort();
      return tell("aborted");
    }
    const { number, part, env } = JSON.parse(line);
    process.env = { ...before, ...env };
    interruption = new AbortController();
    await eval("async () => {" + part + "\\n}")();
    console.log("end of part " + number);
  });`;

/** A program that uses the package, and does one part after the other: starting one for each takes half a second. */
export class LongProgram {
  readonly #project: Project;
  readonly #running: RunningProcess;
  #parts = 0;

  private constructor(project: Project, running: RunningProcess) {
    this.#project = project;
    this.#running = running;
  }

  static async start(): Promise<LongProgram> {
    const project = await Project.create();
    return new LongProgram(project, await project.start("long.mjs", source, {}));
  }

  /** Each line that a part of it told. */
  async told(part: string, env: Record<string, string>): Promise<unknown[]> {
    const number = ++this.#parts;
    const before = this.#running.stdout.length;
    this.#running.child.stdin.write(`${JSON.stringify({ number, part, env })}\n`);
    await this.#running.says(`end of part ${number}\n`);
    const lines = this.#running.stdout.slice(before).trimEnd().split("\n").slice(0, -1);
    return lines.map((line): unknown => JSON.parse(line));
  }

  /** Lets the part that is going on abort. */
  async abort(): Promise<void> {
    const before = this.#running.stdout.length;
    this.#running.child.stdin.write("abort\n");
    await this.#running.says('"aborted"', before);
  }

  /** Ends its input, and returns what it leaves behind once it has ended by itself. */
  async end(): Promise<{ readonly exitCode: number; readonly stderr: string }> {
    this.#running.child.stdin.end();
    const { exitCode, stderr } = await this.#running.end;
    await this.#project.remove();
    return { exitCode, stderr };
  }
}
