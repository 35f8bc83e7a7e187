import { AwsError, credentialsTexts, type Refusals, type WireResponse } from "../wire/messages.js";

/** Lambda's error codes with their HTTP status, from the service model. */
const statuses = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  ResourceInUseException: 400,
  ResourceNotFoundException: 404,
  ProvisionedConcurrencyConfigNotFoundException: 404,
  ResourceConflictException: 409,
  PreconditionFailedException: 412,
  RequestEntityTooLargeException: 413,
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  UnrecognizedClientException: 403,
} as const;

// The model names the text `Message` in these and `message` in all others.
const capitalised = new Set([
  "ResourceNotFoundException",
  "ResourceInUseException",
  "ServiceException",
  "AccessDeniedException",
]);

/** A refusal by Lambda. */
export function lambdaError(code: keyof typeof statuses, message: string): AwsError {
  return new AwsError(code, statuses[code], message);
}

/** The refusals that every Lambda operation knows. */
export const lambdaRefusals: Refusals = {
  throttled: (retryAfterSeconds) =>
    new AwsError("TooManyRequestsException", 429, "Rate exceeded", {
      reason: "CallerRateLimitExceeded",
      retryAfterSeconds,
    }),
  internal: () =>
    new AwsError("ServiceException", 500, "An error occurred and the request cannot be processed."),
  // Two changes of one event invoke configuration at the same moment have a text of their own.
  conflict: ({ operation, resource }) =>
    lambdaError(
      "ResourceConflictException",
      operation.endsWith("FunctionEventInvokeConfig")
        ? `The EventInvokeConfig for function ${resource} could not be updated due to a concurrent update operation.`
        : "The operation cannot be performed at this time. An update is in progress for resource.",
    ),
  denied: (message) => lambdaError("AccessDeniedException", message),
  unknownCaller: () => lambdaError("UnrecognizedClientException", credentialsTexts.unknownCaller),
  expired: () => lambdaError("ExpiredTokenException", credentialsTexts.expired),
};

/** Puts a refusal into Lambda's form. */
export function refuse(error: AwsError): WireResponse {
  const { reason, retryAfterSeconds } = error.details;
  const type = error.status >= 500 ? "Service" : "User";
  const text = capitalised.has(error.code) ? { Message: error.message } : { message: error.message };
  const body = { Type: type, ...text, Reason: reason };
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "x-amzn-errortype": error.code,
  };
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  return { status: error.status, headers, body: JSON.stringify(body) };
}
