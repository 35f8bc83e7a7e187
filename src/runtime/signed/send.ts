import type * as http from "node:http";
import type * as https from "node:https";

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** The header. */
  readonly date?: string | undefined;
}

/** How long a connection may be silent, in milliseconds. */
export const SILENCE_MS = 2_000;

// Loaded by the first read: it is most of what a cold start would pay for importing this package.
/** Node's module for the protocol of an address. */
export const moduleFor = ({ protocol }: URL): Promise<typeof http | typeof https> =>
  protocol === "http:" ? import("node:http") : import("node:https");

/**
 * Sends one request. Kept-alive connections that the other side had closed meanwhile are replaced. It does not
 * keep the process awake: a Lambda that answers by callback ends only when nothing else does.
 */
export async function send(url: URL, options: http.RequestOptions, body?: string): Promise<HttpAnswer> {
  const { request } = await moduleFor(url);
  for (;;) {
    const answer = await finish(request(url, { ...options, timeout: SILENCE_MS }), body);
    if (answer !== undefined) return answer;
  }
}

/** Ends a request with a timeout once its connection is silent, and does not let it keep the process awake. */
export function watch(request: http.ClientRequest): void {
  request.on("timeout", () => request.destroy(new Error(`${request.host} was silent for ${SILENCE_MS} ms.`)));
  request.on("socket", (socket) => socket.unref());
}

/** `undefined`: the connection had been used before and turned out to be closed. */
function finish(request: http.ClientRequest, body?: string): Promise<HttpAnswer | undefined> {
  return new Promise((resolve, reject) => {
    watch(request);
    request.on("response", (response) => {
      readAll(response).then((text) => {
        resolve({ status: response.statusCode ?? 0, body: text, date: response.headers.date });
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
