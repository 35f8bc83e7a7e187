import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../../runtime/support/listen.js";

/** What a function sent back for one event. */
export interface Outcome {
  readonly kind: "response" | "error";
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly resolve: (outcome: Outcome) => void;
}

/** The service's side of a Lambda container: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export class RuntimeApi {
  /** `127.0.0.1:PORT`, for `AWS_LAMBDA_RUNTIME_API`. */
  address = "";
  private count = 0;
  private readonly queue: Invocation[] = [];
  private readonly running = new Map<string, Invocation>();
  private waiting: ServerResponse | undefined;
  private readonly server = createServer((request, response) => {
    void this.receive(request, response);
  });

  static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    api.address = `127.0.0.1:${await listen(api.server)}`;
    return api;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Hands an event to the function, and waits for what it sends back. */
  invoke(event: unknown): Promise<Outcome> {
    return new Promise((resolve) => {
      this.count += 1;
      this.queue.push({ id: `request-${this.count}`, event, resolve });
      this.dispatch();
    });
  }

  private dispatch(): void {
    const invocation = this.waiting && this.queue.shift();
    if (invocation === undefined) return;
    this.running.set(invocation.id, invocation);
    this.waiting?.writeHead(200, {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": invocation.id,
      "Lambda-Runtime-Deadline-Ms": String(Date.now() + 30_000),
      "Lambda-Runtime-Invoked-Function-Arn":
        "arn:aws:lambda:eu-central-1:123456789012:function:demo-dev-controller",
    });
    this.waiting?.end(JSON.stringify(invocation.event));
    this.waiting = undefined;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [id = "", kind] = (request.url ?? "").split("/").slice(-2);
    if (kind === "next") {
      this.waiting = response;
      this.dispatch();
      return;
    }
    const body = await text(request);
    response.writeHead(202, { "Content-Type": "application/json" }).end("{}");
    const outcome = {
      kind: kind === "response" ? "response" : "error",
      body,
      headers: request.headers,
    } as const;
    // A function that fails to start has no request of its own to fail.
    const invocation = this.running.get(id) ?? this.queue.shift();
    this.running.delete(id);
    invocation?.resolve(outcome);
  }
}
