import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Sandbox } from "./sandbox.js";
import type { WireRequest, WireResponse } from "./wire/messages.js";

/** A sandbox that can be reached over HTTP. */
export interface Listening {
  /** For example `http://127.0.0.1:49152`: what `AWS_ENDPOINT_URL` takes. */
  readonly url: string;
  /** Stops listening and closes every connection. */
  close(): Promise<void>;
}

/** The address that only this machine reaches. */
const loopback = "127.0.0.1";

/**
 * Lets a sandbox answer over HTTP, on 127.0.0.1 only.
 * @param options.port any free one when left out or 0
 * @throws Error when the port is taken (`code` is `EADDRINUSE`)
 */
export async function listen(sandbox: Sandbox, options: { readonly port?: number } = {}): Promise<Listening> {
  const server = createServer((request, response) => {
    respond(sandbox, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  // Clients keep connections open between calls; none may be closed under a request on its way.
  server.keepAliveTimeout = 60_000;
  await start(server, options.port ?? 0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The sandbox has no port.");
  return { url: `http://${loopback}:${address.port}`, close: () => stop(server) };
}

async function respond(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await sandbox.handle(await read(request));
  if (answer === "drop") request.socket.destroy();
  else send(answer, response);
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
  const { method = "GET", url = "/" } = request;
  return { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8") };
}

function send({ status, headers, body }: WireResponse, response: ServerResponse): void {
  const bytes = Buffer.from(body);
  // 204 and HTTP's own rules: no body, so no length either.
  const length = status === 204 ? {} : { "content-length": String(bytes.length) };
  response.writeHead(status, { ...headers, ...length }).end(bytes);
}

function start(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, loopback, resolve);
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}
