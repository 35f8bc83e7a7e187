import { AwsError, credentialsTexts, type Refusals, type WireResponse } from "../wire/messages.js";

/** A refusal by Systems Manager: always 400, but for its own failures. */
export function ssmError(code: string, message: string): AwsError {
  return new AwsError(code, 400, message);
}

/** `ValidationException` with a text. */
export const invalid = (message: string): AwsError => ssmError("ValidationException", message);

/** `ParameterNotFound`, which AWS sends without a text. */
export const parameterNotFound = (): AwsError => ssmError("ParameterNotFound", "");

/** What Systems Manager says to a `NextToken` that it never gave. */
export const badToken = (): AwsError => ssmError("InvalidNextToken", "The specified token is not valid.");

/** The refusals that every Systems Manager operation knows. */
export const ssmRefusals: Refusals = {
  throttled: () => ssmError("ThrottlingException", "Rate exceeded"),
  internal: () => new AwsError("InternalServerError", 500, "An error occurred on the server side."),
  conflict: () =>
    ssmError(
      "TooManyUpdates",
      "There are concurrent updates for a resource that supports one update at a time.",
    ),
  denied: (message) => ssmError("AccessDeniedException", message),
  unknownCaller: () => ssmError("UnrecognizedClientException", credentialsTexts.unknownCaller),
  expired: () => ssmError("ExpiredTokenException", credentialsTexts.expired),
};

/** Puts a refusal into the form of AWS JSON 1.1. */
export function refuse(error: AwsError): WireResponse {
  const text = error.message === "" ? {} : { message: error.message };
  return {
    status: error.status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ __type: error.code, ...text }),
  };
}
