import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Run } from "./session.js";

const binary = fileURLToPath(new URL("../../bin/jets.js", import.meta.url));

/** Runs the built binary with nothing on stdin. `env` is all of its environment, `PATH` aside. */
export function runJets(args: readonly string[], env: Record<string, string> = {}, cwd = "/"): Promise<Run> {
  const child = spawn(process.execPath, [binary, ...args], { cwd, env: environment(env) });
  child.stdin.end();
  return finish(child);
}

/** Starts the built binary without waiting for its end; see {@link finish}. */
export function startJets(
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [binary, ...args], { cwd: "/", env: environment(env) });
}

function environment(env: Record<string, string>): Record<string, string> {
  return { PATH: process.env.PATH ?? "", ...env };
}

/** Waits for the end of a process and collects what it writes from now on. */
export function finish(child: ChildProcessWithoutNullStreams): Promise<Run> {
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === null) reject(new Error(`jets was ended by ${signal}`));
      else resolve({ exitCode: code, stdout, stderr });
    });
  });
}
