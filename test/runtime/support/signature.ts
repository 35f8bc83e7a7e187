import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/**
 * Whether a POST to `/` is signed with this key, worked out step by step as AWS describes it.
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function isSigned(headers: IncomingHttpHeaders, body: string, secretKey: string): boolean {
  const found =
    /Credential=[^/]+\/(?<scope>[^,]+), SignedHeaders=(?<names>[^,]+), Signature=(?<signature>\w+)/.exec(
      headers.authorization ?? "",
    );
  const { scope = "", names = "", signature } = found?.groups ?? {};
  const canonicalHeaders = names.split(";").map((name) => `${name}:${String(headers[name])}\n`);
  const canonical = ["POST", "/", "", canonicalHeaders.join(""), names, sha256(body)].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${secretKey}`);
  return hmac(key, toSign).toString("hex") === signature;
}
