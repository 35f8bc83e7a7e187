import { readFileSync } from "node:fs";
import type * as http from "node:http";
import type { Duplex } from "node:stream";
import { textOf } from "../json.js";
import { proxyFor } from "./proxy.js";
import { moduleFor, SILENCE_MS, watch } from "./send.js";
import type { System } from "../system.js";

/** How a request gets to an address. */
export interface Way {
  /** Where the request is sent. */
  readonly target: URL;
  readonly options: Pick<http.RequestOptions, "path"> & { readonly agent: http.Agent };
  /** Of the proxy's. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The way to `url`: directly, or through the proxy that the environment names, trusting the authorities of AWS_CA_BUNDLE
 * if it is set. By hand over Node's own modules, as https-proxy-agent with what it needs has 18 KB, half of this
 * package, and Node's own `proxyEnv` begins with version 24.5. What is not named is not loaded.
 * @throws Error when the certificates cannot be read, or the proxy is none of HTTP
 */
export async function openWay(url: URL, env: System["env"]): Promise<Way> {
  const proxy = proxyFor(url, env);
  const options = { keepAlive: true, ...readAuthorities(env) };
  if (proxy === undefined) {
    const { Agent } = await moduleFor(url);
    return { target: url, options: { agent: new Agent(options) }, headers: {} };
  }
  const { target, headers } = withoutUser(proxy);
  if (url.protocol === "http:") {
    const { Agent } = await moduleFor(target);
    return { target, options: { agent: new Agent(options), path: url.href }, headers };
  }
  return { target: url, options: { agent: await createTunnel(target, headers, options) }, headers: {} };
}

/** AWS_CA_BUNDLE takes the place of the usual authorities, as with the AWS CLI. */
function readAuthorities({ AWS_CA_BUNDLE }: System["env"]): { readonly ca?: string } {
  const file = textOf(AWS_CA_BUNDLE);
  return file === undefined ? {} : { ca: readFileSync(file, "utf8") };
}

function withoutUser({ origin, username, password }: URL): Pick<Way, "target" | "headers"> {
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    target: new URL(origin),
    headers: user === ":" ? {} : { "Proxy-Authorization": `Basic ${Buffer.from(user).toString("base64")}` },
  };
}

/** An agent whose connections go through a proxy by its CONNECT. */
async function createTunnel(
  proxy: URL,
  headers: Way["headers"],
  options: { readonly ca?: string },
): Promise<http.Agent> {
  const { Agent } = await import("node:https");
  const { connect } = await import("node:tls");
  const { request } = await moduleFor(proxy);
  return new (class extends Agent {
    override createConnection(
      { host, port, servername }: http.RequestOptions & { readonly servername?: string },
      done: (error: Error | null, socket?: Duplex) => void,
    ): undefined {
      const address = `${host ?? ""}:${port ?? 443}`;
      const asking = request(proxy, {
        ...options,
        method: "CONNECT",
        path: address,
        headers: { ...headers, Host: address },
        agent: false,
        timeout: SILENCE_MS,
      });
      watch(asking);
      asking.on("error", done);
      asking.on("connect", ({ statusCode }, socket) => {
        if (statusCode === 200) {
          // The request through it has a limit of its own.
          socket.setTimeout(0);
          done(null, connect({ ...options, socket, servername, host: host ?? "" }));
        } else {
          socket.destroy();
          done(new Error(`The proxy ${proxy.host} answered ${statusCode ?? 0} to CONNECT.`));
        }
      });
      asking.end();
    }
  })(options);
}
