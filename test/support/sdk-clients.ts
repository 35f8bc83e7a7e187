import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { defined } from "../../src/defined.js";
import type { Sandbox } from "../../src/sandbox/index.js";

/** What the SDK hands to a request handler, as far as it matters here. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What the SDK takes from a request handler. */
interface SdkResponse {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Record<string, string>;
    readonly body: Uint8Array;
  };
}

/** A request handler for SDK clients that asks a sandbox in this process, without sockets. */
export interface InProcessHandler {
  handle(request: SdkRequest): Promise<SdkResponse>;
}

/** A region of an account. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/**
 * Gives SDK clients an AWS in this process: pass it as `requestHandler`.
 * @param place where calls go, whatever they were signed for
 */
export function requestHandlerFor(sandbox: Sandbox, place?: Place): InProcessHandler {
  return {
    async handle(request) {
      const signed = lowerCased(request.headers);
      const headers = place === undefined ? signed : signedFor(place, signed);
      const body = textOf(request.body);
      const answer = await sandbox.handle({ method: request.method, path: pathOf(request), headers, body });
      if (answer === "drop") throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      const { status, body: text } = answer;
      return { response: { statusCode: status, headers: { ...answer.headers }, body: Buffer.from(text) } };
    },
  };
}

/** An access key of an account, for which the sandbox needs no more. */
export const accessKeyOf = (account: string): string => `AKIA${account}TEST`;

function signedFor({ account, region }: Place, headers: Record<string, string>): Record<string, string> {
  const authorization = headers.authorization?.replace(
    /Credential=[^/]+\/(\d+)\/[^/]+\//,
    (_, day: string) => `Credential=${accessKeyOf(account)}/${day}/${region}/`,
  );
  return authorization === undefined ? headers : { ...headers, authorization };
}

/** SDK clients, and what they are configured with. */
export interface Clients {
  readonly lambda: LambdaClient;
  readonly ssm: SSMClient;
  readonly sqs: SQSClient;
  readonly cloudFormation: CloudFormationClient;
  readonly sts: STSClient;
}

/** Credentials, in the form that the SDK takes. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Unmodified SDK clients that ask a sandbox in this process; they do not retry. */
export function inProcessClients(
  sandbox: Sandbox,
  region = sandbox.region,
  credentials?: Credentials,
): Clients {
  return clientsWith({ region, requestHandler: requestHandlerFor(sandbox), ...defined({ credentials }) });
}

/** Unmodified SDK clients that ask an endpoint; they do not retry. */
export function httpClients(endpoint: string, region = "us-east-1"): Clients {
  return clientsWith({ region, endpoint });
}

function clientsWith(where: {
  readonly region: string;
  readonly endpoint?: string;
  readonly requestHandler?: InProcessHandler;
  readonly credentials?: Credentials;
}): Clients {
  const credentials = { accessKeyId: "ada", secretAccessKey: "secret" };
  const config = { credentials, ...where, maxAttempts: 1 };
  return {
    lambda: new LambdaClient(config),
    ssm: new SSMClient(config),
    sqs: new SQSClient(config),
    cloudFormation: new CloudFormationClient(config),
    sts: new STSClient(config),
  };
}

function pathOf({ path, query = {} }: SdkRequest): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one ?? "")}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return "";
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new Error(`The sandbox reads texts and bytes, not ${typeof body}.`);
}

/** How AWS refused a call. */
interface Refused {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** Waits for a call that AWS refuses, and tells how. */
export async function refusalOf(call: Promise<unknown>): Promise<Refused> {
  const error: unknown = await call.then(
    () => new Error("AWS did not refuse."),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error(`Not an Error: ${String(error)}`);
  return { name: error.name, message: error.message, status: statusOf(error) };
}

function statusOf(error: Error): number | undefined {
  if (!("$metadata" in error) || typeof error.$metadata !== "object" || error.$metadata === null)
    return undefined;
  const metadata = error.$metadata;
  return "httpStatusCode" in metadata && typeof metadata.httpStatusCode === "number"
    ? metadata.httpStatusCode
    : undefined;
}
