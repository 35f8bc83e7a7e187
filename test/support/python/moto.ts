import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A moto_server of its own. */
export interface Moto {
  /** For example `http://127.0.0.1:49152`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts moto_server on a free port of 127.0.0.1 and waits until it answers.
 * @throws Error when it is not installed or ends at once
 */
export async function startMoto(): Promise<Moto> {
  const server = spawn("moto_server", ["-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return { url: await urlOf(server), close: () => close(server) };
}

// Werkzeug says where it runs once it listens, and not before.
async function urlOf(server: ChildProcess): Promise<string> {
  if (server.stderr === null) throw new Error("moto_server has no stderr.");
  const failed = once(server, "exit").then(() => Promise.reject(new Error("moto_server ended at once.")));
  const found = findUrl(server.stderr);
  return Promise.race([found, failed]);
}

async function findUrl(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stderr)) {
    const url = /Running on (?<url>http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.groups?.url;
    if (url !== undefined) {
      stderr.resume();
      return url;
    }
  }
  throw new Error("moto_server did not say where it runs.");
}

async function close(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill();
  await ended;
}
