import type { Agent, IncomingMessage, RequestOptions } from "node:http";
import { text } from "node:stream/consumers";
import type { Endpoint } from "../../runtime/signed/endpoint.js";
import { moduleFor } from "../../runtime/signed/send.js";
import { sign, type Post } from "../../runtime/signed/sign.js";
import type { Environment } from "./environment.js";

/**
 * How long AWS may be silent before the SDK is given the call. That waits for half a minute more, which
 * is how long a run that has changed nothing waits in all.
 */
const silenceMs = 2_000;

/** Sends signed requests over connections that are kept alive. */
interface Poster {
  /** The body of an answer with status 200; `undefined` when anything else came of it. */
  post(post: Post, endpoint: Endpoint): Promise<string | undefined>;
  close(): void;
}

/** A poster with the credentials of this environment. */
export function openPoster(env: Environment): Poster {
  const agents = new Map<string, Agent>();
  return {
    async post(post, endpoint) {
      const headers = sign(post, endpoint, env);
      const module = await moduleFor(endpoint.url);
      const agent = agents.get(endpoint.url.host) ?? new module.Agent({ keepAlive: true });
      agents.set(endpoint.url.host, agent);
      return new Promise((resolve) => {
        const options: RequestOptions = { method: "POST", headers, agent, timeout: silenceMs };
        const request = module.request(endpoint.url, options, (response) => {
          resolve(bodyOf(response));
        });
        request.on("timeout", () => request.destroy());
        request.on("error", () => {
          resolve(undefined);
        });
        request.end(post.body);
      });
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

async function bodyOf(response: IncomingMessage): Promise<string | undefined> {
  const body = await text(response).catch(() => undefined);
  return response.statusCode === 200 ? body : undefined;
}
