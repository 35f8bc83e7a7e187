import { listen, type WireRequest, type WireResponse } from "../../../src/sandbox/index.js";
import { createTestSandbox } from "../world/index.js";
import { startMoto, type Moto } from "./moto.js";

/** A moto_server that keeps event invoke configurations as AWS does, and tells what was invoked. */
export interface MendedMoto extends Moto {
  /** The texts of the events that functions were sent asynchronously, from the oldest to the newest. */
  readonly events: readonly string[];
}

/**
 * Starts moto_server with a pass-through in front. moto 5 adds a second configuration where AWS replaces the first, and
 * goes on showing the first; and it tells LastModified as a text, where AWS tells seconds and the SDK takes nothing else.
 */
export async function startMendedMoto(): Promise<MendedMoto> {
  const moto = await startMoto();
  const events: string[] = [];
  const handle = async (request: WireRequest): Promise<WireResponse> => {
    const { method, path, headers, body } = request;
    const isConfig = path.includes("/event-invoke-config");
    if (isConfig && method === "PUT") await forward(moto.url, { ...request, method: "DELETE", body: "" });
    if (headers["x-amz-invocation-type"] === "Event") events.push(body);
    const response = await forward(moto.url, request);
    return isConfig ? { ...response, body: withSeconds(response.body) } : response;
  };
  const front = await listen({ ...createTestSandbox({ stacks: [] }), handle });
  return {
    url: front.url,
    events,
    async close() {
      await front.close();
      await moto.close();
    },
  };
}

/** What belongs to one connection, and is not passed on. */
const ofTheConnection = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "transfer-encoding",
]);

async function forward(url: string, { method, path, headers, body }: WireRequest): Promise<WireResponse> {
  const passed = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || ofTheConnection.has(name) ? [] : [[name, value] as const],
  );
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: Object.fromEntries(passed),
    ...(body === "" ? {} : { body }),
  });
  const answered = [...answer.headers].filter(([name]) => !ofTheConnection.has(name));
  return { status: answer.status, headers: Object.fromEntries(answered), body: await answer.text() };
}

const withSeconds = (body: string): string =>
  body.replaceAll(
    /"LastModified": "([^"]+)"/g,
    (_, time: string) => `"LastModified": ${Date.parse(time.replace(/(\.\d{3})\d*Z$/, "$1Z")) / 1_000}`,
  );
