import aws4 from "aws4";
import { defined } from "../../defined.js";
import type { Endpoint } from "./endpoint.js";
import type { System } from "../system.js";

/** One POST to an AWS service. */
export interface Post {
  /** The service's name in signatures and hosts: `ssm`, `cloudformation`. */
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The headers of the signed request, in the credentials of the environment (`AWS_ACCESS_KEY_ID`,
 * `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`), at this time.
 * @throws Error when there are none
 */
export function sign(
  { service, headers, body }: Post,
  { url, region }: Endpoint,
  env: System["env"],
  at = new Date(),
): Record<string, string> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error("There are no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
  }
  const signed = aws4.sign(
    {
      service,
      region,
      method: "POST",
      path: url.pathname,
      // As aws4 writes it when it is left out.
      headers: { Host: url.host, ...headers, "X-Amz-Date": at.toISOString().replace(/[:-]|\.\d{3}/g, "") },
      body,
    },
    defined({ accessKeyId, secretAccessKey, sessionToken }),
  );
  return Object.fromEntries(
    Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
}

/** GetParameters, which takes up to ten names. */
export const getParameters = (names: readonly string[]): Post => ({
  service: "ssm",
  headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AmazonSSM.GetParameters" },
  body: JSON.stringify({ Names: names }),
});
