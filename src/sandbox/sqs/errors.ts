import { AwsError, credentialsTexts, type Refusals, type WireResponse } from "../wire/messages.js";

/** The codes whose HTTP status is not 400. */
const statuses: Readonly<Record<string, number | undefined>> = {
  PurgeQueueInProgress: 403,
  OverLimit: 403,
  RequestThrottled: 403,
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  UnrecognizedClientException: 403,
  InternalFailure: 500,
};

/**
 * What SQS called its refusals when it spoke the Query protocol; boto3 and the aws CLI show these. A code that is not
 * here had the same name then.
 */
const oldCodes: Readonly<Record<string, string | undefined>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  InvalidParameterValueException: "InvalidParameterValue",
  MissingRequiredParameterException: "MissingParameter",
  AccessDeniedException: "AccessDenied",
  ExpiredTokenException: "ExpiredToken",
  UnrecognizedClientException: "InvalidClientTokenId",
  ...Object.fromEntries(
    [
      "QueueDeletedRecently",
      "PurgeQueueInProgress",
      "MessageNotInflight",
      "EmptyBatchRequest",
      "TooManyEntriesInBatchRequest",
      "BatchEntryIdsNotDistinct",
      "InvalidBatchEntryId",
      "BatchRequestTooLong",
      "UnsupportedOperation",
    ].map((code) => [code, `AWS.SimpleQueueService.${code}`]),
  ),
};

/** A refusal by SQS, by the code of its model. */
export function sqsError(code: string, message: string): AwsError {
  return new AwsError(code, statuses[code] ?? 400, message);
}

/** The refusal of a parameter's value. */
export const badParameter = (name: string, value: string | number, reason: string): AwsError =>
  sqsError(
    "InvalidParameterValueException",
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );

/** The refusal of a request that lacks a parameter. */
export const missingParameter = (name: string): AwsError =>
  sqsError("MissingRequiredParameterException", `The request must contain the parameter ${name}.`);

/** The refusal for a queue that is not there. */
export const queueNotFound = (): AwsError =>
  sqsError("QueueDoesNotExist", "The specified queue does not exist.");

/** The refusals that every SQS operation knows; SQS has none of its own for a busy queue, so it throttles. */
export const sqsRefusals: Refusals = {
  throttled: () => sqsError("RequestThrottled", "Request is throttled."),
  internal: () =>
    sqsError("InternalFailure", "The request processing has failed because of an unknown error."),
  conflict: () => sqsError("RequestThrottled", "Request is throttled."),
  denied: (message) => sqsError("AccessDeniedException", inLowerCase(message)),
  unknownCaller: () => sqsError("UnrecognizedClientException", credentialsTexts.unknownCaller),
  expired: () => sqsError("ExpiredTokenException", credentialsTexts.expired),
};

// SQS writes actions so: `sqs:sendmessage`.
const inLowerCase = (message: string): string =>
  message.replaceAll(/sqs:[A-Z]\w+/g, (action) => action.toLowerCase());

/**
 * Puts a refusal into the form of AWS JSON 1.0, with the header for clients that know the older codes:
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#x-amzn-query-error
 */
export function refuse(error: AwsError): WireResponse {
  const isModelled = !error.code.endsWith("Exception") && error.status < 500;
  const namespace = isModelled ? "com.amazonaws.sqs" : "com.amazon.coral.service";
  const type = error.status >= 500 ? "Receiver" : "Sender";
  return {
    status: error.status,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-query-error": `${oldCodeOf(error)};${type}`,
    },
    body: JSON.stringify({ __type: `${namespace}#${error.code}`, message: error.message }),
  };
}

/** The code by which boto3 and the aws CLI know a refusal. */
export const oldCodeOf = ({ code }: AwsError): string => oldCodes[code] ?? code;
