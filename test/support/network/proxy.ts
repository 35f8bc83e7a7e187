import { readFileSync } from "node:fs";
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { listen } from "../../runtime/support/listen.js";

// Valid for a hundred years for *.us-east-1.amazonaws.com and 127.0.0.1; made by `openssl x509 -req -CA authority.pem`.
const fileOf = (name: string): string => fileURLToPath(new URL(`tls/${name}`, import.meta.url));

/** The certificate of the authority that {@link openProxy} has its own from. */
export const authorityFile = fileOf("authority.pem");

/** A proxy that takes every host for one server on this machine. Nothing that it is asked for leaves 127.0.0.1. */
export interface TestProxy {
  readonly url: string;
  /** The same server over TLS, without the proxy. */
  readonly tlsUrl: string;
  /** What it was asked for, for example `CONNECT ssm.us-east-1.amazonaws.com:443` or `POST http://host/`. */
  readonly asked: readonly string[];
  /** The `Proxy-Authorization` of each. */
  readonly authorizations: readonly (string | undefined)[];
  readonly close: () => void;
}

/** Opens a proxy in front of a server on this machine, with an HTTPS of its own. */
export async function openProxy(target: string): Promise<TestProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const tls = createTlsServer(
    { key: readFileSync(fileOf("server.key")), cert: readFileSync(fileOf("server.pem")) },
    (incoming, response) => {
      forward(target, incoming, response);
    },
  );
  const tlsPort = await listen(tls);
  const note = (what: string, incoming: IncomingMessage): void => {
    asked.push(what);
    authorizations.push(incoming.headers["proxy-authorization"]);
  };
  const proxy = createServer((incoming, response) => {
    note(`${incoming.method ?? ""} ${incoming.url ?? ""}`, incoming);
    forward(target, incoming, response);
  });
  proxy.on("connect", (incoming: IncomingMessage, client: Socket) => {
    note(`CONNECT ${incoming.url ?? ""}`, incoming);
    const server = connect(tlsPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
  });
  const port = await listen(proxy);
  return {
    url: `http://127.0.0.1:${port}`,
    tlsUrl: `https://127.0.0.1:${tlsPort}`,
    asked,
    authorizations,
    close: () => {
      for (const server of [proxy, tls]) {
        server.close();
        server.closeAllConnections();
      }
      for (const socket of sockets) socket.destroy();
    },
  };
}

function forward(target: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(incoming.url ?? "/", target);
  const { method, headers } = incoming;
  const outgoing = send(new URL(pathname + search, target), {
    method: method ?? "GET",
    headers,
    agent: false,
  });
  outgoing.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", () => response.destroy());
  incoming.pipe(outgoing);
}
