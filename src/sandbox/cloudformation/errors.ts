import { AwsError, type Refusals, type WireResponse } from "../wire/messages.js";
import { toXml } from "./xml.js";

const namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

/** CloudFormation's word for everything that is wrong with a request. */
export const validationError = (message: string): AwsError => new AwsError("ValidationError", 400, message);

/** The refusal for a stack that is not there. */
export const stackNotFound = (name: string): AwsError =>
  validationError(`Stack with id ${name} does not exist`);

/** The refusals that every CloudFormation operation knows. */
export const cloudFormationRefusals: Refusals = {
  throttled: () => new AwsError("Throttling", 400, "Rate exceeded"),
  internal: () => new AwsError("InternalFailure", 500, "An internal failure occurred."),
  conflict: () => new AwsError("OperationInProgressException", 409, "Another operation is in progress."),
  denied: (message) => new AwsError("AccessDenied", 403, message),
};

/** Puts an answer into the form of the AWS Query protocol. */
export function envelope(operation: string, result: string, requestId: string): string {
  return `<${operation}Response xmlns="${namespace}"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
}

/** Puts a refusal into the form of the AWS Query protocol. */
export function refuse(error: AwsError, requestId: string): WireResponse {
  const type = error.status >= 500 ? "Receiver" : "Sender";
  const detail = toXml({
    Error: { Type: type, Code: error.code, Message: error.message },
    RequestId: requestId,
  });
  return {
    status: error.status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse xmlns="${namespace}">${detail}</ErrorResponse>`,
  };
}
