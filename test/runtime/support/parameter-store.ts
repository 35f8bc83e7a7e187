import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Socket } from "node:net";
import { array, object, parse, string } from "valibot";
import { listen } from "./listen.js";
import { isSigned } from "./signature.js";

const GetParameters = object({ Names: array(string()) });

/** What {@link ParameterStore} accepts, as Lambda's environment variables. */
export const credentials = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret-key-of-the-tests",
  AWS_SESSION_TOKEN: "session-token",
} as const;

/** A way to answer a call other than properly. */
type Misbehaviour = (response: ServerResponse, socket: Socket) => void;

/** An SSM that knows GetParameters and works every signature out for itself. */
export class ParameterStore {
  readonly values = new Map<string, string>();
  readonly calls: { readonly headers: IncomingHttpHeaders; readonly body: unknown }[] = [];
  /** Connections that are open. */
  readonly sockets = new Set<Socket>();
  connectionCount = 0;
  /** What becomes of the next calls, one each; then all is well again. */
  readonly misbehaviours: Misbehaviour[] = [];
  /** Looks at a call before it is answered; `false`: it has answered itself. */
  verify: (headers: IncomingHttpHeaders, response: ServerResponse) => boolean = () => true;
  private port = 0;
  private readonly server = createServer((request, response) => {
    void this.receive(request, response);
  });

  static async start(): Promise<ParameterStore> {
    const store = new ParameterStore();
    store.server.on("connection", (socket) => {
      store.connectionCount += 1;
      store.sockets.add(socket);
      socket.on("close", () => store.sockets.delete(socket));
    });
    store.port = await listen(store.server);
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.calls.push({ headers: request.headers, body: JSON.parse(body) });
    const misbehave = this.misbehaviours.shift();
    if (misbehave !== undefined) misbehave(response, request.socket);
    else if (!this.verify(request.headers, response)) return;
    else if (isSigned(request.headers, body, credentials.AWS_SECRET_ACCESS_KEY)) this.answer(body, response);
    else refuse("InvalidSignatureException", "The request signature we calculated does not match.")(response);
  }

  private answer(body: string, response: ServerResponse): void {
    const { Names } = parse(GetParameters, JSON.parse(body));
    const found = Names.filter((name) => this.values.has(name));
    response.setHeader("Content-Type", "application/x-amz-json-1.1").end(
      JSON.stringify({
        InvalidParameters: Names.filter((name) => !this.values.has(name)),
        Parameters: found.map((name) => ({
          ARN: `arn:aws:ssm:eu-central-1:123456789012:parameter${name}`,
          Name: name,
          Type: "String",
          Value: this.values.get(name),
          Version: 1,
        })),
      }),
    );
  }
}

/** Says no as SSM does. */
export const refuse =
  (code: string, message: string, status = 400) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ __type: code, message }));
  };
