import * as v from "valibot";
import { JetsError } from "../maintenance/index.js";

const sdkErrorSchema = v.object({
  name: v.fallback(v.string(), "Error"),
  message: v.fallback(v.string(), ""),
  code: v.fallback(v.optional(v.string()), undefined),
  retryAfterSeconds: v.fallback(v.optional(v.pipe(v.string(), v.toNumber())), undefined),
  $metadata: v.fallback(v.object({ httpStatusCode: v.fallback(v.optional(v.number()), undefined) }), {
    httpStatusCode: undefined,
  }),
});

/** What can be relied on in anything that the AWS SDK throws. */
export type SdkError = v.InferOutput<typeof sdkErrorSchema>;

/** Reads an error that the AWS SDK threw. */
export function parseSdkError(error: unknown): SdkError {
  const parsed = v.safeParse(sdkErrorSchema, error);
  return parsed.success
    ? parsed.output
    : {
        name: "Error",
        message: String(error),
        code: undefined,
        retryAfterSeconds: undefined,
        $metadata: { httpStatusCode: undefined },
      };
}

/** Whether `error` is AWS's answer of that name, as translated by {@link toJetsError}. */
export function isRefusal(error: unknown, name: string, text = /(?:)/): boolean {
  if (!(error instanceof JetsError)) return false;
  const cause = parseSdkError(error.cause);
  return cause.name === name && text.test(cause.message);
}

/** The answer, or `missing` when AWS says that there is no such function, alias, version or mapping. */
export async function orMissing<Answer, Missing>(
  missing: Missing,
  answer: Promise<Answer>,
): Promise<Answer | Missing> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error, "ResourceNotFoundException")) return missing;
    throw error;
  }
}

const expired = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenProviderError"]);
const rejected = new Set([
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "IncompleteSignature",
  "AuthFailure",
]);
const denied = new Set(["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"]);
const throttling = new Set([
  "TooManyRequestsException",
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestLimitExceeded",
]);
const clockSkew = new Set(["RequestTimeTooSkewed", "RequestInTheFuture"]);
const unreachable = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** Whether AWS said that there were too many calls. */
export function isThrottling({ name, $metadata }: SdkError): boolean {
  return $metadata.httpStatusCode === 429 || throttling.has(name);
}

/** Whether the same call may well succeed a moment later: no connection, no answer, a 5xx, a clock corrected since. */
export function isTransient({ name, message, code, $metadata }: SdkError): boolean {
  if (($metadata.httpStatusCode ?? 0) >= 500 || isUnreachable({ name, code })) return true;
  return (
    clockSkew.has(name) || (name === "InvalidSignatureException" && message.includes("Signature expired"))
  );
}

const isUnreachable = ({ name, code }: Pick<SdkError, "name" | "code">): boolean =>
  unreachable.has(code ?? "") || name === "TimeoutError";

/**
 * Turns what the SDK threw into one sentence of fact and one of remedy. `action` is the IAM action,
 * for example `ssm:PutParameter`; `resource` is what it was asked of.
 */
export function toJetsError(error: unknown, action: string, resource: string): JetsError {
  if (error instanceof JetsError) return error;
  const sdk = parseSdkError(error);
  const build = (code: JetsError["code"], message: string, hint: string): JetsError =>
    new JetsError(code, message, hint, { cause: error });

  if (sdk.name === "CredentialsProviderError") {
    return build(
      "credentials_missing",
      `No usable AWS credentials: ${sentence(sdk.message)}`,
      "Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, log in with `aws sso login`, or name a profile with --profile.",
    );
  }
  if (expired.has(sdk.name)) {
    return build(
      "credentials_expired",
      `The AWS credentials have expired: ${sentence(sdk.message)}`,
      "Log in again, for example with `aws sso login`, and repeat the command.",
    );
  }
  if (rejected.has(sdk.name)) {
    return build(
      "credentials_missing",
      `AWS does not accept the credentials: ${sentence(sdk.message)}`,
      "Check the access key, the secret and the session token, and this machine's clock.",
    );
  }
  if (denied.has(sdk.name)) return accessDenied(sdk, action, resource, build);
  const place = wrongPlace(sdk);
  if (place !== undefined) return build(place.code, place.message, place.hint);
  if (isUnreachable(sdk)) {
    return build(
      "unreachable",
      `AWS could not be reached for ${action}: ${sentence(sdk.message)}`,
      "Check the network, the region and AWS_ENDPOINT_URL, then repeat the command.",
    );
  }
  if (isThrottling(sdk)) {
    return build(
      "throttled",
      `AWS kept throttling ${action} on ${resource}: ${sentence(sdk.message)}`,
      "Others use the same account's quota; wait a minute and repeat the command.",
    );
  }
  return build(
    "aws_refused",
    `AWS refused ${action} on ${resource}: ${sentence(`${sdk.name}: ${sdk.message}`)}`,
    "Repeat the command; DEBUG=jets shows the answer in full.",
  );
}

/** What the SDK says of a region or an endpoint that can't be one, before it asks AWS for anything. */
function wrongPlace({ message, code }: SdkError): JetsError | undefined {
  const region = /^Region not accepted: region="(.*)" is not/.exec(message)?.[1];
  const remedy = "Set AWS_REGION, a region in the AWS profile, or --region.";
  if (message === "Region is missing" || region === "")
    return new JetsError("region_missing", "No AWS region is set.", remedy);
  if (region !== undefined) return new JetsError("usage", `Not an AWS region: "${region}".`, remedy);
  if (code !== "ERR_INVALID_URL") return undefined;
  return new JetsError("usage", "The AWS endpoint is no URL.", "Correct AWS_ENDPOINT_URL, or unset it.");
}

function accessDenied(
  sdk: SdkError,
  action: string,
  resource: string,
  build: (code: JetsError["code"], message: string, hint: string) => JetsError,
): JetsError {
  const stated = /not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(sdk.message);
  const deniedAction = stated?.[1] ?? action;
  const deniedResource = stated?.[2] ?? resource;
  return build(
    "access_denied",
    `Access denied: ${deniedAction} on ${deniedResource}.`,
    `Allow ${deniedAction} on that resource in the IAM policy of whoever runs jets.`,
  );
}

// One line, with a full stop, whatever AWS or Node put there.
function sentence(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
