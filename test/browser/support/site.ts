import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "../../runtime/support/listen.js";
import { functionUrl } from "../../runtime/support/events.js";
import { readReply } from "../../runtime/support/front-desk.js";

/** A web site whose every request is answered by a Lambda handler, as behind a Function URL. */
export class Site {
  /** Requests as `METHOD /path`. */
  readonly requests: string[] = [];
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  private constructor(private readonly invoke: (event: unknown) => Promise<unknown>) {}

  static async open(invoke: (event: unknown) => Promise<unknown>): Promise<Site & { readonly url: string }> {
    const site = new Site(invoke);
    const port = await listen(site.server);
    return Object.assign(site, { url: `http://127.0.0.1:${port}` });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(
    { method = "", url = "", headers }: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    this.requests.push(`${method} ${url}`);
    const [path, query] = url.split("?");
    const text = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const { raw } = readReply(
      await this.invoke(functionUrl({ method, path: path ?? "", query: query ?? "", headers: text })),
    );
    response.writeHead(raw.statusCode, {
      ...raw.headers,
      ...(raw.cookies && { "Set-Cookie": [...raw.cookies] }),
    });
    response.end(raw.body);
  }
}
