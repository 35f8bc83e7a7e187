import * as v from "valibot";

const metadataSchema = v.fallback(
  v.object({
    httpStatusCode: v.fallback(v.optional(v.number()), undefined),
    requestId: v.fallback(v.optional(v.string()), undefined),
    /** The SDK has learnt AWS's time from this answer, and signs with it from now on. */
    clockSkewCorrected: v.fallback(v.optional(v.boolean()), undefined),
  }),
  { httpStatusCode: undefined, requestId: undefined, clockSkewCorrected: undefined },
);

const sdkErrorSchema = v.object({
  name: v.fallback(v.string(), "Error"),
  message: v.fallback(v.string(), ""),
  code: v.fallback(v.optional(v.string()), undefined),
  /** Of a URL that is none. */
  input: v.fallback(v.string(), ""),
  retryAfterSeconds: v.fallback(v.optional(v.pipe(v.string(), v.toNumber())), undefined),
  $metadata: metadataSchema,
});

const answerSchema = v.object({ $metadata: metadataSchema });

/** What the SDK tells of the HTTP answer that it made `answer` of. */
export function parseMetadata(answer: unknown): SdkError["$metadata"] {
  const parsed = v.safeParse(answerSchema, answer);
  return parsed.success ? parsed.output.$metadata : unknown.$metadata;
}

/** What is certain about anything that the AWS SDK throws. */
export type SdkError = v.InferOutput<typeof sdkErrorSchema>;

const unknown: SdkError = {
  name: "Error",
  message: "",
  code: undefined,
  input: "",
  retryAfterSeconds: undefined,
  $metadata: { httpStatusCode: undefined, requestId: undefined, clockSkewCorrected: undefined },
};

/** Reads an error that the AWS SDK threw. */
export function parseSdkError(error: unknown): SdkError {
  const parsed = v.safeParse(sdkErrorSchema, error);
  return parsed.success ? parsed.output : { ...unknown, message: String(error) };
}

const throttling = new Set([
  "TooManyRequestsException",
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestLimitExceeded",
  "RequestThrottled",
]);
/** What a proxy, or AWS itself, answers if it waited too long for the request, with a status below 500. */
const timedOut = new Set(["RequestTimeout", "RequestTimeoutException"]);
const clockSkew = new Set(["RequestTimeTooSkewed", "RequestInTheFuture"]);
const noConnection = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "ECONNABORTED",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/** Whether AWS said that there were too many calls. */
export function isThrottling({ name, $metadata }: SdkError): boolean {
  return $metadata.httpStatusCode === 429 || throttling.has(name);
}

const denied = new Set(["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"]);

/** Whether AWS said that this user or role may not do that. */
export const isDenied = ({ name }: SdkError): boolean => denied.has(name);

/** Whether the other end listened and did not answer in time. */
export const isTimeout = ({ name }: SdkError): boolean => name === "TimeoutError";

/** Whether there was no connection, or no answer on it; `HPE_` begins the names of Node's HTTP parser for what is none. */
export function isUnreachable(error: SdkError): boolean {
  const { code = "" } = error;
  return noConnection.has(code) || code.startsWith("HPE_") || isTimeout(error);
}

/** Whether the other end does not speak TLS, or its certificate is not trusted: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
export function isUntrusted({ code = "" }: SdkError): boolean {
  return code === "EPROTO" || /CERT|SELF_SIGNED|ALTNAME|^ERR_(SSL|TLS)|UNABLE_TO/.test(code);
}

/** Whether the same call may well succeed later, without any change: no answer, a 5xx. */
export function isTransient(error: SdkError): boolean {
  const { httpStatusCode: status = 0 } = error.$metadata;
  return status >= 500 || status === 408 || timedOut.has(error.name) || isUnreachable(error);
}

/**
 * AWS's error codes for a wrong clock, among other faults:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
const perhapsSkew = new Set([
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "AuthFailure",
  "RequestExpired",
]);

/** Whether AWS says that the time of the call is wrong. */
export function saysSkew({ name, message }: SdkError): boolean {
  return (
    clockSkew.has(name) || (perhapsSkew.has(name) && /signature (expired|not yet current)/i.test(message))
  );
}

/** Whether AWS rejects the time of the call. The SDK may have corrected its clock since. */
export function isSkewed(error: SdkError): boolean {
  return saysSkew(error) || (perhapsSkew.has(error.name) && error.$metadata.clockSkewCorrected === true);
}
