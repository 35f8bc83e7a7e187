import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createSecureContext, type SecureContext } from "node:tls";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { defined } from "../../defined.js";
import { JetsError } from "../../maintenance/index.js";
import { proxyFor } from "../../runtime/signed/proxy.js";
import type { Environment } from "../direct/environment.js";
import { limits } from "./network.js";
import { parseSdkError } from "../call/sdk-error.js";

type Request = Parameters<NodeHttpHandler["handle"]>[0];
type Options = Parameters<NodeHttpHandler["handle"]>[1];

/** The SDK's own handlers, one for each way to the network: directly, or through the proxy that is named for a host. */
export class NetworkHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  readonly #env: Environment;
  readonly #ca: string | undefined;
  readonly #ways = new Map<string, NodeHttpHandler>();
  #trusted: SecureContext | undefined;

  /** `ca` holds the certificates of the authorities to trust, in PEM format. */
  constructor(env: Environment, ca: string | undefined) {
    this.#env = env;
    this.#ca = ca;
  }

  async handle(request: Request, options?: Options): ReturnType<NodeHttpHandler["handle"]> {
    const proxy = this.#proxyFor(request);
    try {
      return await this.#wayThrough(proxy).handle(request, options);
    } catch (error) {
      throw proxy === undefined ? error : failedThrough(proxy, error);
    }
  }

  destroy(): void {
    for (const way of this.#ways.values()) way.destroy();
  }

  httpHandlerConfigs(): object {
    return {};
  }

  updateHttpClientConfig(): void {
    // Nothing of it can be changed.
  }

  #proxyFor({ protocol, hostname, port }: Request): URL | undefined {
    try {
      return proxyFor(new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`), this.#env);
    } catch (error) {
      const [fact = "", remedy = ""] = String(error)
        .replace(/^Error: /, "")
        .split(/(?<=\.) /);
      throw new JetsError("usage", fact, remedy, { cause: error });
    }
  }

  #wayThrough(proxy: URL | undefined): NodeHttpHandler {
    const key = proxy?.href ?? "";
    const way = this.#ways.get(key) ?? new NodeHttpHandler({ ...limits, ...this.#agentsFor(proxy) });
    this.#ways.set(key, way);
    return way;
  }

  #agentsFor(proxy: URL | undefined) {
    const trust = defined({ secureContext: this.#trust() });
    const options = { keepAlive: true, ...trust };
    if (proxy === undefined) {
      return { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent(options) };
    }
    const httpsAgent = new HttpsProxyAgent(proxy, options);
    // What the constructor takes is for the connection to the proxy alone.
    Object.assign(httpsAgent.options, trust);
    return { httpAgent: new HttpProxyAgent(proxy, options), httpsAgent };
  }

  /** Read once for all connections: that takes as long as dozens of calls where a file holds all usual authorities. */
  #trust(): SecureContext | undefined {
    if (this.#ca === undefined) return undefined;
    return (this.#trusted ??= createSecureContext({ ca: this.#ca }));
  }
}

/** The same failure with the proxy in its message, and without what the proxy's address may hold of a password. */
function failedThrough({ host }: URL, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, code } = parseSdkError(error);
  const failed = new Error(`through the proxy ${host}: ${error.message}`, { cause: error });
  return Object.assign(failed, { name, ...defined({ code }) });
}
