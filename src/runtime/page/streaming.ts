import { defined } from "../../defined.js";
import { isObject } from "../json.js";
import type { Answer } from "./answer.js";
import type { Handler } from "../application.js";

interface ResponseStream {
  write(chunk: string): unknown;
  end(): unknown;
}

/** The global that Lambda's Node.js runtime provides for streamed responses. */
interface AwsLambda {
  streamifyResponse(handler: Handler): Handler;
  readonly HttpResponseStream: { from(stream: unknown, metadata: unknown): ResponseStream };
}

const isAwsLambda = (value: unknown): value is AwsLambda =>
  isObject(value) && typeof value.streamifyResponse === "function" && value.HttpResponseStream !== undefined;

function awsLambda(): AwsLambda {
  const value: unknown = Reflect.get(globalThis, "awslambda");
  if (isAwsLambda(value)) return value;
  throw new Error("`streaming: true` works in Lambda only: the global `awslambda` is not there.");
}

/** Marks a handler as one that streams. @throws Error outside of Lambda */
export const streamify = (handler: Handler): Handler => awsLambda().streamifyResponse(handler);

const isResponseStream = (value: unknown): value is ResponseStream =>
  isObject(value) && typeof value.write === "function" && typeof value.end === "function";

/** Writes a whole answer to a response stream, or ends it without one. */
export function streamAnswer(stream: unknown, answer: Answer | undefined): void {
  if (answer === undefined) {
    if (isResponseStream(stream)) stream.end();
    return;
  }
  const { status, headers, cookie, body } = answer;
  const metadata = defined({
    statusCode: status,
    headers,
    cookies: cookie === undefined ? undefined : [cookie],
  });
  const response = awsLambda().HttpResponseStream.from(stream, metadata);
  // Status and headers go out with the first write, so there has to be one, even of nothing.
  response.write(body);
  response.end();
}
