import type * as http from "node:http";
import type * as https from "node:https";

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** How long a connection may be silent, in milliseconds. */
const SILENCE_MS = 2_000;

// Loaded by the first read: it is most of what a cold start would pay for importing this package.
/** Node's module for the protocol of an address. */
export const moduleFor = ({ protocol }: URL): Promise<typeof http | typeof https> =>
  protocol === "http:" ? import("node:http") : import("node:https");

/**
 * Sends one request. A kept-alive connection that the other side had closed meanwhile is replaced once. It does not
 * keep the process awake: a Lambda that answers by callback ends only when nothing else does.
 */
export async function send(url: URL, options: http.RequestOptions, body?: string): Promise<HttpAnswer> {
  const { request } = await moduleFor(url);
  const start = (agent: http.RequestOptions): http.ClientRequest =>
    request(url, { ...options, ...agent, timeout: SILENCE_MS });
  const first = await finish(start({}), body);
  return first ?? (await finish(start({ agent: false }), body)) ?? lost(url);
}

function lost(url: URL): never {
  throw new Error(`The connection to ${url.host} was lost.`);
}

/** `undefined`: the connection had been used before and turned out to be closed. */
function finish(request: http.ClientRequest, body?: string): Promise<HttpAnswer | undefined> {
  return new Promise((resolve, reject) => {
    request.on("socket", (socket) => socket.unref());
    request.on("timeout", () =>
      request.destroy(new Error(`${request.host} was silent for ${SILENCE_MS} ms.`)),
    );
    request.on("response", (response) => {
      readAll(response).then((text) => {
        resolve({ status: response.statusCode ?? 0, body: text });
      }, reject);
    });
    request.on("error", (error) => {
      if (isStale(request, error)) resolve(undefined);
      else reject(error);
    });
    request.end(body);
  });
}

const isStale = (request: http.ClientRequest, error: Error): boolean =>
  request.reusedSocket && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");

function readAll(response: http.IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
    });
    response.on("end", () => {
      resolve(text);
    });
    response.on("error", reject);
  });
}
