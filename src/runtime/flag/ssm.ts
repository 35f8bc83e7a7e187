import { SigningClock } from "../signed/clock.js";
import { resolveEndpoint } from "../signed/endpoint.js";
import { isObject, textOf, type JsonObject } from "../json.js";
import { RefusedError, type Reader } from "./reader.js";
import { send, type HttpAnswer } from "../signed/send.js";
import { getParameters, sign } from "../signed/sign.js";
import type { System } from "../system.js";
import { openWay, type Way } from "../signed/tunnel.js";

/**
 * Reads parameters with one signed GetParameters call, without the AWS SDK. Endpoint, region and credentials
 * (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`) come from the environment, at each read anew;
 * proxies and certificates (see {@link openWay}) with each new connection. Where this machine's clock is wrong, AWS's own is
 * taken from its refusal, and the call made once more.
 */
export function createSsmReader({ env, now }: Pick<System, "env" | "now">): Reader {
  const connections = new Connections({ env, now });
  const clock = new SigningClock(now);
  const ask = async (names: readonly string[], signal: AbortSignal): Promise<HttpAnswer> => {
    const endpoint = resolveEndpoint(env);
    const post = getParameters(names);
    const headers = sign(post, endpoint, env, clock.time());
    const way = await connections.wayTo(endpoint.url);
    const options = { ...way.options, method: "POST", headers: { ...headers, ...way.headers }, signal };
    return send(way.target, options, post.body);
  };
  return async (names, signal) => {
    const answer = await ask(names, signal);
    return parse(clock.heeds(answer) ? await ask(names, signal) : answer);
  };
}

// After a longer silence (a freeze, mostly) a kept-alive connection may be dead without this side knowing,
// and a request on it would hang.
const IDLE_LIMIT_MS = 15_000;

class Connections {
  #way: Way | undefined;
  #usedAt = 0;
  readonly #system: Pick<System, "env" | "now">;

  constructor(system: Pick<System, "env" | "now">) {
    this.#system = system;
  }

  async wayTo(url: URL): Promise<Way> {
    const idle = this.#system.now() - this.#usedAt;
    if (this.#way !== undefined && (idle < 0 || idle > IDLE_LIMIT_MS)) {
      this.#way.options.agent.destroy();
      this.#way = undefined;
    }
    this.#usedAt = this.#system.now();
    return (this.#way ??= await openWay(url, this.#system.env));
  }
}

function parse({ status, body }: HttpAnswer): ReadonlyMap<string, string> {
  const answer = parseObject(body);
  if (status !== 200 || answer === undefined) {
    const code = (textOf(answer?.__type) ?? `HTTP ${status}`).replace(/^.*#/, "");
    throw new RefusedError(code, textOf(answer?.message) ?? textOf(answer?.Message) ?? "", status);
  }
  const parameters: readonly unknown[] = Array.isArray(answer.Parameters) ? answer.Parameters : [];
  // Asked for by its ARN, a parameter is to be found by it too.
  const namesOf = ({ Name, ARN, Value }: JsonObject): [string, string][] =>
    [Name, ARN].flatMap((name) =>
      typeof name === "string" && typeof Value === "string" ? [[name, Value]] : [],
    );
  return new Map(parameters.filter(isObject).flatMap(namesOf));
}

// A load balancer in front of SSM may answer without JSON; then only the status counts.
function parseObject(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
