import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { RunningProcess } from "../../support/process/jets.js";
import { Screen } from "../../support/process/screen.js";
import { serveSandbox, type ServedSandbox } from "../../support/network/served-sandbox.js";
import type { StackSeed } from "../../../src/sandbox/index.js";
import type { Run } from "../../support/process/fake-shell.js";
import { root } from "./pages.js";

/** Where the reader of a page is: a folder of one's own, an AWS, and `jets` on the PATH. */
export class ReadersShell {
  /** The reader's own. */
  readonly folder: string;
  readonly #served: ServedSandbox;
  readonly #env: Record<string, string>;

  private constructor(served: ServedSandbox, env: Record<string, string>) {
    this.#served = served;
    this.folder = mkdtempSync(join(tmpdir(), "reader-"));
    const path = [`${root}/bin/sandbox`, browserStandIn(this.folder), process.env.PATH ?? ""].join(":");
    this.#env = { ...served.env, ...env, PATH: path, HOME: this.folder };
  }

  /**
   * What a program on the reader's PATH writes into the file `slept`, AWS's clock is ahead by, in seconds.
   * @param env what differs from the environment of {@link serveSandbox}
   */
  static async open(stacks?: readonly StackSeed[], env: Record<string, string> = {}): Promise<ReadersShell> {
    let folder = "";
    const slept = (): number => {
      const path = join(folder, "slept");
      if (folder === "" || !existsSync(path)) return 0;
      return readFileSync(path, "utf8")
        .trim()
        .split("\n")
        .reduce((sum, seconds) => sum + Number(seconds), 0);
    };
    const clock = { now: () => new Date(Date.now() + slept() * 1_000) };
    const shell = new ReadersShell(await serveSandbox({ clock, ...(stacks && { stacks }) }), env);
    folder = shell.folder;
    return shell;
  }

  get sandbox(): ServedSandbox["sandbox"] {
    return this.#served.sandbox;
  }

  /** Writes a file of the reader's own. */
  write(name: string, text: string, mode = 0o644): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  }

  /** Starts a script of bash's; it ends at the first command that fails. */
  start(script: string, env: Record<string, string> = {}, folder = this.folder): RunningProcess {
    const settings = { ...this.#env, ...env };
    const running = new RunningProcess(
      "bash",
      ["-eo", "pipefail", "-c", `cd '${folder}'\n${script}`],
      settings,
    );
    running.child.stdin.end();
    return running;
  }

  /** Runs a script to its end. */
  run(...script: Parameters<ReadersShell["start"]>): Promise<Run> {
    return this.start(...script).end;
  }

  /** Types one line at a terminal, and `y` at the question that `asks`. Returns what is seen below it then. */
  async type(
    line: string,
    asks: boolean,
    columns = 100,
  ): Promise<{ exitCode: number; lines: string[]; raw: string }> {
    const command = `cd '${this.folder}'; stty cols ${columns}; ${line}`;
    const env = { SHELL: "/bin/sh", TERM: "xterm-256color", ...this.#env };
    const running = new RunningProcess("script", ["-qec", command, "/dev/null"], env);
    if (asks) {
      await running.says("(y/N)");
      running.child.stdin.write("y\r");
    }
    const { exitCode, stdout } = await running.end;
    const screen = new Screen(columns);
    screen.write(stdout);
    return { exitCode, lines: await screen.unbrokenLines(), raw: stdout };
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.#served.close();
  }
}

// A page that opens a browser must open nothing on this machine.
function browserStandIn(folder: string): string {
  const programs = join(folder, ".programs");
  mkdirSync(programs);
  writeFileSync(join(programs, "xdg-open"), "#!/bin/sh\n", { mode: 0o755 });
  return programs;
}
