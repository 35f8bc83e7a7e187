import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";

/**
 * The exit code of a process that was started, as a shell tells it: 128 and the signal's number where a signal ended it.
 * Rejects with Node's own error where it could not be started.
 */
export function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve(signal === null ? (code ?? 0) : 128 + constants.signals[signal]);
    });
  });
}
