import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Run } from "./fake-shell.js";

/** The built binary. */
export const binary = fileURLToPath(new URL("../../../bin/jets.js", import.meta.url));

/**
 * Runs the built binary with nothing on stdin. `env` is all of its environment, `PATH` aside. The progress that it
 * shows where this machine is busy is left out of what it wrote.
 */
export async function runJets(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return withoutProgress(await startJets(args, env).end);
}

/** The same run without the lines that say how far it has come, which are for those who wait. */
export const withoutProgress = (run: Run): Run => ({ ...run, stderr: run.stderr.replaceAll(progress, "") });

const progress = /^(Reading|Saving|Stopping|Restoring|Waiting) .*\n/gm;

/** Starts the built binary, with nothing on stdin, and returns while it runs. `cwd` is where its configuration is. */
export function startJets(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): RunningProcess {
  const running = new RunningProcess(process.execPath, [binary, ...args], env, cwd);
  running.child.stdin.end();
  return running;
}

/** Starts the built binary on a terminal of its own; its first line says the process id. */
export function startJetsOnTerminal(args: readonly string[], env: Record<string, string>): RunningProcess {
  const words = [process.execPath, binary, ...args].map((word) => `'${word}'`).join(" ");
  // At Ctrl-C a terminal throws away what it has not shown yet, unless it is told not to.
  return startOnTerminal(`stty noflsh; echo "pid $$"; exec ${words}`, env);
}

/** Runs a command of `sh` on a terminal of its own, of which `stdout` is all that shows there; util-linux makes it. */
export function startOnTerminal(command: string, env: Record<string, string>): RunningProcess {
  return new RunningProcess("script", ["-qec", command, "/dev/null"], {
    SHELL: "/bin/sh",
    TERM: "xterm",
    ...env,
  });
}

/** A process that runs, and what it has written so far. */
export class RunningProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when it has ended. */
  readonly end: Promise<Run>;
  readonly #written = { stdout: "", stderr: "" };
  readonly #news = new EventEmitter();

  constructor(command: string, args: readonly string[], env: Record<string, string>, cwd = "/") {
    this.child = spawn(command, args, { cwd, env: { PATH: process.env.PATH ?? "", ...env } });
    this.#collect("stdout");
    this.#collect("stderr");
    this.end = this.#finish();
  }

  /** What it has written so far. */
  get stdout(): string {
    return this.#written.stdout;
  }

  /** Resolves once `text` has been written, behind so many characters; rejects when the process ends without it. */
  async says(text: string, behind = 0): Promise<void> {
    const isSaid = (): boolean =>
      Object.values(this.#written).some((written) => written.includes(text, behind));
    const verifySaid = (): void => {
      if (!isSaid()) throw new Error(`The process has ended without saying: ${text}`);
    };
    const ended = this.end.then(verifySaid, verifySaid);
    // Nobody waits for it any more once the text is there.
    ended.catch(() => undefined);
    while (!isSaid()) await Promise.race([once(this.#news, "text"), ended]);
  }

  /** SIGKILL; resolves when the process is gone, and {@link end} rejects. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.end.catch(() => undefined);
  }

  /** The process on the terminal of {@link startJetsOnTerminal}, which has said its id. */
  terminalPid(): number {
    return Number(/^pid (\d+)/.exec(this.#written.stdout)?.[1]);
  }

  #collect(name: "stdout" | "stderr"): void {
    this.child[name].setEncoding("utf8").on("data", (text: string) => {
      this.#written[name] += text;
      this.#news.emit("text");
    });
  }

  async #finish(): Promise<Run> {
    const [code, signal]: unknown[] = await once(this.child, "close");
    if (typeof code !== "number") throw new Error(`The process was ended by ${String(signal)}.`);
    return { exitCode: code, ...this.#written };
  }
}
