import {
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { request as requestHttps } from "node:https";

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** How long a connection may be silent, in milliseconds. */
const SILENCE_MS = 2_000;

/**
 * Sends one request. A kept-alive connection that the other side had closed meanwhile is replaced once. It does not
 * keep the process awake: a Lambda that answers by callback ends only when nothing else does.
 */
export async function send(url: URL, options: RequestOptions, body?: string): Promise<HttpAnswer> {
  const first = await attempt(url, options, body);
  return first ?? (await attempt(url, { ...options, agent: false }, body)) ?? lost(url);
}

function lost(url: URL): never {
  throw new Error(`The connection to ${url.host} was lost.`);
}

/** `undefined`: the connection had been used before and turned out to be closed. */
function attempt(url: URL, options: RequestOptions, body?: string): Promise<HttpAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "http:" ? requestHttp : requestHttps)(url, {
      ...options,
      timeout: SILENCE_MS,
    });
    request.on("socket", (socket) => socket.unref());
    request.on("timeout", () => request.destroy(new Error(`${url.host} was silent for ${SILENCE_MS} ms.`)));
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

const isStale = (request: ClientRequest, error: Error): boolean =>
  request.reusedSocket && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");

function readAll(response: IncomingMessage): Promise<string> {
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
