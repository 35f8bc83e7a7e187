import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { defined } from "../../defined.js";
import { JetsError, messageOf } from "../../maintenance/errors.js";
import type { Clock } from "../../maintenance/ports/clock.js";
import type { Info } from "../../runtime/flag/info.js";
import { findPageFile, type PageFile } from "../../runtime/page/page-file.js";
import { ALB_LIMIT, fits, LAMBDA_LIMIT } from "../../runtime/page/page-limit.js";
import { renderAnswer } from "../../runtime/page/render.js";
import type { PageOptions } from "../options/page.js";

/** What is served, and from where. */
export interface Preview extends PageOptions {
  readonly publicDir: string;
  readonly port?: number;
  readonly clock: Clock;
  /** Gets a line about a page that can't be read. */
  readonly log: (line: string) => void;
}

/**
 * Answers every request on 127.0.0.1 as the runtime does while maintenance is on. The file is read each time, so that
 * a change is there after a reload.
 * @throws JetsError `usage` when the port can't be had
 */
export async function servePage(preview: Preview): Promise<{ url: string; close: () => Promise<void> }> {
  const { publicDir, port = 0, clock, log } = preview;
  const info = infoOf(preview);
  const server = createServer(({ method = "GET", headers: { accept } }, response) => {
    const found = findPageFile(publicDir, log);
    const file = found !== undefined && fits(found, LAMBDA_LIMIT) ? found : undefined;
    const { status, headers, body } = renderAnswer({ method, accept }, info, file, clock.now().getTime());
    response.writeHead(status, headers).end(body);
  });
  await listen(server, port);
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}/`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url, close };
}

/** Which page it is, and why, as one sentence. What visitors may get in its place goes to `log`. */
export function whichPage(publicDir: string, log: (line: string) => void): string {
  const file = findPageFile(publicDir, log);
  if (file === undefined) {
    return `Serving the default page: found no maintenance.html or maintenance.json to serve in ${publicDir}`;
  }
  if (!fits(file, LAMBDA_LIMIT)) {
    return `Serving the default page: ${file.path} makes a response of ${sizeOf(file)} MB, and Lambda's limit is 6 MB`;
  }
  if (!fits(file, ALB_LIMIT)) {
    log(
      `Warning: ${file.path} makes a response of ${sizeOf(file)} MB. Behind a load balancer, whose limit ` +
        "is 1 MB, visitors get the default page. Make it smaller.",
    );
  }
  const why =
    file.type === "application/json" ? "there is no maintenance.html" : "it comes before maintenance.json";
  const how = "it is served unchanged, without message and time";
  return `Serving ${file.path}: ${why}; ${how}`;
}

const sizeOf = ({ size }: PageFile): string => (size / 1_048_576).toFixed(1);

function infoOf({ message, until, retryAfter }: PageOptions): Info {
  return defined({ message, until: until === undefined ? undefined : Date.parse(until), retryAfter });
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (cause) {
    throw new JetsError(
      "usage",
      `Cannot listen on port ${port}: ${messageOf(cause)}.`,
      "Choose another port with --port.",
      {
        cause,
      },
    );
  }
}
