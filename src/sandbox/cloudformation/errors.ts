import { AwsError, type Refusals } from "../wire/messages.js";

/** CloudFormation's word for everything that is wrong with a request. */
export const validationError = (message: string): AwsError => new AwsError("ValidationError", 400, message);

/** The refusal for a stack that is not there. */
export const stackNotFound = (name: string): AwsError =>
  validationError(`Stack with id ${name} does not exist`);

/** The refusal for a page token that was never given. */
export const badToken = (): AwsError => validationError("The specified NextToken is not valid.");

/** What CloudFormation says while it is busy. */
export const cloudFormationRefusals: Pick<Refusals, "conflict"> = {
  conflict: () => new AwsError("OperationInProgressException", 409, "Another operation is in progress."),
};
